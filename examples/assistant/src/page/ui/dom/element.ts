/** What a page of text is made of; nothing here loads, runs or leads anywhere. */
type Tag =
  | 'article'
  | 'blockquote'
  | 'button'
  | 'code'
  | 'dd'
  | 'details'
  | 'div'
  | 'dl'
  | 'dt'
  | 'em'
  | 'form'
  | 'h2'
  | 'h3'
  | 'h4'
  | 'header'
  | 'footer'
  | 'input'
  | 'label'
  | 'li'
  | 'mark'
  | 'ol'
  | 'optgroup'
  | 'option'
  | 'p'
  | 'pre'
  | 'section'
  | 'select'
  | 'span'
  | 'strong'
  | 'summary'
  | 'table'
  | 'tbody'
  | 'td'
  | 'textarea'
  | 'th'
  | 'thead'
  | 'tr'
  | 'ul';

/** Attributes by name; `on` takes listeners, `undefined` and `false` leave an attribute out, `true` sets it empty. */
export interface Attributes {
  readonly on?: Readonly<Record<string, (event: Event) => void>> | undefined;
  readonly [name: string]: string | number | boolean | undefined | Readonly<Record<string, (event: Event) => void>>;
}

/** A node, text, or nothing. */
export type Child = Node | string | undefined;

/** Makes an element. Strings become text nodes, so that no text is ever markup. */
export function element<T extends Tag>(
  tag: T,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[T] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'on' || typeof value === 'object') {
      for (const [event, listener] of Object.entries(typeof value === 'object' ? value : {})) {
        made.addEventListener(event, listener);
      }
    } else if (value === true) made.setAttribute(name, '');
    else if (value !== undefined && value !== false) made.setAttribute(name, String(value));
  }
  made.append(...children.filter((child) => child !== undefined));
  return made;
}
