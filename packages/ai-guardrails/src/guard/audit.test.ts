import { createFakeClock, testContext } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { piiRail } from '../pii/pii.ts';
import type { GuardRecord } from './audit.ts';
import { createGuard, type GuardOptions } from './guard.ts';

const context = testContext({ conversation: 'c-1', feature: 'search', release: '2.1' });
const canary = 'zz-canary-zz';

function recording(options: Partial<GuardOptions> = {}): {
  guard: ReturnType<typeof createGuard>;
  records: GuardRecord[];
} {
  const records: GuardRecord[] = [];
  const rails = [piiRail({ actions: { US_SSN: 'block' } })];
  const guard = createGuard({
    rails,
    clock: createFakeClock(),
    audit: (record) => void records.push(record),
    ...options,
  });
  return { guard, records };
}

describe('audit', () => {
  it('gets one record per decision, with who asked and what was done', async () => {
    const { guard, records } = recording();
    await guard.check(`${canary} ada@example.com`, {
      stage: 'output',
      context,
      origin: { trust: 'untrusted', sources: [] },
    });
    await guard.check('SSN 536-22-8726', { stage: 'input', context });
    await guard.check('nothing', { stage: 'input', context });
    expect(records).toMatchObject([
      {
        kind: 'guard-decision',
        requestId: context.requestId,
        tenant: context.principal.tenant,
        subject: context.principal.subject,
        conversation: 'c-1',
        feature: 'search',
        release: '2.1',
        stage: 'output',
        trust: 'untrusted',
        action: 'redact',
        findings: [{ rail: 'pii', label: 'EMAIL_ADDRESS', start: 13, end: 28 }],
        rails: [{ rail: 'pii' }],
      },
      { stage: 'input', action: 'block', reason: 'rail "pii" blocked the text (area-group-serial)' },
      { action: 'allow', findings: [] },
    ]);
  });

  it('names the policy, and never holds the text', async () => {
    const { guard, records } = recording({ policy: { id: 'house-rules', decide: () => undefined } });
    const stream = guard.stream({ stage: 'output', context });
    for await (const _ of stream.transform([`${canary} `, 'ada@example.com'])) continue;
    expect(records).toMatchObject([{ policy: 'house-rules', action: 'redact' }]);
    expect(JSON.stringify(records)).not.toMatch(/canary|ada@|EMAIL_ADDRESS\]/);
  });

  it('that fails keeps the decision and the rest of the text back', async () => {
    const audit = async (): Promise<void> => Promise.reject(new Error(`disk full at ${canary}`));
    const { guard } = recording({ audit });
    const failure = { code: 'unavailable', message: expect.not.stringContaining(canary) };
    await expect(guard.check('text', { stage: 'output', context })).rejects.toMatchObject(failure);
    const stream = guard.stream({ stage: 'output', context });
    expect(await stream.push('ada@example')).toBe('');
    await expect(stream.end()).rejects.toMatchObject(failure);
    await expect(stream.decision).rejects.toMatchObject(failure);
  });
});
