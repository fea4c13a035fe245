import { describe, expect, it } from 'vitest';
import { defaultScanCosts, longestOnCallerMs, planSearch, type PlanInput } from './plan.ts';

const input: PlanInput = {
  readable: 50_000,
  k: 10,
  minRecall: 0.99,
  dimensions: 384,
  costs: defaultScanCosts,
  hasWorkers: true,
};

describe('the plan of a search', () => {
  it.each([
    [{ readable: 0 }, 'none'],
    [{ readable: 60 }, 'exact'],
    [{ readable: 1_000 }, 'bytes'],
    [{ readable: 50_000 }, 'bits'],
    [{ readable: 50_000, minRecall: 1 }, 'exact'],
    [{ readable: 50_000, minRecall: 0.9995 }, 'bytes'],
    [{ readable: 50_000, dimensions: 96 }, 'bytes'],
    [{ readable: 50_000, graphMs: 0.1 }, 'graph'],
    [{ readable: 50_000, graphMs: 90 }, 'bits'],
    [{ readable: 50_000, graphMs: 0.1, minRecall: 1 }, 'exact'],
    [{ readable: 60, graphMs: 0.1 }, 'exact'],
  ] as const)('for %o is %s', (change, strategy) => {
    expect(planSearch({ ...input, ...change })).toMatchObject({
      strategy,
      readable: change.readable,
      minRecall: 'minRecall' in change ? change.minRecall : 0.99,
    });
  });

  it('leaves the caller’s thread exactly when the scan is expected to take longer than two milliseconds', () => {
    const perRow = defaultScanCosts.floatNsPerDimension * 384;
    const most = Math.floor((longestOnCallerMs * 1e6 - defaultScanCosts.fixedNs) / perRow);
    const exact = { ...input, minRecall: 1 };
    expect(planSearch({ ...exact, readable: most }).thread).toBe('caller');
    expect(planSearch({ ...exact, readable: most + 1 }).thread).toBe('worker');
    expect(planSearch({ ...exact, readable: 1e6, hasWorkers: false }).thread).toBe('caller');
    expect(planSearch({ ...exact, readable: most }).predictedMs).toBeLessThanOrEqual(2);
  });
});
