import type { AnswerCitation } from '@org/ai-blueprints';
import { element } from '../dom/element.ts';
import { createSlot } from '../dom/slot.ts';
import { trustBadge } from '../trust/trust-badge.ts';
import type { AnswerPart, AnswerPlace } from './answer.ts';
import { openCitation } from './citation-button.ts';

/** The documents that an answer stands on, each with the numbers of its markers. */
export function createSources({ actions }: AnswerPlace): AnswerPart {
  const slot = createSlot(element('ol', { class: 'sources', 'aria-label': 'Sources' }));
  return {
    node: slot.node,
    update({ citations, as }) {
      slot.node.hidden = citations.length === 0;
      slot.update([citations], () =>
        byDocument(citations).map(({ citation, markers }) => {
          const click = (): void => openCitation(citation, as, actions);
          const attributes = { type: 'button', class: 'source', 'data-key': `source-${markers}`, on: { click } };
          return element(
            'li',
            {},
            element(
              'button',
              attributes,
              element('span', { class: 'source-number' }, markers),
              element('span', { class: 'source-title' }, citation.title),
              citation.trust === 'untrusted' ? trustBadge('untrusted') : undefined,
              element('span', { class: 'source-id' }, citation.document),
            ),
          );
        }),
      );
    },
  };
}

/** The first citation of each document, with the markers of all of them. */
function byDocument(
  citations: readonly (AnswerCitation | undefined)[],
): readonly { readonly citation: AnswerCitation; readonly markers: string }[] {
  const found = new Map<string, { readonly citation: AnswerCitation; readonly markers: string }>();
  for (const [index, citation] of citations.entries()) {
    if (citation === undefined) continue;
    const known = found.get(citation.document);
    const marker = String(index + 1);
    const markers = known === undefined ? marker : `${known.markers}, ${marker}`;
    found.set(citation.document, { citation: known?.citation ?? citation, markers });
  }
  return [...found.values()];
}
