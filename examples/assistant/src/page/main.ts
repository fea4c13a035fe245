import { createPageActions } from './actions/page-actions.ts';
import { createClient } from './api/client.ts';
import { reduce } from './state/reduce.ts';
import { initialState } from './state/state.ts';
import { createStore } from './state/store.ts';
import { mountAnnouncer } from './ui/announcer/announcer.ts';
import { mountComposer } from './ui/composer/composer.ts';
import { mountPrincipalSwitch } from './ui/principal/principal-switch.ts';
import { mountSidePanel } from './ui/side-panel/side-panel.ts';
import { mountThemeSwitch } from './ui/theme/theme-switch.ts';
import { mountTurnList } from './ui/turn/turn-list.ts';

const token = document.querySelector<HTMLMetaElement>('meta[name="assistant-token"]')?.content ?? '';
const store = createStore(initialState, reduce);
const actions = createPageActions(store, createClient(token));

mountThemeSwitch(place('theme-switch'));
store.subscribe(mountPrincipalSwitch(place('identity'), actions));
store.subscribe(mountComposer(place('composer'), actions));
store.subscribe(mountTurnList(place('turns'), () => store.state, actions));
const panel = place('side-panel');
if (panel instanceof HTMLDialogElement) store.subscribe(mountSidePanel(panel, actions));
store.subscribe(mountAnnouncer(place('announcer')));
store.subscribe(({ status }) => {
  if (status === undefined) return;
  const { id, provider, isExtractive } = status.model;
  place('model-name').textContent = isExtractive ? 'Extractive answers, on this machine' : `${id} (${provider})`;
});
place('question').focus();
void actions.start();

function place(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`index.html has no #${id}`);
  return found;
}
