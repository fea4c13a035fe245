import type { PageActions } from '../../actions/page-actions.ts';
import { formatAmount } from '../../format/format.ts';
import type { ReadableDocuments } from '../../state/state.ts';
import { element, type Child } from '../dom/element.ts';
import { trustBadge } from '../trust/trust-badge.ts';

/** The documents that a principal may read, with a filter. */
export function createDocumentList(
  actions: PageActions,
): (as: string, documents: ReadableDocuments | undefined) => readonly Child[] {
  return (as, documents) => {
    if (documents === undefined) return [element('p', { class: 'document-loading', role: 'status' }, 'Looking …')];
    const count = element('p', { class: 'list-count', role: 'status' }, amount(documents.length));
    const items = documents.map((document) => ({ document, node: itemOf(document, as, actions) }));
    const filter = element('input', {
      id: 'document-filter',
      type: 'search',
      autocomplete: 'off',
      on: {
        input: () => {
          const wanted = filter.value.trim().toLowerCase();
          let shown = 0;
          for (const { document, node } of items) {
            node.hidden = !`${document.title} ${document.id}`.toLowerCase().includes(wanted);
            if (!node.hidden) shown += 1;
          }
          count.textContent = amount(shown);
        },
      },
    });
    const label = element('label', { for: 'document-filter' }, 'Filter by title or path');
    return [
      element('div', { class: 'list-filter' }, label, filter, count),
      element('ul', { class: 'document-list' }, ...items.map(({ node }) => node)),
    ];
  };
}

function amount(count: number): string {
  return formatAmount(count, 'document');
}

function itemOf({ id, title, trust }: ReadableDocuments[number], as: string, actions: PageActions): HTMLElement {
  const click = (): void => void actions.openDocument({ as, document: id, title, trust });
  return element(
    'li',
    {},
    element(
      'button',
      { type: 'button', class: 'document-item', on: { click } },
      element('span', { class: 'source-title' }, title),
      trust === 'untrusted' ? trustBadge('untrusted') : undefined,
      element('span', { class: 'source-id' }, id),
    ),
  );
}
