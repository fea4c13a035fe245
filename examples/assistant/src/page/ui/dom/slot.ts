import type { Child } from './element.ts';

/** A node whose children are made anew when what they depend on changed. */
export interface Slot<N extends Element> {
  readonly node: N;
  update(dependencies: readonly unknown[], render: () => readonly Child[]): void;
}

/** Makes a slot of a node. A focused child that is made anew keeps the focus, found by its `data-key`. */
export function createSlot<N extends Element>(node: N): Slot<N> {
  let known: readonly unknown[] | undefined;
  return {
    node,
    update(dependencies, render) {
      if (
        known?.length === dependencies.length &&
        dependencies.every((value, index) => Object.is(value, known?.[index]))
      ) {
        return;
      }
      known = dependencies;
      keepFocus(node, () => {
        node.replaceChildren(...render().filter((child) => child !== undefined));
      });
    },
  };
}

/** Replaces content without losing the reader's place. */
export function keepFocus(node: Element, replace: () => void): void {
  const { activeElement } = document;
  const key = node.contains(activeElement) ? activeElement?.getAttribute('data-key') : undefined;
  replace();
  if (typeof key === 'string') node.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus();
}
