/** A piece of an answer up to and with its citation markers. */
export interface Statement {
  /** The text without its markers, white space at the start kept. */
  readonly text: string;
  /** Numbers of the cited passages; empty when nothing is cited. */
  readonly markers: readonly number[];
  /** Punctuation that stood behind the markers. */
  readonly tail: string;
}

/** Cuts streamed text into statements. */
export interface StatementReader {
  push(text: string): readonly Statement[];
  /** The statement that is still open at the end. */
  end(): readonly Statement[];
  /** Forgets what is open. */
  discard(): void;
}

const marker = /\[\d{1,3}(?:, ?\d{1,3}){0,9}\]/g;
const longestMarker = '[123, 123, 123, 123, 123, 123, 123, 123, 123, 123]'.length;
const maxStatementLength = 4_000;

/**
 * Cuts an answer into statements as it streams: a statement ends with its markers (`[1]`, `[1][2]`, `[1, 2]`, before or behind the full stop), or uncited with its paragraph.
 * A paragraph that ends with a colon goes on with the next one, so that a lead-in stays with its list. What comes out does not depend on how the text was cut into chunks.
 */
export function createStatementReader(): StatementReader {
  let pending = '';
  /** Before this offset there is neither a marker nor a paragraph's end. */
  let searched = 0;

  const next = (isEnd: boolean): Statement | undefined => {
    marker.lastIndex = searched;
    const found = marker.exec(pending);
    const paragraph = paragraphEnd(pending, searched);
    const cut = Math.min(found?.index ?? Infinity, paragraph);
    if (cut > maxStatementLength && pending.length > maxStatementLength) return take(maxStatementLength);
    if (cut === Infinity) {
      searched = Math.max(0, safeStart(pending));
      return isEnd && pending.trim() !== '' ? take(pending.length) : undefined;
    }
    if (found === null || paragraph <= found.index) return take(paragraph);
    const group = readGroup(pending, found.index);
    if (!isEnd && group.isOpen) {
      searched = found.index;
      return undefined;
    }
    const text = pending.slice(0, found.index);
    return take(group.end, { text, markers: group.markers, tail: group.tail });
  };

  const take = (length: number, statement?: Statement): Statement => {
    const text = pending.slice(0, length);
    pending = pending.slice(length);
    searched = 0;
    return statement ?? { text, markers: [], tail: '' };
  };

  const drain = (isEnd: boolean): readonly Statement[] => {
    const statements: Statement[] = [];
    for (let statement = next(isEnd); statement !== undefined; statement = next(isEnd)) {
      if (statement.text.trim() !== '' || statement.markers.length > 0) statements.push(statement);
    }
    return statements;
  };

  return {
    push(text) {
      pending += text;
      return drain(false);
    },
    end: () => drain(true),
    discard() {
      pending = '';
      searched = 0;
    },
  };
}

/** A marker or a paragraph's end may have begun in the last units, so they are searched again. */
function safeStart(text: string): number {
  let start = text.length;
  while (start > 0 && text.length - start < maxStatementLength && text.charAt(start - 1).trim() === '') start--;
  return start - longestMarker;
}

/** Offset behind the first blank line that ends a paragraph, Infinity without one. */
function paragraphEnd(text: string, from: number): number {
  for (let line = text.indexOf('\n', from); line !== -1; line = text.indexOf('\n', line + 1)) {
    let after = line + 1;
    while (after < text.length && ' \t\r'.includes(text.charAt(after))) after++;
    if (text.charAt(after) !== '\n') continue;
    const before = text.slice(0, line).trimEnd();
    if (before !== '' && !before.endsWith(':')) return after + 1;
  }
  return Infinity;
}

interface Group {
  readonly markers: readonly number[];
  readonly end: number;
  readonly tail: string;
  /** More of the group may still come. */
  readonly isOpen: boolean;
}

const tails = '.!?;,:…。！？';

function readGroup(text: string, start: number): Group {
  const markers: number[] = [];
  let end = start;
  for (;;) {
    let at = end;
    while (at < text.length && ' \t'.includes(text.charAt(at))) at++;
    if (at === text.length) return { markers: [...new Set(markers)], end, tail: '', isOpen: true };
    marker.lastIndex = at;
    const match = text.charAt(at) === '[' ? marker.exec(text) : null;
    if (match?.index === at) {
      for (const digits of match[0].slice(1, -1).split(',')) markers.push(Number(digits));
      end = at + match[0].length;
      continue;
    }
    const couldBecomeMarker = text.charAt(at) === '[' && /^\[[\d, ]*$/.test(text.slice(at, at + longestMarker));
    if (couldBecomeMarker && text.length - at < longestMarker) return { markers, end, tail: '', isOpen: true };
    let tail = end;
    while (tail < text.length && tails.includes(text.charAt(tail))) tail++;
    const isOpen = tail === text.length;
    return { markers: [...new Set(markers)], end: tail, tail: text.slice(end, tail), isOpen };
  }
}
