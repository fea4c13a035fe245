import type { DocumentResponse } from '../../../server/protocol.ts';
import type { CitedPassage } from '../../state/state.ts';
import { element, type Child } from '../dom/element.ts';

/** More of a long document than anyone reads in a panel, and little enough to lay out at once. */
const maxShown = 200_000;

/** The text of a document exactly as its offsets see it: headings stand out, the cited passage is one mark. */
export function documentText(
  { text, headings }: Pick<DocumentResponse, 'text' | 'headings'>,
  passage: CitedPassage | undefined,
): readonly Child[] {
  const { start, end } = passage ?? { start: 0, end: 0 };
  const from = Math.max(0, start - maxShown / 2);
  const to = Math.min(text.length, Math.max(end, from) + maxShown / 2);
  const plain = (low: number, high: number): readonly Child[] => {
    const nodes: Child[] = [];
    let at = low;
    for (const heading of headings) {
      if (heading.start < at || heading.end > high || heading.end <= heading.start) continue;
      nodes.push(text.slice(at, heading.start), headingOf(text.slice(heading.start, heading.end)));
      at = heading.end;
    }
    return [...nodes, text.slice(at, high)];
  };
  return [
    from > 0 ? cut() : undefined,
    ...plain(from, start),
    passage === undefined ? undefined : element('mark', { id: 'cited-passage' }, text.slice(start, end)),
    ...plain(end, to),
    to < text.length ? cut() : undefined,
  ];
}

function headingOf(text: string): HTMLElement {
  return element('strong', { class: 'document-heading' }, text);
}

function cut(): HTMLElement {
  return element('span', { class: 'document-cut' }, 'The document goes on; this panel shows a part of it.');
}
