import { diff3Merge } from 'node-diff3';

/** The names of the two sides in conflict markers. */
const labels = { ours: 'yours', theirs: 'template' } as const;

/** A merged text; `conflicts` counts the places where both sides changed the same lines, which are marked. */
export interface MergedText {
  readonly text: string;
  readonly conflicts: number;
}

/** Merges two changed texts line by line (three-way merge of Khanna, Kunal and Pierce 2007), with git's markers around what both changed. */
export function mergeText(base: string, ours: string, theirs: string): MergedText {
  const regions = diff3Merge(linesOf(ours), linesOf(base), linesOf(theirs), { excludeFalseConflicts: true });
  let text = '';
  let conflicts = 0;
  for (const { ok, conflict } of regions) {
    if (ok !== undefined) text += ok.join('');
    if (conflict === undefined) continue;
    conflicts++;
    text = closed(text) + `<<<<<<< ${labels.ours}\n` + closed(conflict.a.join(''));
    text += `=======\n${closed(conflict.b.join(''))}>>>>>>> ${labels.theirs}\n`;
  }
  return { text, conflicts };
}

/** Whether a text holds a conflict that nobody has resolved. */
export function hasConflictMarkers(text: string): boolean {
  const lines = text.split('\n').map((line) => line.trimEnd());
  const open = lines.indexOf(`<<<<<<< ${labels.ours}`);
  const middle = open < 0 ? -1 : lines.indexOf('=======', open);
  return middle > 0 && lines.indexOf(`>>>>>>> ${labels.theirs}`, middle) > 0;
}

/** Lines with their ends, so that a missing last one is seen. */
function linesOf(text: string): string[] {
  const lines = text.split('\n').map((line) => `${line}\n`);
  const last = lines.pop() ?? '\n';
  return last === '\n' ? lines : [...lines, last.slice(0, -1)];
}

/** A marker stands on a line of its own. */
function closed(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
