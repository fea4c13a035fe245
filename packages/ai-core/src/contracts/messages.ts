import type { JsonValue, Origin } from './text.ts';

/** What every part may carry: where it came from, and vendor fields passed through as they are. */
export interface PartBase {
  readonly origin?: Origin | undefined;
  readonly vendor?: Readonly<Record<string, JsonValue>> | undefined;
}
/** `data` as a string is a data: URL, or an https: URL that the provider fetches; the library never does. */
export type DataPart = PartBase &
  (
    | { readonly type: 'text'; readonly text: string }
    | { readonly type: 'file'; readonly mediaType: string; readonly data: Uint8Array | string }
  );
/** One piece of a message: text, a file, reasoning, a refusal, a tool call or its result. */
export type Part =
  | DataPart
  | (PartBase & { readonly type: 'reasoning'; readonly text: string; readonly opaque?: string | undefined })
  | (PartBase & { readonly type: 'refusal'; readonly text: string })
  | (PartBase & {
      readonly type: 'tool-call';
      readonly id: string;
      readonly name: string;
      readonly argumentsText: string;
      readonly arguments: JsonValue | undefined;
    })
  | (PartBase & {
      readonly type: 'tool-result';
      readonly id: string;
      readonly name: string;
      readonly content: readonly DataPart[];
      readonly isError?: boolean | undefined;
    });
/** One message of a conversation. */
export interface Message {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content: readonly Part[];
}
