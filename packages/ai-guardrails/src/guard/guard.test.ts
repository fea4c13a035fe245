import { AiError, type CallContext } from '@org/ai-core';
import { createFakeClock, createRecordingTelemetry, testContext } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { piiRail } from '../pii/pii.ts';
import type { Judge, JudgeRail, Rail, RailMatch, TextUnit } from '../rail/rail.ts';
import { createGuard, type Guard } from './guard.ts';

const context = testContext();
const scope = { stage: 'output', context } as const;

function judging(
  judge: (unit: TextUnit, signal: AbortSignal) => readonly RailMatch[] | Promise<readonly RailMatch[]>,
  options: Partial<JudgeRail> = {},
): JudgeRail {
  return {
    id: 'judge',
    stages: ['output'],
    mode: 'enforce',
    onError: 'closed',
    unit: 'sentence',
    ...options,
    open: ({ signal }) => ({ judge: (unit) => judge(unit, signal) }),
  };
}

function match(start: number, end: number, action: RailMatch['action'] = 'redact'): RailMatch {
  return { start, end, rule: 'r', label: 'L', score: 1, action };
}

async function stream(guard: Guard, chunks: readonly string[], over: CallContext = context): Promise<string[]> {
  const released: string[] = [];
  for await (const text of guard.stream({ stage: 'output', context: over }).transform(chunks)) released.push(text);
  return released;
}

describe('createGuard', () => {
  it.each([
    [{ maxMatch: undefined }, /neither maxMatch and lookahead nor a unit/],
    [{ lookahead: -1 }, /neither maxMatch/],
    [{ stages: [] }, /no stage/],
    [{ stages: ['outputs'] }, /unknown stage/],
    [{ timeoutMs: 0 }, /timeoutMs/],
    [{ id: '' }, /id/],
  ])('refuses a rail with %j', (fault, message) => {
    const rail = { ...piiRail(), ...fault } as Rail;
    expect(() => createGuard({ rails: [rail] })).toThrow(message);
  });

  it('refuses a judging rail without a known unit, and two rails of one id', () => {
    expect(() => createGuard({ rails: [judging(() => [], { unit: 'word' as never })] })).toThrow(/unit/);
    expect(() => createGuard({ rails: [piiRail(), piiRail()] })).toThrow(/twice/);
  });

  it('lets everything pass without rails, at once', async () => {
    expect(await createGuard({ rails: [] }).check('text', scope)).toEqual({ action: 'allow', findings: [], rails: [] });
    expect(await stream(createGuard({ rails: [] }), ['a', 'b'])).toEqual(['a', 'b']);
  });

  it('runs the rails of the stage only, and says how long each took', async () => {
    const decision = await createGuard({ rails: [piiRail(), judging(() => [], { stages: ['input'] })] }).check(
      'x',
      scope,
    );
    expect(decision.rails).toEqual([{ rail: 'pii', durationMs: expect.any(Number) as number }]);
  });

  it('reports what a monitoring rail finds, changes nothing and holds nothing back', async () => {
    const guard = createGuard({ rails: [piiRail({ mode: 'monitor' })] });
    expect(guard.maxHeldUnits('output')).toBe(1);
    const open = guard.stream(scope);
    expect(await open.push('ada@exam')).toBe('ada@exam');
    expect(await open.push('ple.com.')).toBe('ple.com.');
    expect((await open.end()).decision).toMatchObject({
      action: 'allow',
      findings: [{ label: 'EMAIL_ADDRESS', start: 0, end: 15 }],
    });
  });

  it('lets a policy decide, and fails closed when the policy throws', async () => {
    const lenient = { id: 'lenient', decide: () => 'report' as const };
    const strict = { id: 'strict', decide: () => 'block' as const };
    const broken = {
      id: 'broken',
      decide: (): never => {
        throw new Error('ada@example.com');
      },
    };
    const text = 'ada@example.com';
    const decide = async (policy: typeof lenient | typeof strict | typeof broken): Promise<unknown> =>
      createGuard({ rails: [piiRail()], policy }).check(text, scope);
    expect(await decide(lenient)).toMatchObject({ action: 'allow', findings: [{}] });
    expect(await decide(strict)).toMatchObject({ action: 'block' });
    const failed = await decide(broken);
    expect(failed).toMatchObject({ action: 'block', findings: [{ rule: 'fault:policy' }] });
    expect(JSON.stringify(failed)).not.toContain('ada');
  });
});

