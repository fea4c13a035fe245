import type { Block, Inline, ListBlock } from '../../markdown/tree.ts';
import { element, type Child } from '../dom/element.ts';
import { trustBadge } from '../trust/trust-badge.ts';

/** Makes the node of a citation's marker; undefined leaves the marker as text. */
export type CitationNode = (marker: number) => Node | undefined;

/** Makes nodes of a block: a closed list of elements, all text as text. */
export function renderBlock(block: Block, citation: CitationNode): HTMLElement {
  switch (block.type) {
    case 'paragraph':
      return element('p', {}, ...inline(block.content, citation));
    case 'heading':
      // Below the answer's own heading, whatever level the text claims.
      return element('h4', {}, ...inline(block.content, citation));
    case 'code':
      return element('pre', { tabindex: 0 }, element('code', {}, block.text));
    case 'list':
      return list(block, citation);
    case 'table':
      return table(block, citation);
  }
}

function list(block: ListBlock, citation: CitationNode): HTMLElement {
  const items = block.items.map(({ content, lists }) =>
    element('li', {}, ...inline(content, citation), ...lists.map((below) => list(below, citation))),
  );
  return block.isOrdered ? element('ol', { start: block.start }, ...items) : element('ul', {}, ...items);
}

function table({ head, rows }: Extract<Block, { type: 'table' }>, citation: CitationNode): HTMLElement {
  const cells = head.map((cell) => element('th', { scope: 'col' }, ...inline(cell, citation)));
  const lines = rows.map((row) =>
    element('tr', {}, ...row.map((cell) => element('td', {}, ...inline(cell, citation)))),
  );
  const heads = cells.length === 0 ? undefined : element('thead', {}, element('tr', {}, ...cells));
  const made = element('table', {}, heads, element('tbody', {}, ...lines));
  return element('div', { class: 'table-scroll', tabindex: 0, role: 'group', 'aria-label': 'Table' }, made);
}

function inline(nodes: readonly Inline[], citation: CitationNode): readonly Child[] {
  return nodes.map((node) => {
    switch (node.type) {
      case 'text':
        return node.text;
      case 'code':
        return element('code', {}, node.text);
      case 'strong':
        return element('strong', {}, ...inline(node.children, citation));
      case 'emphasis':
        return element('em', {}, ...inline(node.children, citation));
      case 'citation':
        return citation(node.marker) ?? node.text;
      case 'untrusted-mark':
        return trustBadge('untrusted');
    }
  });
}
