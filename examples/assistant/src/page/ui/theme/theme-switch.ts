import { element } from '../dom/element.ts';
import { icon } from '../dom/icon.ts';
import { createSlot } from '../dom/slot.ts';

const dark = matchMedia('(prefers-color-scheme: dark)');

/** A button between light and dark; until it is pressed the system decides. */
export function mountThemeSwitch(root: HTMLElement): void {
  const button = element('button', { class: 'icon-button', type: 'button', on: { click: toggle } });
  const slot = createSlot(button);
  const show = (): void => {
    const isDark = isDarkNow();
    button.setAttribute('aria-label', isDark ? 'Use the light theme' : 'Use the dark theme');
    slot.update([isDark], () => [icon(isDark ? 'sun' : 'moon')]);
  };
  function toggle(): void {
    const next = isDarkNow() ? 'light' : 'dark';
    document.documentElement.dataset['theme'] = next;
    localStorage.setItem('assistant-theme', next);
    show();
  }
  dark.addEventListener('change', show);
  show();
  root.append(button);
}

function isDarkNow(): boolean {
  const { theme } = document.documentElement.dataset;
  return theme === undefined ? dark.matches : theme === 'dark';
}
