import type { EntailmentModel } from '@org/ai-core';
import { createFakeClock, testContext } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { createGuard } from '../guard/guard.ts';
import { groundingRail, type GroundingRailOptions } from './grounding.ts';
import type { GroundingPassage } from './sources.ts';
import type { SentenceVerdict } from './verdict.ts';

const passages: readonly GroundingPassage[] = [
  {
    text: 'A refund is paid within 14 days of the claim. Some parcels are weighed twice.',
    origin: { trust: 'trusted', sources: [] },
  },
  {
    text: 'The kiosk is closed in October. A refund is paid within 41 days of the claim.',
    origin: { trust: 'untrusted', sources: [] },
  },
];
const scope = { stage: 'output', context: testContext() } as const;

async function say(text: string, options: Partial<GroundingRailOptions> = {}) {
  const guard = createGuard({ rails: [groundingRail({ passages, ...options })] });
  const decision = await guard.check(text, scope);
  return { text: decision.action === 'redact' ? decision.text : text, decision };
}

describe('groundingRail', () => {
  const answer =
    'Hello! A refund is paid within 14 days of the claim. [1] It is paid in gold. [1] The kiosk is closed in October. [2]';

  it('drops what no passage supports, and marks what only an untrusted one does', async () => {
    const { text, decision } = await say(answer);
    expect(text).toBe(
      'Hello! A refund is paid within 14 days of the claim. [1] The kiosk is closed in October. [2] (untrusted source)',
    );
    expect(decision.findings.map(({ label, rail }) => [rail, label])).toEqual([
      ['grounding', 'UNSUPPORTED'],
      ['grounding', 'UNTRUSTED_SUPPORT'],
    ]);
  });

  it('names the trusted passage that says otherwise beside the mark', async () => {
    const { text } = await say('A refund is paid within 41 days of the claim. [2]');
    expect(text).toBe('A refund is paid within 41 days of the claim. [2] (untrusted source) (compare [1])');
  });

  it('flags, reports or blocks instead', async () => {
    expect((await say(answer, { onUnsupported: 'flag' })).text).toContain(
      'in gold. [1] (not supported by the sources) The kiosk',
    );
    const reported = await say('It is paid in gold.', { onUnsupported: 'report' });
    expect(reported.decision).toMatchObject({
      action: 'allow',
      findings: [{ rule: expect.stringMatching('^unsupported:') as string }],
    });
    const blocked = createGuard({ rails: [groundingRail({ passages, onUnsupported: 'block' })] });
    const stream = blocked.stream(scope);
    expect((await stream.push(answer)) + (await stream.end()).text).toBe(
      'Hello! A refund is paid within 14 days of the claim. [1] ',
    );
    expect((await say(answer, { onUntrusted: 'drop', onNotCheckable: 'drop' })).text).toBe(
      ' A refund is paid within 14 days of the claim. [1]',
    );
  });

  it('checks the last sentence, whether it ends or not', async () => {
    expect((await say('A refund is paid within 14 days of the claim. It is paid in gold')).text).not.toContain('gold');
    expect((await say('It is paid in gold')).text).toBe('');
  });

  it('releases the same, and no unsupported sentence, wherever the stream is split', async () => {
    const options: readonly Partial<GroundingRailOptions>[] = [
      {},
      { onUnsupported: 'flag' },
      { onUnsupported: 'block' },
    ];
    const text =
      'A refund is paid within 14 days of the claim. [1][2] It is paid in gold 🚚. [1] The kiosk is closed in October. [2]\n\n- All parcels are weighed twice.\n- Some parcels are weighed twice. [1]';
    for (const each of options) {
      const guard = createGuard({ rails: [groundingRail({ passages, ...each })] });
      const run = async (chunks: readonly string[]): Promise<string> => {
        const stream = guard.stream(scope);
        let released = '';
        for (const chunk of chunks) {
          released += await stream.push(chunk);
          expect(/in gold(?! 🚚\. \[1\] \(not)/.test(released)).toBe(false);
          expect(stream.heldUnits).toBeLessThanOrEqual(guard.maxHeldUnits('output'));
        }
        return released + (await stream.end()).text;
      };
      const whole = await run([text]);
      for (let at = 1; at < text.length; at++) expect(await run([text.slice(0, at), text.slice(at)])).toBe(whole);
      expect(await run(text.split(''))).toBe(whole);
    }
  });

  it('judges with evidence that is looked up for each answer', async () => {
    const found = new Map([['one', passages]]);
    const evidence: GroundingRailOptions['evidence'] = ({ context }) =>
      Promise.resolve(found.get(context.requestId) ?? []);
    const guard = createGuard({ rails: [groundingRail({ evidence })] });
    const text = 'A refund is paid within 14 days of the claim.';
    const ask = (requestId: string) => guard.check(text, { stage: 'output', context: { ...testContext(), requestId } });
    expect((await ask('one')).action).toBe('allow');
    expect(await ask('other')).toMatchObject({ action: 'redact', text: '' });
  });

  it('tells each verdict with offsets of the answer', async () => {
    const heard: SentenceVerdict[] = [];
    await say(answer, { onVerdict: (verdict) => heard.push(verdict) });
    expect(heard.map(({ start, end, status }) => [answer.slice(start, end), status])).toEqual([
      ['Hello!', 'not-checkable'],
      ['A refund is paid within 14 days of the claim. [1]', 'supported'],
      ['It is paid in gold. [1]', 'unsupported'],
      ['The kiosk is closed in October. [2]', 'supported-by-untrusted-only'],
    ]);
  });

  it('marks an over-long sentence without swallowing what follows it', async () => {
    const long = `The kiosk ${'is closed in October and '.repeat(120)}closed in October`;
    const after = 'A refund is paid within 14 days of the claim. [1]';
    // A word that was cut in two is in no passage.
    expect((await say(`${long}. ${after}`)).text).toBe(` ${after}`);
    const { text } = await say(`${long}. ${after}`, { onUnsupported: 'flag' });
    expect(text).toContain('(not supported by the sources)');
    const plain = text.replaceAll(/\((?:not supported by the sources|untrusted source)\)/g, '');
    expect(plain.replaceAll(/\s/g, '')).toBe(`${long}. ${after}`.replaceAll(/\s/g, ''));
  });

  it('closes the answer when a model fails, hangs or is cancelled', async () => {
    const model = (entail: EntailmentModel['entail']): EntailmentModel => ({ id: 'fake', entail });
    const failing = model(() => Promise.reject(new Error('A refund is paid')));
    const { decision } = await say('A refund is paid within 14 days of the claim.', { entailment: failing });
    expect(decision).toMatchObject({ action: 'block', rails: [{ error: 'internal' }] });
    expect(JSON.stringify(decision)).not.toContain('refund');
    const clock = createFakeClock();
    const hanging = model(() => new Promise(() => undefined));
    const guard = createGuard({ clock, rails: [groundingRail({ passages, entailment: hanging, timeoutMs: 50 })] });
    const late = guard.check('A refund is paid within 14 days of the claim.', scope);
    await clock.advance(60);
    expect(await late).toMatchObject({ action: 'block', rails: [{ error: 'timeout' }] });
  });

  it.each([
    [{}, /either passages or evidence/],
    [{ passages, evidence: () => passages }, /either passages or evidence/],
    [{ passages, threshold: -1 }, /threshold/],
  ])('refuses options that make no sense', (options, message) => {
    expect(() => groundingRail(options)).toThrow(message);
  });
});
