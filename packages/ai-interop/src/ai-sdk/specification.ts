/**
 * The AI SDK's language model specification, versions 2 to 4, as far as the adapters use it. Written down here, and not
 * imported, so that one build works with each version and none has to be installed. Types are as wide as the widest version.
 */
export interface AiSdkLanguageModel {
  readonly specificationVersion: 'v2' | 'v3' | 'v4';
  readonly provider: string;
  readonly modelId: string;
  // Methods, so that models of each version's own, narrower option types fit.
  doGenerate(options: never): PromiseLike<AiSdkResult>;
  doStream(options: never): PromiseLike<{ readonly stream: ReadableStream }>;
}

/** Options of one call. */
export interface AiSdkCallOptions {
  readonly prompt: readonly AiSdkMessage[];
  readonly maxOutputTokens?: number | undefined;
  readonly temperature?: number | undefined;
  readonly stopSequences?: readonly string[] | undefined;
  readonly topP?: number | undefined;
  readonly topK?: number | undefined;
  readonly presencePenalty?: number | undefined;
  readonly frequencyPenalty?: number | undefined;
  readonly responseFormat?:
    | { readonly type: 'text' }
    | { readonly type: 'json'; readonly schema?: unknown; readonly name?: string | undefined }
    | undefined;
  readonly seed?: number | undefined;
  readonly tools?: readonly AiSdkTool[] | undefined;
  readonly toolChoice?:
    { readonly type: 'auto' | 'none' | 'required' } | { readonly type: 'tool'; readonly toolName: string } | undefined;
  readonly abortSignal?: AbortSignal | undefined;
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined;
  readonly reasoning?: string | undefined;
  readonly providerOptions?: AiSdkMetadata | undefined;
}

/** Fields of a provider, by the provider's name. */
export type AiSdkMetadata = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A tool of the caller's, or one that the provider runs. */
export interface AiSdkTool {
  readonly type: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly inputSchema?: unknown;
  readonly strict?: boolean | undefined;
}

/** A message of the prompt: text for `system`, parts for the others. */
export interface AiSdkMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content: string | readonly AiSdkPart[];
  readonly providerOptions?: AiSdkMetadata | undefined;
}

/** A part of a message. Which fields are there depends on `type`. */
export interface AiSdkPart {
  readonly type: string;
  readonly text?: string | undefined;
  readonly mediaType?: string | undefined;
  readonly data?: unknown;
  readonly url?: string | undefined;
  readonly toolCallId?: string | undefined;
  readonly toolName?: string | undefined;
  readonly input?: unknown;
  readonly output?: AiSdkToolOutput | undefined;
  readonly providerOptions?: AiSdkMetadata | undefined;
}

/** What a tool said. */
export interface AiSdkToolOutput {
  readonly type: string;
  readonly value?: unknown;
  readonly reason?: string | undefined;
}

/** A piece of what a model answered. Which fields are there depends on `type`. */
export interface AiSdkContent {
  readonly type: string;
  readonly text?: string | undefined;
  readonly mediaType?: string | undefined;
  readonly data?: unknown;
  readonly toolCallId?: string | undefined;
  readonly toolName?: string | undefined;
  readonly input?: string | undefined;
  readonly result?: unknown;
  readonly isError?: boolean | undefined;
  readonly providerMetadata?: AiSdkMetadata | undefined;
}

/** A whole answer. */
export interface AiSdkResult {
  readonly content: readonly AiSdkContent[];
  readonly finishReason: unknown;
  readonly usage: unknown;
  readonly response?: { readonly id?: string | undefined } | undefined;
}

/** A part of a streamed answer. */
export interface AiSdkStreamPart extends AiSdkContent {
  readonly id?: string | undefined;
  readonly delta?: string | undefined;
  readonly error?: unknown;
  readonly finishReason?: unknown;
  readonly usage?: unknown;
  readonly modelId?: string | undefined;
  readonly warnings?: readonly unknown[] | undefined;
}

/** The key of our fields in the SDK's provider options and metadata. */
export const VENDOR = 'org';
