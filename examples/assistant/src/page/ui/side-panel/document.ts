import type { DocumentResponse } from '../../../server/protocol.ts';
import { formatCount } from '../../format/format.ts';
import type { CitedPassage, SidePanelState } from '../../state/state.ts';
import { element, type Child } from '../dom/element.ts';
import { icon } from '../dom/icon.ts';
import { trustBadge } from '../trust/trust-badge.ts';
import { documentText } from './document-text.ts';

/** A document as plain text, the cited passage marked. */
export function documentView(panel: Extract<SidePanelState, { kind: 'document' }>): readonly Child[] {
  const { document: id, as, trust, passage, loaded, error } = panel;
  const facts = element(
    'div',
    { class: 'document-facts' },
    element('p', { class: 'document-badges' }, trustBadge(trust), element('span', { class: 'fact' }, `read as ${as}`)),
    element('p', { class: 'document-id' }, id),
    loaded === undefined || passage === undefined ? undefined : matchOf(loaded, passage),
    trust === 'untrusted'
      ? element(
          'p',
          { class: 'notice notice-untrusted' },
          icon('warning'),
          'This document came from outside. What it claims is not confirmed.',
        )
      : undefined,
  );
  if (error !== undefined) {
    return [facts, element('p', { class: 'notice notice-error', role: 'alert' }, icon('warning'), error.message)];
  }
  if (loaded === undefined) return [facts, element('p', { class: 'document-loading', role: 'status' }, 'Opening …')];
  const region = { class: 'document-text', role: 'region', 'aria-label': 'Text of the document', tabindex: 0 };
  return [facts, element('div', region, ...documentText(loaded, passage))];
}

/** Scrolls the marked passage into view, within the panel. */
export function showPassage(body: HTMLElement): void {
  const scroller = body.querySelector<HTMLElement>('.document-text');
  const mark = scroller?.querySelector('mark');
  if (scroller === null || mark === null || mark === undefined) return;
  const above = mark.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
  scroller.scrollTop += above - scroller.clientHeight / 5;
}

/** Whether the document still holds the quoted words at their place. */
function matchOf({ text, digest }: DocumentResponse, { start, end, quote, digest: cited }: CitedPassage): HTMLElement {
  const isExact = digest === cited && text.slice(start, end) === quote;
  const place = `characters ${formatCount(start)} to ${formatCount(end)}`;
  return isExact
    ? element('p', { class: 'document-match' }, icon('verified'), `Quote matches the document exactly, ${place}`)
    : element(
        'p',
        { class: 'notice' },
        icon('warning'),
        'The document changed since this answer; the mark may be off.',
      );
}
