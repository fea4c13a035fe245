import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encoderCost, rowCost } from '../planner/cost.ts';
import type { BatchLimits } from '../planner/limits.ts';
import type { LaneRule } from './lane.ts';
import { createReadyPool, type ReadyPool } from './ready-pool.ts';
import type { Priority, Unit } from './unit.ts';

const limits: BatchLimits = { tokenBudget: 256, maxPaddedShare: 0.2, maxRows: 16, cost: encoderCost(384) };
const padded: LaneRule = { kind: 'padded', limits };
const plain: LaneRule = { kind: 'plain', maxRows: 4, maxLength: 100 };

function poolOf(rule: LaneRule, ageAfterMs = 1_000): ReadyPool<number> {
  return createReadyPool<number>(() => rule, ageAfterMs);
}

function unitOf(length: number, rest: Partial<Unit<number>> = {}): Unit<number> {
  return { model: 'a', owner: shared, priority: 'batch', rows: [length], length, isFixed: false, ...rest };
}

const shared = {};
const rowsOf = (batch: readonly Unit<number>[] | undefined): number[] => batch?.flatMap(({ rows }) => rows) ?? [];

describe('the pool of ready work', () => {
  it('takes the unit whose turn it is, and those nearest to it in length', () => {
    const pool = poolOf(padded);
    for (const length of [40, 200, 38, 5, 41, 39]) pool.add(unitOf(length));
    expect(rowsOf(pool.take(0)).sort((a, b) => a - b)).toEqual([38, 39, 40, 41]);
    expect(rowsOf(pool.take(0))).toEqual([200]);
    expect(rowsOf(pool.take(0))).toEqual([5]);
    expect(pool.take(0)).toBeUndefined();
  });

  it('keeps every batch within the limits, loses nothing and gives nothing twice', () => {
    const lengths = fc.array(fc.tuple(fc.integer({ min: 1, max: 300 }), fc.nat(4), fc.boolean()), { maxLength: 120 });
    fc.assert(
      fc.property(lengths, fc.array(fc.nat()), (list, removals) => {
        const pool = poolOf(padded);
        const owners = Array.from({ length: 5 }, () => ({}));
        const units = list.map(([length, owner, isInteractive]) =>
          unitOf(length, {
            owner: owners[owner] ?? shared,
            priority: isInteractive ? 'interactive' : 'batch',
            model: owner % 2 === 0 ? 'a' : 'b',
          }),
        );
        for (const unit of units) pool.add(unit);
        const removed = new Set<Unit<number>>();
        for (const pick of removals) {
          const unit = units[pick % Math.max(1, units.length)];
          if (unit === undefined) continue;
          expect(pool.delete(unit)).toBe(!removed.has(unit));
          removed.add(unit);
        }
        const given: Unit<number>[] = [];
        for (let batch = pool.take(0); batch !== undefined; batch = pool.take(0)) {
          expect(new Set(batch.map(({ model, priority }) => `${model} ${priority}`)).size).toBe(1);
          const most = Math.max(...batch.map(({ length }) => length));
          const cost = batch.length * rowCost(most, limits.cost);
          if (batch.length > 1) expect(cost).toBeLessThanOrEqual(limits.tokenBudget);
          given.push(...batch);
        }
        expect(pool.size).toBe(0);
        expect(given).toHaveLength(units.length - removed.size);
        expect(new Set(given)).toEqual(new Set(units.filter((unit) => !removed.has(unit))));
      }),
    );
  });

  it('lets owners take turns, so that a short request waits for one batch of a long one', () => {
    const pool = poolOf(padded);
    const [long, short] = [{}, {}];
    for (let row = 0; row < 1_000; row += 1) pool.add(unitOf(100, { owner: long }));
    pool.add(unitOf(7, { owner: short }));
    pool.take(0);
    expect(rowsOf(pool.take(0))).toEqual([7]);
  });

  it('lets models take turns', () => {
    const pool = poolOf(padded);
    for (let row = 0; row < 10; row += 1) pool.add(unitOf(200, { model: 'a' }));
    pool.add(unitOf(1, { model: 'b' }));
    expect([pool.take(0), pool.take(0), pool.take(0)].map((batch) => batch?.[0]?.model)).toEqual(['a', 'b', 'a']);
  });

  it('serves interactive work first, and batch work that was passed over for too long once in between', () => {
    const pool = poolOf(padded, 1_000);
    const classesAt = (...moments: readonly number[]): (Priority | undefined)[] =>
      moments.map((nowMs) => pool.take(nowMs)?.[0]?.priority);
    for (let row = 0; row < 20; row += 1) pool.add(unitOf(200, { priority: 'interactive' }));
    for (let row = 0; row < 20; row += 1) pool.add(unitOf(200));
    expect(classesAt(0, 500, 999)).toEqual(['interactive', 'interactive', 'interactive']);
    expect(classesAt(1_000, 1_001, 1_900)).toEqual(['batch', 'interactive', 'interactive']);
    expect(classesAt(2_000)).toEqual(['batch']);
  });

  it('does not count the time in which batch work is served as waiting', () => {
    const pool = poolOf(padded, 1_000);
    for (let row = 0; row < 20; row += 1) pool.add(unitOf(200));
    for (const nowMs of [0, 900, 1_800, 2_700]) expect(pool.take(nowMs)?.[0]?.priority).toBe('batch');
    pool.add(unitOf(200, { priority: 'interactive' }));
    expect(pool.take(3_600)?.[0]?.priority).toBe('interactive');
  });

  it('joins texts up to a number and a size where nothing is padded', () => {
    const pool = poolOf(plain);
    for (const length of [30, 30, 30, 30, 200, 1, 1, 1, 1, 1]) pool.add(unitOf(length));
    const sizes = [pool.take(0), pool.take(0), pool.take(0), pool.take(0)].map((batch) => rowsOf(batch));
    expect(sizes).toEqual([[30, 30, 30], [30], [200], [1, 1, 1, 1]]);
  });

  it('never adds to rows whose composition is fixed', () => {
    const pool = poolOf(padded);
    pool.add(unitOf(10, { isFixed: true, rows: [10, 9] }));
    pool.add(unitOf(10));
    expect(rowsOf(pool.take(0))).toEqual([10, 9]);
    expect(rowsOf(pool.take(0))).toEqual([10]);
  });

  it('takes 100,000 units in time that grows with their number', () => {
    let visited = 0;
    const counting: LaneRule = {
      kind: 'padded',
      limits: {
        ...limits,
        get maxRows() {
          visited += 1;
          return 16;
        },
      },
    };
    const pool = poolOf(counting);
    for (let row = 0; row < 100_000; row += 1)
      pool.add(unitOf(1 + (row % 200), { owner: row % 7 === 0 ? {} : shared }));
    let taken = 0;
    for (let batch = pool.take(0); batch !== undefined; batch = pool.take(0)) taken += batch.length;
    expect(taken).toBe(100_000);
    expect(visited).toBeLessThan(100_000 * 40);
  });
});
