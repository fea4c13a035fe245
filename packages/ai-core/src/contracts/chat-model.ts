import type { AiErrorCode } from './error-code.ts';
import type { CallContext } from './caller.ts';
import type { Message, Part } from './messages.ts';
import type { JsonValue, SourceRef } from './text.ts';

/** standardschema.dev version 1. */
export interface StandardSchema<T> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => unknown;
    readonly types?: { readonly input: unknown; readonly output: T } | undefined;
  };
}
/** A tool that a model may call; `effect` says what calling it does to the world. */
export interface ToolSpec {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JsonValue;
  readonly effect: 'read' | 'write' | 'egress';
  readonly isStrict?: boolean | undefined;
}
/** The shape that a structured answer must have. */
export interface OutputSchema<T> {
  readonly name: string;
  readonly schema: StandardSchema<T>;
  readonly jsonSchema: JsonValue;
  /** Whoever wraps the model parses and validates the text: the model gives no object, and no error for an invalid one. @defaultValue false */
  readonly isDeferred?: boolean | undefined;
}
/** What a chat model is asked. */
export interface ChatRequest<T = undefined> {
  readonly messages: readonly Message[];
  readonly tools?: readonly ToolSpec[] | undefined;
  readonly toolChoice?: 'auto' | 'none' | 'required' | { readonly name: string } | undefined;
  readonly output?: OutputSchema<T> | undefined;
  readonly maxOutputTokens?: number | undefined;
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  readonly seed?: number | undefined;
  readonly stop?: readonly string[] | undefined;
  readonly reasoning?: 'none' | 'low' | 'medium' | 'high' | undefined;
  readonly topLogprobs?: number | undefined;
  /** What the prompt was made from: caches are partitioned by it, audits name it. */
  readonly sources?: readonly SourceRef[] | undefined;
  readonly vendor?: Readonly<Record<string, JsonValue>> | undefined;
}
/** Tokens of a call. `inputTokens` includes cache reads and writes. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens?: number | undefined;
  readonly cacheWriteTokens?: number | undefined;
  readonly reasoningTokens?: number | undefined;
  readonly source: 'provider' | 'estimated' | 'none';
}
/** Which models were tried for a call, and what a cache answered. */
export interface RouteTrace {
  readonly requested: string;
  readonly attempts: readonly {
    readonly model: string;
    readonly provider: string;
    readonly region?: string | undefined;
    readonly durationMs: number;
    readonly error?: AiErrorCode | undefined;
  }[];
  readonly cache: 'none' | 'exact' | 'semantic';
}
/** Why a model stopped. */
export type FinishReason = 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'refusal' | 'blocked' | 'other';
/** Money is an integer of billionths of a US dollar; an unknown price is undefined, never 0. */
export interface ChatResult<T = undefined> {
  readonly id: string;
  readonly content: readonly Part[];
  readonly text: string;
  readonly object: T;
  readonly finishReason: FinishReason;
  readonly rawFinishReason?: string | undefined;
  readonly usage: Usage;
  readonly costNanoUsd?: number | undefined;
  readonly route: RouteTrace;
}
/** Deltas of one `block` make one part, which a `part` event closes. A stream that ends without `finish` is an error, never a short answer. */
export type ChatEvent<T = undefined> =
  | { readonly type: 'start'; readonly id: string; readonly route: RouteTrace }
  | { readonly type: 'text-delta' | 'reasoning-delta' | 'refusal-delta'; readonly block: number; readonly text: string }
  | {
      readonly type: 'tool-call-delta';
      readonly block: number;
      readonly id: string;
      readonly name: string;
      readonly argumentsDelta: string;
    }
  | { readonly type: 'part'; readonly block: number; readonly part: Part }
  | {
      readonly type: 'switch';
      readonly from: string;
      readonly to: string;
      readonly cause: AiErrorCode;
      readonly discard: 'none' | 'all';
    }
  | { readonly type: 'finish'; readonly result: ChatResult<T> };
/** What a chat model is and can do. */
export interface ModelInfo {
  readonly id: string;
  readonly provider: string;
  readonly region?: string | undefined;
  readonly contextTokens?: number | undefined;
  readonly maxOutputTokens?: number | undefined;
  readonly inputs: readonly string[];
  readonly supports: {
    readonly tools: boolean;
    readonly structuredOutput: 'strict' | 'json' | 'none';
    readonly streaming: boolean;
    readonly logprobs: boolean;
    readonly continuation: boolean;
  };
}
/** Leaving the stream early cancels what is upstream and settles usage as estimated. */
export interface ChatModel {
  readonly info: ModelInfo;
  generate<T = undefined>(request: ChatRequest<T>, context: CallContext): Promise<ChatResult<T>>;
  stream<T = undefined>(request: ChatRequest<T>, context: CallContext): AsyncIterable<ChatEvent<T>>;
}
/** Wraps a chat model in another one. */
export type ChatMiddleware = (model: ChatModel) => ChatModel;
