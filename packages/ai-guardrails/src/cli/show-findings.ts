import type { CommandIo, Finding } from '@org/ai-core';
import type { GuardDecision } from '../guard/decision.ts';
import type { GuardArguments } from './arguments.ts';
import type { Position } from './position.ts';
import { STDIN } from './read-text.ts';

/** A text with what was decided about it. */
export interface CheckedText {
  readonly file: string;
  readonly text: string;
  readonly decision: GuardDecision;
  /** One per finding. */
  readonly positions: readonly Position[];
}

const AROUND = 40;
const LONGEST_SHOWN = 60;

type Paint = (style: 'bold' | 'red' | 'green' | 'dim', text: string) => string;
const styles = { bold: 1, red: 31, green: 32, dim: 2 } as const;

/** Findings in their context, for people. */
export function showFindings(checked: CheckedText, { isPlain }: GuardArguments, io: CommandIo): string {
  const isColoured =
    !isPlain && (io.env['FORCE_COLOR'] ?? '') !== '' ? true : !isPlain && io.isTty && (io.env['NO_COLOR'] ?? '') === '';
  const paint: Paint = (style, text) => (isColoured ? `\u001b[${String(styles[style])}m${text}\u001b[0m` : text);
  const { file, decision, text, positions } = checked;
  const { action, findings } = decision;
  const name = file === STDIN ? 'standard input' : file;
  const count = findings.length === 1 ? '1 finding' : `${String(findings.length)} findings`;
  const head = `${paint('bold', name)}: ${paint(action === 'allow' ? 'green' : 'red', action)}, ${count}\n`;
  const blocks = findings.map((finding, index) => showFinding(finding, positions[index], text, paint));
  const reason = 'reason' in decision ? `${decision.reason}\n` : '';
  const released =
    decision.action === 'redact' && text.length <= 2_000
      ? `${paint('dim', 'released:')}\n${visible(decision.text, true)}\n`
      : '';
  return `${head}${blocks.join('')}${reason}${released}`;
}

function showFinding(finding: Finding, position: Position | undefined, text: string, paint: Paint): string {
  const { rail, rule, label, score, start, end } = finding;
  const { line = 1, column = 1 } = position ?? {};
  const before = visible(text.slice(Math.max(text.lastIndexOf('\n', start - 1) + 1, start - AROUND), start));
  const found =
    visible(text.slice(start, Math.min(end, start + LONGEST_SHOWN))) + (end - start > LONGEST_SHOWN ? '…' : '');
  const lineEnd = text.indexOf('\n', end);
  const after = visible(text.slice(end, Math.min(lineEnd < 0 ? text.length : lineEnd, end + AROUND)));
  const gutter = `${String(line)}:${String(column)}`;
  const shown = `  ${paint('dim', gutter)}  ${before}${paint('red', found)}${after}\n`;
  const underline = `${' '.repeat(gutter.length + 4 + before.length)}${'^'.repeat(Math.max(1, found.length))}`;
  return `${shown}${underline} ${paint('bold', label)} ${rail}/${rule} ${score.toFixed(2)}\n`;
}

/** Text that a terminal shows and does not obey: control characters and what turns the direction of writing become visible. */
function visible(text: string, keepsLines = false): string {
  return text.replace(/[\p{Cc}\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu, (character) =>
    keepsLines && character === '\n'
      ? character
      : character === '\t'
        ? ' '
        : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
