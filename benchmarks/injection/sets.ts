import type { BenchmarkRun } from '../harness/benchmark.ts';
import { labelledFiles } from '../harness/labelled-data.ts';
import { makeExamples } from '../../packages/ai-guardrails/fit/corpus.ts';
import { createRandom } from '../../packages/ai-guardrails/fit/grammar.ts';

/** A text that is an attack or harmless. */
export interface LabelledText {
  readonly file: string;
  readonly index: number;
  readonly text: string;
  readonly isAttack: boolean;
}

/** Texts of one file. Families of attacks and sets of harmless texts are files. */
export interface LabelledSet {
  /** The folder and the file, as metrics name it. */
  readonly name: string;
  readonly rows: readonly LabelledText[];
}

/** Every file of the data folder whose rows are attacks or harmless; a text that was seen in a file before is left out. */
export function labelledSets(run: BenchmarkRun): {
  readonly sets: readonly LabelledSet[];
  readonly duplicates: number;
} {
  const seen = new Set<string>();
  let duplicates = 0;
  const sets = labelledFiles(run, readText).map(({ file, rows }): LabelledSet => {
    const own = rows
      .map(({ index, row }) => ({ file, index, ...row }))
      .filter(({ text }) => {
        const key = text.toLowerCase().replace(/\s+/g, ' ').trim();
        if (seen.has(key)) duplicates++;
        else return seen.add(key);
        return false;
      });
    return {
      name: file
        .replace(/\.jsonl$/, '')
        .split('/')
        .slice(-2)
        .join('/')
        .replaceAll('.', '-'),
      rows: own,
    };
  });
  return { sets, duplicates };
}

/** `{text, label: attack | benign}`; of sets on over-refusal, `{prompt, label: safe}` is harmless and `unsafe` is passed over. */
function readText(row: unknown): { readonly text: string; readonly isAttack: boolean } | undefined {
  if (typeof row !== 'object' || row === null) return undefined;
  const { text, prompt, label } = row as Readonly<Record<string, unknown>>;
  if (typeof text === 'string' && (label === 'attack' || label === 'benign'))
    return { text, isAttack: label === 'attack' };
  return typeof prompt === 'string' && label === 'safe' ? { text: prompt, isAttack: false } : undefined;
}

/** Texts of our own by templates that nothing was learned from, a set for each family. */
export function ownSets(size: number): readonly LabelledSet[] {
  const examples = makeExamples('dev', size, createRandom(77));
  return [...new Set(examples.map(({ family }) => family))].map((family) => ({
    name: `own/${family}`,
    rows: examples
      .filter((one) => one.family === family)
      .map(({ text, isAttack }, index) => ({ file: `own/${family}`, index, text, isAttack })),
  }));
}