describe('a rail that says how far nothing begins', () => {
  const skipping = (distance: number): Rail => ({
    id: 'skip',
    stages: ['output'],
    mode: 'enforce',
    onError: 'closed',
    maxMatch: 2,
    lookahead: 1,
    triggers: () => true,
    open: () => ({ scan: (cursor) => (cursor.unit(0) === 0x78 ? match(0, 1) : distance) }),
  });

  it.each([
    [1, 'a[L]aaa[L]'],
    [2, 'axaaax'],
    [3, 'axaaax'],
  ])('goes on at distance %d', async (distance, text) => {
    const decision = await createGuard({ rails: [skipping(distance)] }).check('axaaax', scope);
    expect(decision.action === 'redact' ? decision.text : 'axaaax').toBe(text);
  });

  it.each([0, -1, 4, 1.5, Number.NaN, Infinity])('is at fault at distance %d', async (distance) => {
    const decision = await createGuard({ rails: [skipping(distance)] }).check('aaaaaa', scope);
    expect(decision).toMatchObject({ action: 'block', rails: [{ error: 'protocol' }] });
  });
});

describe('a rail at fault', () => {
  const faults: readonly (readonly [string, JudgeRail])[] = [
    [
      'throws',
      judging(() => {
        throw new Error('private text');
      }),
    ],
    ['rejects', judging(() => Promise.reject(new Error('private text')))],
    ['reports a span out of range', judging(() => [match(0, 99)])],
    ['reports an empty span', judging(() => [match(2, 2)])],
    ['reports a span that is no number', judging(() => [match(Number.NaN, 2)])],
    ['gets a text longer than it takes', judging(() => [], { unit: 'whole', maxUnit: 4 })],
  ];

  it.each(faults)('blocks when it %s, and lets pass when it is to fail open', async (_, rail) => {
    const closed = await createGuard({ rails: [rail] }).check('Some text.', scope);
    expect(closed).toMatchObject({ action: 'block', findings: [{ rail: 'judge', label: 'RAIL_FAULT' }] });
    expect(JSON.stringify(closed)).not.toContain('private');
    for (const lenient of [
      { ...rail, onError: 'open' },
      { ...rail, mode: 'monitor' },
    ] as const) {
      const open = await createGuard({ rails: [lenient] }).check('Some text.', scope);
      expect(open.action).toBe('allow');
      expect(open.rails[0]?.error).toBeDefined();
    }
  });

  it('keeps what was verified before the fault, and releases nothing from there on', async () => {
    const rail = judging(({ text }) => {
      if (text.includes('bad')) throw new Error('no');
      return [];
    });
    expect((await stream(createGuard({ rails: [rail] }), ['Good. ', 'So bad. ', 'More. '])).join('')).toBe('Good.');
  });

  it('is given up after its time limit', async () => {
    const clock = createFakeClock();
    const rail = judging(() => new Promise(() => undefined), { timeoutMs: 50 });
    const decision = createGuard({ rails: [rail], clock }).check('Text.', scope);
    await clock.advance(50);
    expect(await decision).toMatchObject({ action: 'block', rails: [{ error: 'timeout', durationMs: 50 }] });
    expect(clock.sleepers).toBe(0);
  });
});

