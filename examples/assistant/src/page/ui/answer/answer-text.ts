import { parseBlocks } from '../../markdown/parse-blocks.ts';
import { element } from '../dom/element.ts';
import { keepFocus } from '../dom/slot.ts';
import type { AnswerPart, AnswerPlace } from './answer.ts';
import { citationButton } from './citation-button.ts';
import { renderBlock } from './render-markdown.ts';

/** The text of an answer; a block that did not change since the last sentence is left as it stands. */
export function createAnswerText({ actions }: AnswerPlace): AnswerPart {
  const node = element('div', { class: 'answer-text' });
  let shown: readonly string[] = [];
  return {
    node,
    update(answer) {
      const { text, citations, as } = answer;
      const blocks = parseBlocks(text);
      // A marker becomes a button when its citation is known.
      const sources = blocks.map(({ source }) => `${citations.length} ${source}`);
      if (sources.length === shown.length && sources.every((source, index) => source === shown[index])) return;
      const same = sources.findIndex((source, index) => source !== shown[index]);
      const kept = same < 0 ? sources.length : same;
      keepFocus(node, () => {
        while (node.childElementCount > kept) node.lastElementChild?.remove();
        for (const { block } of blocks.slice(kept)) {
          node.append(renderBlock(block, (marker) => citationButton(marker, citations[marker - 1], as, actions)));
        }
      });
      shown = sources;
      node.hidden = text === '';
    },
  };
}
