import type { Tracer } from '@opentelemetry/api';
import type { Clock, Decision, PriceTable } from '@org/ai-core';
import type { AttributeRegistry } from '../attributes/attribute-registry.ts';
import { screenAttributes, type SafeValue } from '../attributes/screen-attributes.ts';
import type { ContentCapture } from '../content/content-capture.ts';
import { createLabelLimiter, type LabelLimiter } from '../metrics/label-limiter.ts';
import type { OperationMetrics } from '../metrics/operation-metrics.ts';
import { decisionAttributes } from './decision-attributes.ts';
import { errorAttributes } from './error-type.ts';

/** The parts that keep content and unbounded labels out; replaced in tests alone, to show that the tests notice. */
export interface Mechanics {
  readonly screenAttributes: typeof screenAttributes;
  readonly errorAttributes: (error: unknown) => Readonly<Record<string, SafeValue>>;
  readonly decisionAttributes: (stage: string, decision: Decision) => Readonly<Record<string, SafeValue>>;
  readonly limitTenants: (limit: number, reserved: readonly string[]) => LabelLimiter;
}

export const safeMechanics: Mechanics = {
  screenAttributes,
  errorAttributes,
  decisionAttributes,
  limitTenants: createLabelLimiter,
};

/** What operations have in common. */
export interface Recorder {
  readonly tracer: Tracer;
  readonly clock: Clock;
  readonly registry: AttributeRegistry;
  readonly metrics: OperationMetrics;
  readonly mechanics: Mechanics;
  readonly capture: ContentCapture | undefined;
  readonly priceTable: PriceTable | undefined;
  readonly tally: Tally;
}
/** Running counts; `pending` are redactions under way. */
interface Tally {
  started: number;
  ended: number;
  readonly pending: Set<Promise<void>>;
}
