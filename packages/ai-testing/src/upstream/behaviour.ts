/** A tool call that an answer carries. */
export interface UpstreamToolCall {
  readonly id: string;
  readonly name: string;
  readonly argumentsText: string;
}

/** A well-formed answer. */
export interface UpstreamAnswer {
  readonly kind: 'answer';
  readonly text?: string | undefined;
  readonly reasoning?: string | undefined;
  readonly refusal?: string | undefined;
  readonly toolCalls?: readonly UpstreamToolCall[] | undefined;
  /** @defaultValue 'tool_calls' with tool calls, else 'stop' */
  readonly finishReason?: string | undefined;
  /** Leaves the token counts out. */
  readonly isUsageMissing?: boolean | undefined;
  /** Characters a streamed chunk. @defaultValue 6 */
  readonly chunkSize?: number | undefined;
  /** Waits this long before the headers and before each streamed chunk. */
  readonly delayMs?: number | undefined;
  /** Pads the answer with this many bytes of comments (SSE) or white space (JSON). */
  readonly paddingBytes?: number | undefined;
}

/**
 * What the upstream does with one request.
 * `afterChunks` counts streamed chunks that arrive whole before the fault.
 */
export type UpstreamBehaviour =
  | UpstreamAnswer
  /** The scripted model that follows every instruction it reads: {@link obeyInstructions}. */
  | { readonly kind: 'obey' }
  /** Never goes on. */
  | {
      readonly kind: 'hang';
      readonly at: 'before-headers' | 'after-headers' | 'mid-stream';
      readonly afterChunks?: number | undefined;
    }
  /** Destroys the socket in the middle of the body. */
  | { readonly kind: 'cut'; readonly afterChunks?: number | undefined }
  /** Ends the stream in good order, but early: no finish reason, no [DONE]. */
  | { readonly kind: 'short'; readonly afterChunks?: number | undefined }
  /** A whole answer without the final [DONE] and without usage. */
  | { readonly kind: 'no-done' }
  /** Bytes that are neither UTF-8 nor the protocol. */
  | { readonly kind: 'garbage' }
  /** A line of data that is not JSON. */
  | { readonly kind: 'bad-json'; readonly afterChunks?: number | undefined }
  /** An error inside a stream that began well. */
  | {
      readonly kind: 'error-event';
      readonly afterChunks?: number | undefined;
      readonly code?: string | undefined;
      readonly type?: string | undefined;
    }
  | { readonly kind: 'rate-limited'; readonly retryAfter?: string | undefined }
  | { readonly kind: 'server-error'; readonly status?: number | undefined; readonly retryAfter?: string | undefined }
  | { readonly kind: 'context-length' }
  | { readonly kind: 'content-filter' }
  | { readonly kind: 'unauthorized' }
  /** Any status, headers and body. */
  | {
      readonly kind: 'raw';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>> | undefined;
      readonly body: string | Uint8Array;
    }
  /** Embeddings out of order, of a wrong width, one too few, or not numbers. */
  | {
      readonly kind: 'embeddings';
      readonly fault: 'shuffled' | 'wrong-width' | 'missing-row' | 'repeated-index' | 'not-numbers' | 'zero-row';
    };
