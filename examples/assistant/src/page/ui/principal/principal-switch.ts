import type { PageActions } from '../../actions/page-actions.ts';
import { formatAmount, formatCount } from '../../format/format.ts';
import type { PrincipalSummary } from '../../../server/protocol.ts';
import { compareReadable, tenantOf, type ReadableDifference } from '../../state/difference.ts';
import type { PageState } from '../../state/state.ts';
import { element } from '../dom/element.ts';
import { icon } from '../dom/icon.ts';
import { createSlot } from '../dom/slot.ts';

/** Who asks, what they may read, and what changed with the last switch. */
export function mountPrincipalSwitch(root: HTMLElement, actions: PageActions): (state: PageState) => void {
  const select = element('select', {
    id: 'principal',
    on: {
      change: () => {
        void actions.choosePrincipal(select.value);
      },
    },
  });
  const options = createSlot(select);
  const facts = createSlot(element('div', { class: 'identity-facts' }));
  const change = createSlot(element('p', { class: 'identity-change', role: 'status' }));
  root.append(
    element('div', { class: 'identity-choice' }, element('label', { for: 'principal' }, 'Asking as'), select),
    facts.node,
    change.node,
  );

  return (state) => {
    const { status, as, previousAs, readable } = state;
    if (status === undefined) return;
    options.update([status], () => optionsOf(status.principals));
    if (select.value !== as) select.value = as;
    const principal = status.principals.find(({ id }) => id === as);
    facts.update([principal, readable[as]], () => factsOf(principal, readable[as]?.length, actions));
    change.update([as, previousAs, readable], () => [changeOf(state)]);
  };
}

function optionsOf(principals: readonly PrincipalSummary[]): readonly Node[] {
  const tenants = [...new Set(principals.map(({ tenant }) => tenant))];
  return tenants.map((tenant) =>
    element(
      'optgroup',
      { label: `Tenant ${tenant}` },
      ...principals
        .filter((principal) => principal.tenant === tenant)
        .map(({ id, description }) => element('option', { value: id }, `${id} · ${description}`)),
    ),
  );
}

function factsOf(
  principal: PrincipalSummary | undefined,
  count: number | undefined,
  actions: PageActions,
): readonly Node[] {
  if (principal === undefined) return [];
  const { id, tenant, groups } = principal;
  const open = (): void => actions.openDocumentList(id);
  return [
    element('span', { class: 'fact' }, `${tenant} / ${groups.length === 0 ? 'no groups' : groups.join(', ')}`),
    element(
      'button',
      { class: 'quiet-button', type: 'button', id: 'readable-documents', 'data-key': 'readable', on: { click: open } },
      icon('documents'),
      count === undefined ? 'Readable documents' : `${formatAmount(count, 'document')} readable`,
    ),
  ];
}

function changeOf(state: PageState): string {
  const { as, previousAs, readable } = state;
  const now = readable[as];
  if (previousAs === undefined || now === undefined) return '';
  const before = readable[previousAs];
  if (before === undefined) return `${as} may read ${formatAmount(now.length, 'document')}.`;
  if (tenantOf(state, as) !== tenantOf(state, previousAs)) {
    return `${as} belongs to another tenant: none of the ${formatCount(before.length)} documents of ${previousAs}, ${formatCount(now.length)} of its own.`;
  }
  return differenceOf(as, previousAs, compareReadable(now, before));
}

function differenceOf(as: string, previousAs: string, { more, fewer }: ReadableDifference): string {
  if (more + fewer === 0) return `${as} may read the same documents as ${previousAs}.`;
  const lost = `${formatAmount(fewer, 'document')} no longer readable`;
  const won = `${formatAmount(more, 'other document')} readable`;
  return `From ${previousAs} to ${as}: ${[...(fewer === 0 ? [] : [lost]), ...(more === 0 ? [] : [won])].join(', ')}.`;
}
