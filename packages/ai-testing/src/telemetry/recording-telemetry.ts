import type { CallContext, Decision, JsonValue, OperationName, Telemetry, Usage } from '@org/ai-core';

/** What one operation told its span. */
export interface RecordedOperation {
  readonly name: OperationName;
  readonly context: CallContext | undefined;
  /** The operation in whose `run` this one was started synchronously. */
  readonly parent: RecordedOperation | undefined;
  readonly attributes: Readonly<Record<string, JsonValue>>;
  readonly usages: readonly { readonly usage: Usage; readonly costNanoUsd: number | undefined }[];
  readonly decisions: readonly { readonly stage: string; readonly decision: Decision }[];
  readonly hasFirstToken: boolean;
  /** How often `end` was called: anything but 1 is a defect of the instrumented code. */
  readonly ends: number;
  readonly error: unknown;
}

/** Telemetry that keeps everything in memory for a test to look at. */
export interface RecordingTelemetry extends Telemetry {
  readonly operations: readonly RecordedOperation[];
  /** Operations whose `end` has not been called. */
  open(): readonly RecordedOperation[];
  clear(): void;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Makes telemetry that records every operation.
 *
 * @example
 * ```ts
 * import { withOperation } from '@org/ai-core';
 * import { createRecordingTelemetry } from '@org/ai-testing';
 *
 * const telemetry = createRecordingTelemetry();
 * await withOperation(telemetry, 'retrieval', { k: 3 }, undefined, async () => 'done');
 * console.log(telemetry.operations[0]?.attributes);
 * ```
 */
export function createRecordingTelemetry(): RecordingTelemetry {
  const operations: Mutable<RecordedOperation>[] = [];
  let current: RecordedOperation | undefined;

  return {
    operations,
    open: () => operations.filter((operation) => operation.ends === 0),
    clear: () => {
      operations.length = 0;
    },
    start(name, attributes, context) {
      const usages: Mutable<RecordedOperation['usages']> = [];
      const decisions: Mutable<RecordedOperation['decisions']> = [];
      const operation: Mutable<RecordedOperation> = {
        name,
        context,
        parent: current,
        attributes: defined(attributes),
        usages,
        decisions,
        hasFirstToken: false,
        ends: 0,
        error: undefined,
      };
      operations.push(operation);
      return {
        run(work) {
          const outer = current;
          current = operation;
          try {
            return work();
          } finally {
            current = outer;
          }
        },
        set: (more) => {
          operation.attributes = { ...operation.attributes, ...defined(more) };
        },
        firstToken: () => {
          operation.hasFirstToken = true;
        },
        usage: (usage, costNanoUsd) => {
          operation.usages = [...operation.usages, { usage, costNanoUsd }];
        },
        decision: (stage, decision) => {
          operation.decisions = [...operation.decisions, { stage, decision }];
        },
        end: (error) => {
          operation.ends += 1;
          operation.error ??= error;
        },
      };
    },
  };
}

function defined(attributes: Readonly<Record<string, JsonValue | undefined>>): Record<string, JsonValue> {
  return Object.fromEntries(
    Object.entries(attributes).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined),
  );
}