describe('cancelling', () => {
  it('rejects with aborted, tells the rail, and releases nothing more', async () => {
    const controller = new AbortController();
    let told: AbortSignal | undefined;
    const rail = judging((_, signal) => ((told = signal), new Promise(() => undefined)), { onError: 'open' });
    const decision = createGuard({ rails: [rail] }).check('Text. More.', {
      stage: 'output',
      context: testContext({ signal: controller.signal }),
    });
    controller.abort();
    await expect(decision).rejects.toMatchObject({ code: 'aborted', name: 'AbortError' });
    expect(told?.aborted).toBe(true);
  });

  it('stops a source that hangs', async () => {
    const controller = new AbortController();
    let isClosed = false;
    const source: AsyncIterable<string> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => undefined),
        return: () => ((isClosed = true), Promise.resolve({ done: true, value: undefined })),
      }),
    };
    const open = createGuard({ rails: [] }).stream({
      stage: 'output',
      context: testContext({ signal: controller.signal }),
    });
    const reading = open.transform(source)[Symbol.asyncIterator]().next();
    controller.abort();
    await expect(reading).rejects.toMatchObject({ code: 'aborted' });
    await expect(open.decision).rejects.toMatchObject({ code: 'aborted' });
    expect(isClosed).toBe(true);
  });

  it('honours the deadline of the call', async () => {
    const clock = createFakeClock();
    const late = testContext({ timeoutMs: 10, clock });
    const rail = judging(() => new Promise(() => undefined));
    const decision = createGuard({ rails: [rail], clock }).check('Text.', { stage: 'output', context: late });
    const outcome = expect(decision).rejects.toMatchObject({ code: 'timeout' });
    await clock.advance(10);
    await outcome;
  });

  it('makes a timer only for a rail that asks for the signal, and leaves none behind', async () => {
    const clock = createFakeClock();
    const late = testContext({ timeoutMs: 10, clock });
    const sleeping: number[] = [];
    let told: AbortSignal | undefined;
    const open = (): Judge => ({ judge: () => (sleeping.push(clock.sleepers), []) });
    const deaf: JudgeRail = { ...judging(() => []), open };
    const keen = judging((_, signal) => ((told = signal), sleeping.push(clock.sleepers), []));
    for (const rail of [deaf, keen]) {
      await createGuard({ rails: [rail], clock }).check('Text.', { stage: 'output', context: late });
      expect(clock.sleepers).toBe(0);
    }
    expect(sleeping).toEqual([0, 1]);
    expect(told?.aborted).toBe(true);
  });

  it('notices the abort and the deadline between two chunks without a signal of its own', async () => {
    const controller = new AbortController();
    const left = createGuard({ rails: [piiRail()] }).stream({
      stage: 'output',
      context: testContext({ signal: controller.signal }),
    });
    await left.push('Text. ');
    controller.abort();
    await expect(left.push('More.')).rejects.toMatchObject({ code: 'aborted' });
    const clock = createFakeClock();
    const late = createGuard({ rails: [piiRail()], clock }).stream({
      stage: 'output',
      context: testContext({ timeoutMs: 10, clock }),
    });
    await late.push('Text. ');
    await clock.advance(10);
    await expect(late.end()).rejects.toMatchObject({ code: 'timeout' });
  });

  it('closes the source when the reader leaves early', async () => {
    const telemetry = createRecordingTelemetry();
    let isClosed = false;
    const source = (async function* () {
      try {
        while (true) yield 'a';
      } finally {
        isClosed = true;
      }
    })();
    const open = createGuard({ rails: [], telemetry }).stream(scope);
    for await (const _ of open.transform(source)) break;
    await expect(open.decision).rejects.toMatchObject({ code: 'aborted' });
    expect(isClosed).toBe(true);
    expect(telemetry.operations.map((operation) => operation.ends)).toEqual([1]);
  });
});

describe('a block', () => {
  it('ends the stream, stops the source and says why', async () => {
    let pulled = 0;
    const source = (function* () {
      for (; pulled < 100; pulled++) yield 'Fine. 4111 1111 1111 1111. ';
    })();
    const open = createGuard({ rails: [piiRail({ actions: { CREDIT_CARD: 'block' } })] }).stream(scope);
    const released: string[] = [];
    for await (const text of open.transform(source)) released.push(text);
    expect(released.join('')).toBe('Fine. ');
    expect(pulled).toBeLessThan(3);
    expect(await open.decision).toMatchObject({ action: 'block', reason: 'rail "pii" blocked the text (luhn)' });
  });
});

describe('telemetry', () => {
  it('gets every decision once, and never a text', async () => {
    const telemetry = createRecordingTelemetry();
    const guard = createGuard({ rails: [piiRail()], telemetry });
    await guard.check('canary ada@example.com', scope);
    await stream(guard, ['canary ', 'ada@example.com']);
    expect(telemetry.open()).toEqual([]);
    expect(telemetry.operations).toHaveLength(2);
    for (const operation of telemetry.operations) {
      expect(operation).toMatchObject({
        name: 'guardrail',
        ends: 1,
        attributes: { 'ai.guard.stage': 'output', 'ai.guard.action': 'redact' },
      });
      expect(operation.decisions).toMatchObject([{ stage: 'output', decision: { action: 'redact', text: '' } }]);
    }
    expect(JSON.stringify(telemetry.operations)).not.toMatch(/canary|ada@/);
  });

  it('gets the fault of a check that was cancelled', async () => {
    const telemetry = createRecordingTelemetry();
    const controller = new AbortController();
    const rail = judging(() => new Promise(() => undefined));
    const decision = createGuard({ rails: [rail], telemetry }).check('Text. More.', {
      stage: 'output',
      context: testContext({ signal: controller.signal }),
    });
    controller.abort();
    await expect(decision).rejects.toSatisfy((error) => AiError.is(error, 'aborted'));
    expect(telemetry.operations).toMatchObject([{ ends: 1, error: { code: 'aborted' } }]);
  });
});

describe('a long text', () => {
  it('gives other work a turn each few milliseconds', async () => {
    let nowMs = 0;
    let turns = 0;
    // Each look at this clock takes a millisecond, so that a turn is due in every slice.
    const clock = { ...createFakeClock(), monotonicMs: () => nowMs++ };
    const timer = setInterval(() => turns++, 0);
    await createGuard({ rails: [piiRail()], clock }).check('Some text. '.repeat(10_000), scope);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(5);
  });
});
