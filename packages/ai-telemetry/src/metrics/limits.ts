import { AiError } from '@org/ai-core';

/** How many distinct values each metric label may have, and how many series there may be in all. */
export interface MetricLimits {
  /** @defaultValue 100 */
  readonly tenants?: number | undefined;
  /** @defaultValue 50 */
  readonly features?: number | undefined;
  /** @defaultValue 50 */
  readonly models?: number | undefined;
  /** @defaultValue 20 */
  readonly releases?: number | undefined;
  /** @defaultValue 10,000 */
  readonly series?: number | undefined;
}

/** Limits with every field set. */
export type CheckedLimits = { readonly [K in keyof MetricLimits]-?: number };

const defaults: CheckedLimits = { tenants: 100, features: 50, models: 50, releases: 20, series: 10_000 };

/** @throws AiError `invalid-input` that names the limit which is not a positive integer */
export function checkLimits(limits: MetricLimits = {}): CheckedLimits {
  const checked: Record<string, number> = { ...defaults };
  for (const [name, value] of Object.entries<number | undefined>({ ...limits })) {
    if (value === undefined) continue;
    if (!Number.isSafeInteger(value) || value < 1)
      throw new AiError('invalid-input', `limits.${name} must be a positive integer`);
    checked[name] = value;
  }
  return checked as unknown as CheckedLimits;
}
