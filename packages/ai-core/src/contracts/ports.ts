import type { CallContext } from './caller.ts';
import type { Usage } from './chat-model.ts';
import type { Decision } from './evidence.ts';
import type { JsonValue } from './text.ts';

/** Time that tests can control. */
export interface Clock {
  epochMs(): number;
  monotonicMs(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
/** Names of operations as the OpenTelemetry GenAI conventions spell them. */
export type OperationName =
  | 'chat'
  | 'embeddings'
  | 'retrieval'
  | 'rerank'
  | 'execute_tool'
  | 'invoke_agent'
  | 'guardrail'
  | 'evaluation'
  | (string & {});
/** The no-op is the default everywhere; @org/ai-telemetry is the real one. `start` fits streams; ai-core's `withOperation` wraps a promise. */
export interface Telemetry {
  start(
    name: OperationName,
    attributes: Readonly<Record<string, JsonValue | undefined>>,
    context: CallContext | undefined,
  ): OperationSpan;
}
/** Ends exactly once. `run` makes the span the parent of what happens inside. */
export interface OperationSpan {
  run<R>(work: () => R): R;
  set(attributes: Readonly<Record<string, JsonValue | undefined>>): void;
  firstToken(): void;
  usage(usage: Usage, costNanoUsd?: number): void;
  decision(stage: string, decision: Decision): void;
  end(error?: unknown): void;
}
/** One command of the `ai` program, exported by its package at `<package>/cli`; ai-cli imports no feature package. */
export interface CommandManifest {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<{ readonly run: (argv: readonly string[], io: CommandIo) => Promise<number> }>;
}
/** What a command of the `ai` program may touch. */
export interface CommandIo {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly isTty: boolean;
  readonly signal: AbortSignal;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}
