import { describe, expect, it } from 'vitest';
import { fuzzAccess } from './access-fuzz.ts';
import { accessMutants, openInMemory as open } from './fuzz-mutants.ts';

const small = { tenants: 6, documents: 120, groups: 24 };
const wanted = process.env['AI_LONG'] === '1' ? 200_000 : 20_000;

describe('the access fuzzer', () => {
  it(`finds nothing in the folder index in ${String(wanted)} checks`, async () => {
    const report = await fuzzAccess({ open }, { ...small, seed: 7, checks: wanted });
    expect(report).toMatchObject({ leaks: 0, misses: 0, faults: [] });
    expect(report.checks).toBeGreaterThanOrEqual(wanted);
    const steps = Object.values(report.operations).reduce((sum, count) => sum + count, 0);
    for (const count of Object.values(report.operations)) expect(count / steps).toBeGreaterThan(0.05);
    expect(report.concurrentSearches).toBe(steps);
  }, 300_000);

  it.each(accessMutants)(
    'notices within 50,000 checks that %s',
    async (_, openMutant) => {
      const report = await fuzzAccess({ open: openMutant }, { ...small, seed: 3, checks: 50_000, stopsAtFirst: true });
      expect(report.leaks + report.misses).toBeGreaterThan(0);
      expect(report.checks).toBeLessThan(50_000);
    },
    300_000,
  );

  it('gives the same run for the same seed, and stops when it is told', async () => {
    const run = (): ReturnType<typeof fuzzAccess> => fuzzAccess({ open }, { ...small, seed: 5, checks: 500 });
    expect(await run()).toEqual(await run());
    const stopped = fuzzAccess({ open }, { ...small, seed: 5, checks: 500, signal: AbortSignal.abort() });
    await expect(stopped).rejects.toThrow();
  });
});
