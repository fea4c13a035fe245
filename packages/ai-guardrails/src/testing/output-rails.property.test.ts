import { testContext } from '@org/ai-testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { egressRail } from '../egress/egress.ts';
import { createGuard } from '../guard/guard.ts';
import { languageRail } from '../language/language.ts';
import { moderationRail } from '../moderation/moderation.ts';
import { lengthRail } from '../output/length/length.ts';
import { markupRail } from '../output/markup/markup.ts';
import { refusalRail } from '../output/refusal/refusal.ts';
import { shellRail } from '../output/shell/shell.ts';
import { sqlRail } from '../output/sql/sql.ts';
import { topicRail } from '../output/topic/topic.ts';
import type { Rail } from '../rail/rail.ts';

const streamed: readonly Rail[] = [
  egressRail({ allowedHosts: ['*'], stages: ['output'] }),
  markupRail(),
  topicRail({ deny: { gambling: ['casino', 'slot machine'] }, action: 'redact' }),
  refusalRail({ action: 'redact' }),
  moderationRail({ action: 'redact' }),
  await languageRail({ allowed: ['en'], action: 'redact' }),
  lengthRail({ maxWords: 30, marker: '…' }),
];
const whole: readonly Rail[] = [...streamed.slice(0, 2), sqlRail(), shellRail()];

const fragments = fc.constantFrom(
  '<script>x</script>',
  '<img src=a onerror=b>',
  '<b>',
  '</style >',
  'http://10.0.0.1/x',
  '[a](//localhost)',
  'https://example.org',
  'Try the casino. ',
  'Slot  machines! ',
  'I cannot help with that. ',
  'Women are vermin. ',
  'They should be burned. ',
  'Das Paket wurde am Montag verschickt und kommt bald an. ',
  '; DROP TABLE t',
  "' OR 1=1 --",
  'rm -rf /',
  '$(id)',
  '| sh',
  '\ud83d\ude00',
  '\ud83d',
  'e\u0301',
  '\n\n',
  '. ',
  ' ',
  'word ',
  '<',
  '"',
  '>',
  'onclick=',
);

it.each([
  ['rails that stream', streamed],
  ['rails that wait for the whole', whole],
] as const)('%s give the same text and findings however a text is cut', async (_, rails) => {
  const guard = createGuard({ rails });
  const scope = { stage: 'output', context: testContext() } as const;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fragments, { maxLength: 10 }).map((parts) => parts.join('')),
      fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 8 }),
      async (text, sizes) => {
        const once = guard.stream(scope);
        const expected = (await once.push(text)) + (await once.end()).text;
        const stream = guard.stream(scope);
        let released = '';
        for (let at = 0, turn = 0; at < text.length; turn++) {
          const size = sizes[turn % sizes.length]!;
          released += await stream.push(text.slice(at, at + size));
          expect(stream.heldUnits).toBeLessThanOrEqual(guard.maxHeldUnits('output'));
          at += size;
        }
        const last = await stream.end();
        expect(released + last.text).toBe(expected);
        expect(last.decision.findings).toEqual((await once.decision).findings);
      },
    ),
    { numRuns: 150, seed: 11 },
  );
});
