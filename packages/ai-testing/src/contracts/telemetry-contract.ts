import assert from 'node:assert/strict';
import { withOperation, type Telemetry } from '@org/ai-core';
import { testContext } from '../caller/test-context.ts';
import type { ContractCase } from './contract-case.ts';

/** What the telemetry contract is held against. */
export interface TelemetrySubject {
  readonly telemetry: Telemetry;
}

const usage = { inputTokens: 3, outputTokens: 2, source: 'estimated' } as const;

/** What all telemetry promises: work runs once and its outcome is not touched, whatever is recorded, in whatever order. */
export const telemetryContract: readonly ContractCase<TelemetrySubject>[] = [
  {
    name: 'runs the work once and returns what it returns',
    run: async ({ telemetry }) => {
      let runs = 0;
      const span = telemetry.start('chat', { 'gen_ai.request.model': 'm' }, testContext());
      const value = span.run(() => {
        runs += 1;
        return { answer: 42 };
      });
      span.end();
      assert.deepEqual([runs, value], [1, { answer: 42 }]);
      await Promise.resolve();
    },
  },
  {
    name: 'lets an error of the work through as it is',
    run: async ({ telemetry }) => {
      const error = new Error('of the work');
      const work = withOperation(telemetry, 'embeddings', {}, undefined, () => Promise.reject(error));
      await assert.rejects(work, (thrown) => thrown === error);
      const span = telemetry.start('chat', {}, undefined);
      assert.throws(
        () =>
          span.run(() => {
            throw error;
          }),
        (thrown) => thrown === error,
      );
      span.end(error);
    },
  },
  {
    name: 'takes attributes without a value, usage with and without a price, decisions, and works nested',
    run: async ({ telemetry }) => {
      await withOperation(
        telemetry,
        'invoke_agent',
        { a: undefined, b: [1, { c: null }] },
        testContext(),
        async (outer) => {
          outer.set({ d: undefined, e: true });
          await withOperation(telemetry, 'chat', {}, testContext(), async (inner) => {
            inner.firstToken();
            inner.usage(usage);
            inner.usage(usage, 1_500);
            inner.decision('input', { action: 'allow', findings: [] });
            await Promise.resolve();
          });
        },
      );
    },
  },
  {
    name: 'does not throw when it is used after its end or ended twice',
    run: async ({ telemetry }) => {
      const span = telemetry.start('retrieval', {}, testContext());
      span.end();
      span.end(new Error('twice'));
      span.set({ late: 1 });
      span.firstToken();
      span.usage(usage);
      span.decision('output', { action: 'allow', findings: [] });
      assert.equal(
        span.run(() => 'late'),
        'late',
      );
      await Promise.resolve();
    },
  },
];
