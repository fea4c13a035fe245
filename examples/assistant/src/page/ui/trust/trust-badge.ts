import { element } from '../dom/element.ts';
import { icon } from '../dom/icon.ts';

/** Says in words and colour whether a document can be trusted. */
export function trustBadge(trust: 'trusted' | 'untrusted'): HTMLElement {
  return trust === 'trusted'
    ? element('span', { class: 'badge badge-trusted' }, icon('verified'), 'Trusted source')
    : element('span', { class: 'badge badge-untrusted' }, icon('warning'), 'Untrusted source');
}
