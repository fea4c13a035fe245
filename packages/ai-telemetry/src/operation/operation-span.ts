import { context as contexts, SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import type { CallContext, Decision, JsonValue, OperationSpan, Usage } from '@org/ai-core';
import { isSafeName } from '../attributes/safe-name.ts';
import type { SafeValue } from '../attributes/screen-attributes.ts';
import { OTHER } from '../metrics/label-limiter.ts';
import type { OperationLabels, PricedUsage } from '../metrics/operation-metrics.ts';
import { genAi } from '../semantic-conventions/gen-ai.ts';
import { candidates, isUsage, priceOf, usageAttributes } from '../usage/priced-usage.ts';
import { callerAttributes } from './caller-attributes.ts';
import { actionOf } from './decision-attributes.ts';
import { errorType } from './error-type.ts';
import { parentContext } from './parent-context.ts';
import type { Recorder } from './recorder.ts';
import { spanKind, spanName } from './span-name.ts';

// Redactions under way at once; content beyond is left out, so that a slow redactor cannot fill the memory.
const maxPending = 1_000;

type Attributes = Readonly<Record<string, JsonValue | undefined>>;

/** Starts the span of one operation. What the methods of the span are given never makes them throw. */
export function startOperation(
  recorder: Recorder,
  name: string,
  attributes: Attributes,
  context: CallContext | undefined,
): OperationSpan {
  const { clock, metrics, mechanics, priceTable, tally } = recorder;
  const operation = isSafeName(name) ? name : OTHER;
  const startedMs = clock.monotonicMs();
  const startedEpochMs = clock.epochMs();
  const parent = parentContext(context?.traceparent);
  const known: Record<string, SafeValue> = { [genAi.operationName]: operation, ...callerAttributes(context) };
  const captures: Promise<void>[] = [];
  const usages: PricedUsage[] = [];
  let firstChunkMs: number | undefined;
  let isEnded = false;
  let span: Span | undefined;

  /** Screens attributes, keeps what labels are made from, and returns what may stand in the span. */
  const admit = (more: Attributes): Readonly<Record<string, SafeValue>> => {
    const { safe, content, dropped } = mechanics.screenAttributes(more, recorder.registry);
    metrics.dropped('attribute', dropped);
    Object.assign(known, safe);
    for (const [key, value] of content) captureContent(key, value);
    return safe;
  };
  const captureContent = (key: string, value: JsonValue): void => {
    const { capture } = recorder;
    if (capture === undefined) return;
    if (tally.pending.size >= maxPending) {
      metrics.dropped('content', 1);
      return;
    }
    const work = capture(value)
      .then((text) => {
        if (text === undefined) metrics.dropped('content', 1);
        else span?.setAttribute(key, text);
      })
      .catch(() => {
        metrics.dropped('fault', 1);
      });
    captures.push(work);
    tally.pending.add(work);
    void work.finally(() => tally.pending.delete(work));
  };
  const text = (key: string): string | undefined => {
    const value = known[key];
    return typeof value === 'string' ? value : undefined;
  };
  const labels = (): OperationLabels => ({
    operation,
    provider: text(genAi.providerName),
    model: text(genAi.requestModel),
    agent: text(genAi.agentName),
    tool: text(genAi.toolName),
    tenant: context?.principal.tenant,
    feature: context?.feature,
    release: context?.release,
  });
  /** Telemetry is never the reason why an operation fails. */
  const safely = (work: () => void): void => {
    if (isEnded) return;
    try {
      work();
    } catch {
      metrics.dropped('fault', 1);
    }
  };

  const record = (durationMs: number, error: unknown): void => {
    const models = [text(genAi.responseModel), text(genAi.requestModel)];
    const names = candidates(text(genAi.providerName), models);
    const priced = usages.map((used) => ({
      ...used,
      costNanoUsd: priceOf(priceTable, names, used, new Date(startedEpochMs)),
    }));
    const type = error === undefined ? undefined : errorType(error);
    metrics.ended(labels(), { durationMs, firstChunkMs, errorType: type, usages: priced });
    if (span?.isRecording() !== true) return;
    span.setAttributes(usageAttributes(priced, priceTable));
    if (firstChunkMs !== undefined) span.setAttribute(genAi.responseTimeToFirstChunk, firstChunkMs / 1_000);
    if (error === undefined) return;
    span.setStatus({ code: SpanStatusCode.ERROR });
    span.setAttributes(mechanics.errorAttributes(error));
  };

  tally.started++;
  safely(() => {
    admit(attributes);
  });
  safely(() => {
    const options = { kind: spanKind(operation), attributes: known, startTime: startedEpochMs };
    span = recorder.tracer.startSpan(spanName(operation, known), options, parent);
  });

  return {
    run: (work) => (span === undefined ? work() : contexts.with(trace.setSpan(parent, span), work)),
    set: (more) =>
      safely(() => {
        span?.setAttributes(admit(more));
      }),
    firstToken: () =>
      safely(() => {
        firstChunkMs ??= clock.monotonicMs() - startedMs;
      }),
    usage: (usage: Usage, costNanoUsd?: number) =>
      safely(() => {
        if (isUsage(usage)) usages.push({ usage, costNanoUsd });
        else metrics.dropped('usage', 1);
      }),
    decision: (stage: string, decision: Decision) =>
      safely(() => {
        metrics.decided(labels(), stage, actionOf(decision), decision.findings);
        if (span?.isRecording() === true)
          span.addEvent('ai.guard.decision', mechanics.decisionAttributes(stage, decision));
      }),
    end: (error?: unknown) =>
      safely(() => {
        isEnded = true;
        const durationMs = Math.max(0, clock.monotonicMs() - startedMs);
        tally.ended++;
        try {
          record(durationMs, error);
        } finally {
          const endTime = startedEpochMs + durationMs;
          // Redaction may take longer than the operation; the span waits for it and keeps the time of its real end.
          if (captures.length === 0) span?.end(endTime);
          else void Promise.all(captures).then(() => span?.end(endTime));
        }
      }),
  };
}
