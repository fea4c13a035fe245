import { element } from '../dom/element.ts';
import { createSlot } from '../dom/slot.ts';
import { trustBadge } from '../trust/trust-badge.ts';
import type { AnswerPart, AnswerPlace } from './answer.ts';
import { openCitation } from './citation-button.ts';

/** The documents that an answer stands on, by the numbers of its markers. */
export function createSources({ actions }: AnswerPlace): AnswerPart {
  const slot = createSlot(element('ol', { class: 'sources', 'aria-label': 'Sources' }));
  return {
    node: slot.node,
    update({ citations, as }) {
      slot.node.hidden = citations.length === 0;
      slot.update([citations], () =>
        citations.map((citation, index) => {
          if (citation === undefined) return undefined;
          const click = (): void => openCitation(citation, as, actions);
          const attributes = { type: 'button', class: 'source', 'data-key': `source-${index + 1}`, on: { click } };
          return element(
            'li',
            {},
            element(
              'button',
              attributes,
              element('span', { class: 'source-number' }, String(index + 1)),
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
