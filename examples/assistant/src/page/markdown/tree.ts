/** Text with emphasis; whatever else Markdown knows stays the characters that it is. */
export type Inline =
  | { readonly type: 'text' | 'code'; readonly text: string }
  | { readonly type: 'strong' | 'emphasis'; readonly children: readonly Inline[] }
  /** `[n]` */
  | { readonly type: 'citation'; readonly marker: number; readonly text: string }
  /** The words that the assistant puts behind a sentence whose only support is untrusted. */
  | { readonly type: 'untrusted-mark'; readonly text: string };

/** An item of a list: its own line and the lists below it. */
export interface ListItem {
  readonly content: readonly Inline[];
  readonly lists: readonly ListBlock[];
}

/** A list. */
export interface ListBlock {
  readonly type: 'list';
  readonly isOrdered: boolean;
  readonly start: number;
  readonly items: readonly ListItem[];
}

/** All that an answer may be made of: no links, no images, no HTML. */
export type Block =
  | { readonly type: 'paragraph' | 'heading'; readonly content: readonly Inline[] }
  | { readonly type: 'code'; readonly text: string }
  | {
      readonly type: 'table';
      readonly head: readonly (readonly Inline[])[];
      readonly rows: readonly (readonly (readonly Inline[])[])[];
    }
  | ListBlock;
