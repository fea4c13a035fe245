/**
 * The OpenAI chat completions protocol, as far as the wrapper reads it. Written down here so that one build works with every
 * version of the client; what the caller sees has the client's own types.
 */
export interface ChatBody {
  readonly model: string;
  readonly messages: readonly WireMessage[];
  readonly stream?: boolean | null | undefined;
  readonly n?: number | null | undefined;
  readonly modalities?: readonly string[] | null | undefined;
  readonly stream_options?: { readonly include_usage?: boolean | undefined } | null | undefined;
}

/** A message of the request. */
export interface WireMessage {
  readonly role: string;
  readonly content?: string | readonly WirePart[] | null | undefined;
  readonly refusal?: string | null | undefined;
  readonly tool_call_id?: string | undefined;
}

/** A part of a message's content. */
export interface WirePart {
  readonly type: string;
  readonly text?: string | undefined;
  readonly refusal?: string | undefined;
}

/** A tool call of an answer; in a stream its fields come in pieces. */
export interface WireCall {
  readonly index?: number | undefined;
  readonly id?: string | undefined;
  readonly type?: string | undefined;
  readonly function?: { readonly name?: string | undefined; readonly arguments?: string | undefined } | undefined;
  readonly custom?: { readonly name?: string | undefined; readonly input?: string | undefined } | undefined;
}

/** What a model says: a message, or a piece of one. `reasoning_content` is what vLLM, DeepSeek and others add. */
export interface WireAnswer {
  readonly content?: string | null | undefined;
  readonly refusal?: string | null | undefined;
  readonly reasoning_content?: string | null | undefined;
  readonly tool_calls?: readonly WireCall[] | null | undefined;
}

/** One of the answers to a request. */
export interface WireChoice {
  readonly index: number;
  readonly finish_reason?: string | null | undefined;
  readonly message?: WireAnswer | undefined;
  readonly delta?: WireAnswer | undefined;
}

/** A completion, or a chunk of one. */
export interface WireCompletion {
  readonly id: string;
  readonly object?: string | undefined;
  readonly created: number;
  readonly model: string;
  readonly choices: readonly WireChoice[];
  readonly usage?: WireUsage | null | undefined;
}

/** Token counts. */
export interface WireUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
}
