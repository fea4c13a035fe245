import { systemClock, noopTelemetry } from '@org/ai-core';
import { testContext } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { guardOf } from '../guard/guard.ts';
import { soundMechanics, type Mechanics } from '../screen/mechanics.ts';
import { streamContract, type StreamSubject } from './stream-contract.ts';

function subjectOf(mechanics: Mechanics, feed: 'once' | 'restart' | 'no-end' = 'once'): StreamSubject {
  return {
    async screen(rails, chunks) {
      const guard = guardOf({ rails, policy: undefined, telemetry: noopTelemetry, clock: systemClock, mechanics });
      const scope = { stage: 'output', context: testContext() } as const;
      const maxHeld = guard.maxHeldUnits('output');
      if (feed === 'restart') {
        const decisions = await Promise.all(chunks.map((chunk) => guard.check(chunk, scope)));
        const released = decisions.map((decision, at) =>
          decision.action === 'redact' ? decision.text : decision.action === 'block' ? '' : chunks[at]!,
        );
        const isBlocked = decisions.some((decision) => decision.action === 'block');
        return { released, isBlocked, findings: decisions.flatMap((one) => one.findings), mostHeld: 0, maxHeld };
      }
      const stream = guard.stream(scope);
      const released: string[] = [];
      let mostHeld = 0;
      for (const chunk of chunks) {
        released.push(await stream.push(chunk));
        mostHeld = Math.max(mostHeld, stream.heldUnits);
      }
      const { text, decision } = await stream.end();
      if (feed !== 'no-end') released.push(text);
      return { released, isBlocked: decision.action === 'block', findings: decision.findings, mostHeld, maxHeld };
    },
  };
}

const mutants: Readonly<Record<string, StreamSubject>> = {
  'releases one unit early': subjectOf({
    ...soundMechanics,
    frontier: (passed, arrived) => Math.min(passed + 1, arrived),
  }),
  'forgets the tail': subjectOf(soundMechanics, 'no-end'),
  'restarts per chunk': subjectOf(soundMechanics, 'restart'),
  'does not hold across chunks': subjectOf({ ...soundMechanics, frontier: (_, arrived) => arrived }),
  'holds everything to the end': subjectOf({ ...soundMechanics, frontier: (passed, _, isEnd) => (isEnd ? passed : 0) }),
  'decides on text that has not arrived': subjectOf({ ...soundMechanics, waitsForText: false }),
  'forgets the rest of a match that is too long': subjectOf({ ...soundMechanics, followsOpenMatches: false }),
  'cuts pairs of surrogates': subjectOf({ ...soundMechanics, keepsPairs: false }),
  'leaves the marks of redacted characters': subjectOf({ ...soundMechanics, takesHangers: false }),
  'goes on behind a block': subjectOf({ ...soundMechanics, stopsAtBlock: false }),
};

describe('streaming guarantees', () => {
  for (const { name, run } of streamContract) it(name, () => run(subjectOf(soundMechanics)));
});

describe('a faulty engine fails the suite when it', () => {
  for (const [name, subject] of Object.entries(mutants)) {
    it(name, async () => {
      const all = async (): Promise<void> => {
        for (const { run } of streamContract) await run(subject);
      };
      await expect(all()).rejects.toMatchObject({ code: 'integrity' });
    });
  }
});
