import { createContext, createServicePrincipal } from '@org/ai-core';
import { createGuard, type Guard, type ScanRail } from '@org/ai-guardrails';
import type { Finding } from '../lesson.ts';

const context = createContext({ principal: createServicePrincipal({ tenant: 'kiln', subject: 'lesson' }) });

const cases: readonly (readonly [what: string, text: string, released: string])[] = [
  ['a badge is redacted', 'Ask BN-123455 at the gate.', 'Ask [BADGE] at the gate.'],
  ['two badges are redacted', 'BN-000000, BN-999995', '[BADGE], [BADGE]'],
  ['a wrong check digit is no badge', 'Order BN-123456 is late.', 'Order BN-123456 is late.'],
  ['letters are no digits', 'The BN-series is new.', 'The BN-series is new.'],
  ['a longer number is no badge', 'Part BN-1234550 fits.', 'Part BN-1234550 fits.'],
  ['the end of another word is no badge', 'Crate XBN-123455 came.', 'Crate XBN-123455 came.'],
];

/** Checks texts as a whole, and each of them split at every place, as a model streams them. */
export async function checkRail(rail: ScanRail): Promise<readonly Finding[]> {
  const guard = createGuard({ rails: [rail] });
  const findings: Finding[] = [];
  for (const [what, text, released] of cases) {
    const whole = await releasedIn(guard, [text]);
    findings.push({ what: whole === released ? what : `${what}; released: ${whole}`, holds: whole === released });
  }
  let isSplitSafe = true;
  for (const [, text, released] of cases)
    for (let at = 1; at < text.length; at++)
      isSplitSafe &&= (await releasedIn(guard, [text.slice(0, at), text.slice(at)])) === released;
  findings.push({ what: 'the same leaves however the text is cut', holds: isSplitSafe });
  return findings;
}

async function releasedIn(guard: Guard, chunks: readonly string[]): Promise<string> {
  const stream = guard.stream({ stage: 'output', context });
  let text = '';
  for (const chunk of chunks) text += await stream.push(chunk);
  const { text: rest } = await stream.end();
  return text + rest;
}
