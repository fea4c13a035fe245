import type { PageActions } from '../../actions/page-actions.ts';
import type { PageState } from '../../state/state.ts';
import { element } from '../dom/element.ts';
import { icon } from '../dom/icon.ts';
import { createSlot } from '../dom/slot.ts';
import { documentView, showPassage } from './document.ts';
import { createDocumentList } from './document-list.ts';

// Beside the answers where there is room, over them where there is none.
const isRoomy = matchMedia('(min-width: 62rem)');

/** The panel for a document or the list of readable ones. Escape and its button close it and give the focus back. */
export function mountSidePanel(dialog: HTMLDialogElement, actions: PageActions): (state: PageState) => void {
  let opener: HTMLElement | undefined;
  const title = element('h2', { id: 'side-panel-title', tabindex: -1 });
  const back = element('div', { class: 'side-panel-back' });
  const close = element(
    'button',
    {
      type: 'button',
      class: 'icon-button',
      'aria-label': 'Close the panel',
      on: { click: () => actions.closePanel() },
    },
    icon('close'),
  );
  const body = createSlot(element('div', { class: 'side-panel-body' }));
  const head = createSlot(title);
  const backSlot = createSlot(back);
  const list = createDocumentList(actions);
  dialog.append(element('div', { class: 'side-panel-header' }, back, title, close), body.node);

  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    actions.closePanel();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && dialog.open && isRoomy.matches) actions.closePanel();
  });
  isRoomy.addEventListener('change', () => {
    if (!dialog.open) return;
    dialog.close();
    open(dialog);
  });

  return ({ panel, readable }) => {
    if (panel === undefined) {
      if (!dialog.open) return;
      dialog.close();
      body.update([], () => []);
      giveFocusBack(opener);
      return;
    }
    const wasOpen = dialog.open;
    if (!wasOpen || !dialog.contains(document.activeElement)) opener = focused() ?? opener;
    const isDocument = panel.kind === 'document';
    const name = isDocument ? panel.title : `What ${panel.as} may read`;
    const isNew = title.textContent !== name || !wasOpen;
    head.update([name], () => [name]);
    backSlot.update([isDocument && panel.isFromList, panel.as], () =>
      isDocument && panel.isFromList ? [backButton(panel.as, actions)] : [],
    );
    if (isDocument) body.update([panel], () => documentView(panel));
    else body.update(['list', panel.as, readable[panel.as]], () => list(panel.as, readable[panel.as]));
    if (!wasOpen) open(dialog);
    if (isNew || (isDocument && panel.loaded === undefined)) title.focus({ preventScroll: true });
    if (isDocument && panel.loaded !== undefined) showPassage(body.node);
  };
}

function open(dialog: HTMLDialogElement): void {
  if (isRoomy.matches) dialog.show();
  else dialog.showModal();
}

function backButton(as: string, actions: PageActions): HTMLElement {
  const attributes = { type: 'button', class: 'icon-button', 'aria-label': 'Back to the list of documents' };
  return element('button', { ...attributes, on: { click: () => actions.openDocumentList(as) } }, icon('back'));
}

function focused(): HTMLElement | undefined {
  const { activeElement } = document;
  return activeElement instanceof HTMLElement && activeElement !== document.body ? activeElement : undefined;
}

function giveFocusBack(opener: HTMLElement | undefined): void {
  if (opener?.isConnected === true) opener.focus();
  else document.querySelector<HTMLElement>('#question')?.focus();
}
