import { isBlankLine, type Block } from '../block.ts';
import { lineAt } from '../lines.ts';
import { createBrackets, type Notation } from './brackets.ts';
import { createCodeBlocks } from './code-blocks.ts';
import type { ReadDeclaration } from './declarations.ts';

interface OpenSymbol {
  readonly indent: number;
  readonly isContainer: boolean;
}

const longestHead = 300;
const tabWidth = 8;

/** Scans a program whose blocks are indented. Linear, and never fails. */
export function* scanIndents(text: string, notation: Notation, declare: ReadDeclaration): Generator<Block> {
  const blocks = createCodeBlocks(text);
  const brackets = createBrackets(notation);
  const open: OpenSymbol[] = [];
  let lead: number | undefined;
  for (let at = 0; at < text.length;) {
    const line = lineAt(text, at);
    at = line.next;
    const words = text.slice(line.start, line.end);
    const head = words.slice(0, longestHead).trim();
    const seen = brackets(words);
    const isStatement = !seen.isInside && !seen.isComment && seen.depthBefore === 0 && !isBlankLine(text, line);
    if (isStatement) {
      const indent = indentOf(words);
      while ((open.at(-1)?.indent ?? -1) >= indent) {
        blocks.end();
        open.pop();
      }
      const isPlace = open.at(-1)?.isContainer !== false;
      const declared = isPlace ? declare(head, open.length > 0) : undefined;
      if (declared !== undefined) {
        blocks.begin(declared.title, lead ?? line.start, line);
        open.push({ indent, isContainer: declared.isContainer });
        lead = undefined;
        continue;
      }
    }
    blocks.add(line);
    const isLead = seen.isComment || (isStatement && head.startsWith('@'));
    lead = isLead ? (lead ?? line.start) : undefined;
    yield* blocks.take();
  }
  yield* blocks.finish();
}

function indentOf(line: string): number {
  let width = 0;
  for (const character of line) {
    if (character === '\t') width += tabWidth;
    else if (character === ' ') width++;
    else break;
  }
  return width;
}
