import type { Decision, Usage } from '@org/ai-core';
import { metrics } from './definitions.ts';
import { createLabelLimiter, type LabelLimiter } from './label-limiter.ts';
import type { CheckedLimits } from './limits.ts';
import type { CounterSeries, HistogramSeries, SeriesStore } from './series-store.ts';

/** Who and what an operation is counted for. */
export interface OperationLabels {
  readonly operation: string;
  readonly provider: string | undefined;
  readonly model: string | undefined;
  readonly agent: string | undefined;
  readonly tool: string | undefined;
  readonly tenant: string | undefined;
  readonly feature: string | undefined;
  readonly release: string | undefined;
}
/** Usage of an operation, and its price in billionths of a US dollar where that is known. */
export interface PricedUsage {
  readonly usage: Usage;
  readonly costNanoUsd: number | undefined;
}
/** What an operation came to. */
interface OperationOutcome {
  readonly durationMs: number;
  readonly firstChunkMs: number | undefined;
  readonly errorType: string | undefined;
  readonly usages: readonly PricedUsage[];
}
/** The metrics of operations. */
export interface OperationMetrics {
  ended(labels: OperationLabels, outcome: OperationOutcome): void;
  decided(labels: OperationLabels, stage: string, action: string, findings: Decision['findings']): void;
  rated(rating: string, labels: Pick<OperationLabels, 'tenant' | 'feature' | 'release'>): void;
  dropped(reason: DropReason, count: number): void;
}
/** Why telemetry left something out. */
type DropReason = 'attribute' | 'content' | 'usage' | 'fault';

type Dimension = 'operation' | 'provider' | 'model' | 'agent' | 'tool' | 'tenant' | 'feature' | 'release' | 'rail';

const maxBound = 2_000;
/** Limits that services have no reason to change. */
const fixedLimits = { operation: 32, provider: 32, agent: 50, tool: 100, rail: 64, stage: 16, errorType: 64 };

/** Makes the metrics of operations; `foldTenant` stands in for the limit on tenants. */
export function createOperationMetrics(
  store: SeriesStore,
  limits: CheckedLimits,
  foldTenant: LabelLimiter,
): OperationMetrics {
  const fold: Record<Dimension | 'stage' | 'errorType', LabelLimiter> = {
    operation: createLabelLimiter(fixedLimits.operation),
    provider: createLabelLimiter(fixedLimits.provider),
    model: createLabelLimiter(limits.models),
    agent: createLabelLimiter(fixedLimits.agent),
    tool: createLabelLimiter(fixedLimits.tool),
    tenant: foldTenant,
    feature: createLabelLimiter(limits.features),
    release: createLabelLimiter(limits.releases),
    rail: createLabelLimiter(fixedLimits.rail),
    stage: createLabelLimiter(fixedLimits.stage),
    errorType: createLabelLimiter(fixedLimits.errorType),
  };
  const bound = new Map<string, BoundOperation>();

  const bind = (labels: OperationLabels): BoundOperation => {
    const folded = {
      operation: fold.operation(labels.operation),
      provider: fold.provider(labels.provider),
      model: fold.model(labels.model),
      agent: fold.agent(labels.agent),
      tool: fold.tool(labels.tool),
      tenant: fold.tenant(labels.tenant),
      feature: fold.feature(labels.feature),
      release: fold.release(labels.release),
    };
    const key = Object.values(folded).join('\0');
    let found = bound.get(key);
    if (found === undefined) {
      // The store bounds the series; this only forgets the way to them.
      if (bound.size >= maxBound) bound.clear();
      found = bindOperation(store, folded);
      bound.set(key, found);
    }
    return found;
  };

  return {
    ended(labels, { durationMs, firstChunkMs, errorType, usages }) {
      const series = bind(labels);
      const error = fold.errorType(errorType);
      series.duration(error).record(durationMs / 1_000);
      series.ofItsKind(error)?.record(durationMs / 1_000);
      if (firstChunkMs !== undefined) series.timeToFirstChunk().record(firstChunkMs / 1_000);
      if (error !== '') series.errors(error).add(1);
      for (const priced of usages) {
        const { usage, costNanoUsd } = priced;
        if (usage.source !== 'none') {
          series.tokenUsage('input').record(usage.inputTokens);
          series.tokenUsage('output').record(usage.outputTokens);
          series.tokens('input', usage.source).add(usage.inputTokens);
          series.tokens('output', usage.source).add(usage.outputTokens);
        }
        if (costNanoUsd === undefined) series.costUnknown().add(1);
        else series.cost(usage.source).add(costNanoUsd);
      }
    },
    decided({ tenant, feature, release }, stage, action, findings) {
      const rails = new Set(findings.map((finding) => fold.rail(finding.rail)));
      if (rails.size === 0) rails.add('');
      const rest = [fold.stage(stage), fold.tenant(tenant), fold.feature(feature), fold.release(release)];
      for (const rail of rails) store.counter(metrics.decisions, [rail, action, ...rest]).add(1);
    },
    rated(rating, { tenant, feature, release }) {
      const values = [rating, fold.tenant(tenant), fold.feature(feature), fold.release(release)];
      store.counter(metrics.feedback, values).add(1);
    },
    dropped(reason, count) {
      if (count > 0) store.counter(metrics.dropped, [reason]).add(count);
    },
  };
}

/** The series of one combination of labels, each looked up on first use and then kept. */
interface BoundOperation {
  duration(error: string): HistogramSeries;
  ofItsKind(error: string): HistogramSeries | undefined;
  timeToFirstChunk(): HistogramSeries;
  tokenUsage(type: string): HistogramSeries;
  tokens(type: string, source: string): CounterSeries;
  cost(source: string): CounterSeries;
  costUnknown(): CounterSeries;
  errors(error: string): CounterSeries;
}

function bindOperation(
  store: SeriesStore,
  labels: Readonly<Record<Exclude<Dimension, 'rail'>, string>>,
): BoundOperation {
  const { operation, provider, model, agent, tool, tenant, feature, release } = labels;
  const call = [operation, provider, model];
  const billed = [model, tenant, feature, release];
  return {
    duration: keep((error) => store.histogram(metrics.duration, [...call, tenant, feature, error])),
    ofItsKind: keep((error) => {
      if (operation === 'invoke_agent')
        return store.histogram(metrics.agentDuration, [agent, model, tenant, feature, error]);
      if (operation === 'execute_tool') return store.histogram(metrics.toolDuration, [tool, tenant, feature, error]);
      return undefined;
    }),
    timeToFirstChunk: keep(() => store.histogram(metrics.timeToFirstChunk, [...call, tenant, feature])),
    tokenUsage: keep((type) => store.histogram(metrics.tokenUsage, [...call, type, tenant, feature])),
    tokens: keep((type, source) => store.counter(metrics.tokens, [type, source, ...billed])),
    cost: keep((source) => store.counter(metrics.cost, [source, ...billed])),
    costUnknown: keep(() => store.counter(metrics.costUnknown, [provider, ...billed])),
    errors: keep((error) => store.counter(metrics.errors, [operation, error, ...billed])),
  };
}

function keep<S>(look: (first: string, second: string) => S): (first?: string, second?: string) => S {
  const kept = new Map<string, Map<string, S>>();
  return (first = '', second = '') => {
    let inner = kept.get(first);
    if (inner === undefined) kept.set(first, (inner = new Map<string, S>()));
    let found = inner.get(second);
    if (found === undefined) inner.set(second, (found = look(first, second)));
    return found;
  };
}
