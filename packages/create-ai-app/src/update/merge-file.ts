import { textOf, unifyLines, withLineEnd } from '../content/content.ts';
import { mergeJson } from './merge-json.ts';
import { mergeText } from './merge-text.ts';

/** A merged file, or nothing where only a person can merge. */
export type MergeFile = (
  path: string,
  base: Buffer | undefined,
  ours: Buffer,
  theirs: Buffer,
) => MergedFile | undefined;

/** The content after a merge; with conflicts it holds markers. */
export interface MergedFile {
  readonly content: Buffer;
  readonly conflicts: number;
}

/** Merges a file that both sides changed. Binary files are never merged; line ends stay those of the user's file. */
export const mergeFile: MergeFile = (path, base, ours, theirs) => {
  const { content, lineEnd } = unifyLines(ours);
  const texts = [base ?? Buffer.alloc(0), content, theirs].map(textOf);
  const [from, mine, its] = texts;
  if (from === undefined || mine === undefined || its === undefined) return undefined;
  const merged = mergeText(from, mine, its);
  const json = merged.conflicts > 0 && path.endsWith('.json') ? mergeJson(from, mine, its) : undefined;
  const { text, conflicts } = json === undefined ? merged : { text: json, conflicts: 0 };
  return { content: withLineEnd(Buffer.from(text), lineEnd), conflicts };
};
