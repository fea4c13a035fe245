import assert from 'node:assert/strict';
import { AiError, type AiErrorCode } from '@org/ai-core';
import type { JobInfo, JobOutcome, Queue, QueueJob, QueueWorker } from '../../queue/queue.ts';

/** What the queue contract is held against: a queue without jobs, opened with `maxAttempts: 3` and `backoffMs` of a few milliseconds. */
export interface QueueSubject {
  /** Opens the queue once more, as another process would, or the same one again after a crash. */
  readonly open: () => Promise<Queue>;
  /** Cuts off everything that was opened, as the end of its process would. */
  readonly crash: () => Promise<void>;
}

/** One promise of the contract: `run` rejects, naming what is wrong, when the queue breaks it. */
export interface QueueCase {
  readonly name: string;
  readonly run: (subject: QueueSubject) => Promise<void>;
}

const done: JobOutcome = { kind: 'done' };

async function reaches(queue: Queue, id: string, state: JobInfo['state']): Promise<JobInfo> {
  let info: JobInfo | undefined;
  for (let look = 0; look < 2_000; look++) {
    info = await queue.inspect(id);
    if (info?.state === state) return info;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return assert.fail(`job ${id} never was ${state}, but ${info?.state ?? 'unknown'}`);
}

async function rejection(work: Promise<unknown>, code: AiErrorCode): Promise<void> {
  const outcome = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.ok(AiError.is(outcome, code), `expected a rejection with '${code}'`);
}

/** A worker whose jobs wait until the test says what becomes of them. */
interface HeldWorker {
  readonly worker: QueueWorker;
  /** The next job in hand. */
  next(): Promise<{ readonly job: QueueJob; readonly finish: (outcome: JobOutcome | Error) => void }>;
}

function hold(queue: Queue, concurrency = 1): HeldWorker {
  const arrived: Awaited<ReturnType<HeldWorker['next']>>[] = [];
  let wake: () => void = () => undefined;
  const worker = queue.work(
    (job) =>
      new Promise((resolve, reject) => {
        const finish = (outcome: JobOutcome | Error): void => {
          if (outcome instanceof Error) reject(outcome);
          else resolve(outcome);
        };
        arrived.push({ job, finish });
        wake();
      }),
    { concurrency },
  );
  return {
    worker,
    async next() {
      for (;;) {
        const first = arrived.shift();
        if (first !== undefined) return first;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}

/** What every {@link Queue} promises. Register the cases with any test runner, each with a queue of its own. */
export const queueContract: readonly QueueCase[] = [
  {
    name: 'does each job once, with the payload that it was added with',
    run: async ({ open }) => {
      const queue = await open();
      const seen: unknown[] = [];
      queue.work((job) => {
        seen.push([job.id, job.payload, job.attempt, job.signal.aborted]);
        return Promise.resolve(done);
      });
      const payload = { text: 'ключ 🔑', list: [1, null, true], deep: { empty: {} } };
      await queue.add([
        { id: 'a', payload },
        { id: 'b', payload: null },
      ]);
      await queue.add([{ id: 'c.d-e_F', payload: 'x' }]);
      for (const id of ['a', 'b', 'c.d-e_F']) assert.equal((await reaches(queue, id, 'done')).attempts, 1);
      assert.deepEqual(seen, [
        ['a', payload, 1, false],
        ['b', null, 1, false],
        ['c.d-e_F', 'x', 1, false],
      ]);
      assert.equal(await queue.inspect('unknown'), undefined);
    },
  },
  {
    name: 'takes an id once, also when it is in hand or done',
    run: async ({ open }) => {
      const queue = await open();
      const other = await open();
      await Promise.all([
        queue.add([
          { id: 'a', payload: 1 },
          { id: 'a', payload: 2 },
        ]),
        other.add([{ id: 'a', payload: 3 }]),
      ]);
      const held = hold(other);
      const first = await held.next();
      await queue.add([
        { id: 'a', payload: 4 },
        { id: 'b', payload: 5 },
      ]);
      first.finish(done);
      await reaches(queue, 'a', 'done');
      await queue.add([{ id: 'a', payload: 6 }]);
      const second = await held.next();
      assert.equal(second.job.id, 'b');
      second.finish(done);
      await reaches(queue, 'b', 'done');
      assert.equal((await queue.inspect('a'))?.attempts, 1);
    },
  },
  {
    name: 'gives a worker as many jobs at a time as it asks for, and others the rest',
    run: async ({ open }) => {
      const queue = await open();
      await queue.add(['a', 'b', 'c', 'd'].map((id) => ({ id, payload: id })));
      const two = hold(queue, 2);
      const inHand = [await two.next(), await two.next()];
      const one = hold(await open());
      inHand.push(await one.next());
      assert.deepEqual(inHand.map(({ job }) => job.id).sort(), ['a', 'b', 'c']);
      assert.equal((await queue.inspect('d'))?.state, 'waiting');
      assert.equal((await queue.inspect('a'))?.state, 'active');
      inHand[2]?.finish(done);
      const last = await one.next();
      assert.equal(last.job.id, 'd');
      for (const each of [...inHand.slice(0, 2), last]) each.finish(done);
      for (const id of ['a', 'b', 'c', 'd']) await reaches(queue, id, 'done');
    },
  },
  {
    name: 'tries a failed job again, gives it up after maxAttempts, says why, and takes it up again when asked to',
    run: async ({ open }) => {
      const queue = await open();
      await queue.add([{ id: 'a', payload: 'kept' }]);
      const held = hold(queue);
      const attempts: number[] = [];
      for (let attempt = 0; attempt < 3; attempt++) {
        const { job, finish } = await held.next();
        attempts.push(job.attempt);
        finish(
          attempt < 2 ? new Error('holds the name of a customer') : new AiError('unavailable', 'the source is down'),
        );
      }
      assert.deepEqual(attempts, [1, 2, 3]);
      assert.deepEqual(await reaches(queue, 'a', 'dead'), {
        state: 'dead',
        attempts: 3,
        reason: 'unavailable: the source is down',
      });
      await queue.add([{ id: 'a', payload: 'again' }]);
      assert.equal((await queue.inspect('a'))?.state, 'dead');
      assert.equal(await queue.revive('unknown'), false);
      assert.equal(await queue.revive('a'), true);
      const failing = await held.next();
      assert.deepEqual([failing.job.payload, failing.job.attempt], ['kept', 4]);
      failing.finish(new Error('holds the name of a customer'));
      const revived = await held.next();
      assert.equal((await queue.inspect('a'))?.reason?.includes('customer') ?? false, false);
      revived.finish(done);
      await reaches(queue, 'a', 'done');
      assert.equal(await queue.revive('a'), false);
    },
  },
  {
    name: 'gives a job up at once when it is told to',
    run: async ({ open }) => {
      const queue = await open();
      await queue.add([{ id: 'a', payload: 1 }]);
      (await hold(queue).next()).finish({ kind: 'dead', reason: 'of another tenant' });
      assert.deepEqual(await reaches(queue, 'a', 'dead'), { state: 'dead', attempts: 1, reason: 'of another tenant' });
    },
  },
  {
    name: 'brings a job again later, as often as it is told to, and lets others pass',
    run: async ({ open }) => {
      const queue = await open();
      await queue.add([
        { id: 'patient', payload: 1 },
        { id: 'quick', payload: 2 },
      ]);
      const order: string[] = [];
      let last = 0;
      queue.work((job) => {
        order.push(job.id);
        if (job.id === 'quick') return Promise.resolve(done);
        assert.ok(job.attempt > last, 'the attempt grows');
        last = job.attempt;
        return Promise.resolve(order.length < 7 ? { kind: 'later', afterMs: 2 } : done);
      });
      await reaches(queue, 'patient', 'done');
      assert.deepEqual(
        order.filter((id) => id === 'quick'),
        ['quick'],
      );
      assert.equal(order.length, 7);
    },
  },
  {
    name: 'brings what was in hand when its worker vanished to another one, and loses nothing that was added',
    run: async ({ open, crash }) => {
      const queue = await open();
      await queue.add(['a', 'b', 'c'].map((id) => ({ id, payload: id })));
      const held = hold(queue);
      (await held.next()).finish(done);
      await reaches(queue, 'a', 'done');
      const cut = await held.next();
      assert.equal(cut.job.id, 'b');
      await crash();
      const again = await open();
      const seen: [string, number][] = [];
      again.work((job) => {
        seen.push([job.id, job.attempt]);
        return Promise.resolve(done);
      });
      for (const id of ['b', 'c']) await reaches(again, id, 'done');
      assert.deepEqual(seen.sort(), [
        ['b', 2],
        ['c', 1],
      ]);
      assert.equal((await again.inspect('a'))?.state, 'done');
    },
  },
  {
    name: 'closes a worker when its jobs are done, and leaves the others in the queue',
    run: async ({ open }) => {
      const queue = await open();
      await queue.add(['a', 'b'].map((id) => ({ id, payload: id })));
      const held = hold(queue);
      const { finish } = await held.next();
      const closing = held.worker.close();
      finish(done);
      await closing;
      assert.equal((await queue.inspect('a'))?.state, 'done');
      assert.equal((await queue.inspect('b'))?.state, 'waiting');
      (await hold(queue).next()).finish(done);
      await reaches(queue, 'b', 'done');
    },
  },
  {
    name: 'takes back what a closing worker does not finish in its time, without counting it as failed',
    run: async ({ open }) => {
      const queue = await open();
      await queue.add([{ id: 'a', payload: 1 }]);
      for (let round = 1; round <= 4; round++) {
        let begun: () => void = () => undefined;
        const inHand = new Promise<void>((resolve) => (begun = resolve));
        const worker = queue.work(
          (job) =>
            new Promise((_, reject) => {
              job.signal.addEventListener('abort', () => {
                reject(new Error('stopped'));
              });
              begun();
            }),
        );
        await inHand;
        await worker.close({ graceMs: 1 });
        const info = await queue.inspect('a');
        assert.deepEqual([info?.state, info?.attempts], ['waiting', round]);
      }
      (await hold(queue).next()).finish(done);
      await reaches(queue, 'a', 'done');
    },
  },
  {
    name: 'refuses what is no id and no payload, and adds nothing for a caller that has left',
    run: async ({ open }) => {
      const queue = await open();
      for (const id of ['', '17', 'a:b', 'a b', 'ä', 'x'.repeat(201)])
        await rejection(
          queue.add([
            { id: 'sound', payload: 1 },
            { id, payload: 1 },
          ]),
          'invalid-input',
        );
      await rejection(queue.add([{ id: 'a', payload: undefined as never }]), 'invalid-input');
      await rejection(queue.add([{ id: 'a', payload: 'x'.repeat(256 * 1024) }]), 'payload-too-large');
      await rejection(queue.add([{ id: 'a', payload: 1 }], { signal: AbortSignal.abort() }), 'aborted');
      assert.equal(await queue.inspect('a'), undefined);
      assert.equal(await queue.inspect('sound'), undefined);
      await queue.close();
      await rejection(queue.add([{ id: 'a', payload: 1 }]), 'unavailable');
    },
  },
];
