import type { AnswerCitation } from '@org/ai-blueprints';
import type { PageActions } from '../../actions/page-actions.ts';
import { element } from '../dom/element.ts';

/** The button of a marker, or nothing for a number that stands for no citation. */
export function citationButton(
  marker: number,
  citation: AnswerCitation | undefined,
  as: string,
  actions: PageActions,
): HTMLElement | undefined {
  if (citation === undefined) return undefined;
  const isTrusted = citation.trust === 'trusted';
  const label = `Source ${marker}${isTrusted ? '' : ', untrusted'}: ${citation.title}`;
  const attributes = {
    type: 'button',
    class: isTrusted ? 'citation' : 'citation citation-untrusted',
    'aria-label': label,
    title: citation.title,
    'data-key': `citation-${marker}`,
    on: { click: () => openCitation(citation, as, actions) },
  };
  return element('button', attributes, String(marker));
}

/** Shows a citation's passage in its document, as whoever asked may read it. */
export function openCitation(citation: AnswerCitation, as: string, actions: PageActions): void {
  const { document, digest, span, quote, title, trust } = citation;
  const passage = { digest, quote, start: span.start, end: span.end };
  void actions.openDocument({ as, document, title, trust, passage });
}
