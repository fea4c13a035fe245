import { inspect } from 'node:util';
import { createFileKeyValue } from '@org/ai-storage';
import { createPowerCutFileSystem } from '@org/ai-storage/testing';
import { createFakeChatModel, createFakePrincipal, createRecordingTelemetry, testContext } from '@org/ai-testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createGuard } from '../guard/guard.ts';
import { piiRail } from '../pii/pii.ts';
import { createVault } from './vault.ts';

const directory = '/vault';
const canaries = Array.from({ length: 1_000 }, (_, index) => `canary${String(index).padStart(4, '0')}x@example.com`);
/** What shows that a canary, or who it belongs to, is in the bytes. */
const traces = ['canary', 'CANARY', 'secretive', 'subject-of', 'thread-of'];

afterEach(() => vi.restoreAllMocks());

describe('1,000 values in the vault', () => {
  it('are in no error, log, span or audit record, and in no byte of the store; nor is whose they are', async () => {
    const logs: unknown[] = [];
    for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const)
      vi.spyOn(console, method).mockImplementation((...args: unknown[]) => logs.push(args));
    const fileSystem = createPowerCutFileSystem({ seed: 11 });
    const store = await createFileKeyValue({ fileSystem, directory });
    const secret = new Uint8Array(32).fill(7);
    const vault = createVault({
      store,
      key: () => Promise.resolve({ id: 'k', secret }),
      indexKey: () => Promise.resolve(secret),
    });
    const telemetry = createRecordingTelemetry();
    const records: unknown[] = [];
    const guard = createGuard({ rails: [piiRail()], vault, telemetry, audit: (record) => void records.push(record) });
    const contexts = Array.from({ length: 10 }, (_, index) =>
      testContext({
        conversation: `thread-of-${String(index)}`,
        principal: createFakePrincipal({ tenant: 'secretive', subject: `subject-of-${String(index)}` }),
      }),
    );
    const errors: unknown[] = [];
    for (const [index, context] of contexts.entries()) {
      const own = canaries.slice(index * 100, index * 100 + 100);
      const text = own.join(' ');
      const model = createFakeChatModel([{ text: '[EMAIL_ADDRESS_1] [EMAIL_ADDRESS_100] [EMAIL_ADDRESS_101]' }]);
      const request = { messages: [{ role: 'user' as const, content: [{ type: 'text' as const, text }] }] };
      const result = await guard.wrap(model).generate(request, context);
      expect(result.text).toBe(`${own[0] ?? ''} ${own[99] ?? ''} [EMAIL_ADDRESS_101]`);
      expect(
        inspect(
          model.calls.map((call) => call.request),
          { depth: 20 },
        ),
      ).not.toContain('canary');
    }
    const spoilt = createGuard({
      rails: [piiRail()],
      vault: createVault({
        store,
        key: () => Promise.resolve({ id: 'k', secret: new Uint8Array(32) }),
        indexKey: () => Promise.resolve(secret),
      }),
      telemetry,
    });
    for (const [index, context] of contexts.entries()) {
      const attempts = [
        spoilt.restore('[EMAIL_ADDRESS_1]', { context }),
        spoilt.check(canaries[index] ?? '', { stage: 'input', context }),
      ];
      await Promise.all(attempts.map((attempt) => attempt.catch((error: unknown) => errors.push(error))));
    }
    expect(errors).toHaveLength(20);
    const decisions = telemetry.operations.map(({ attributes, decisions: made, error }) => ({
      attributes,
      made,
      error,
    }));
    expect(records.length).toBeGreaterThan(10);
    // An audit record names who asked; only the values must not be in it.
    for (const seen of [errors, logs, decisions, records]) {
      expect(inspect(seen, { depth: 30, maxStringLength: Infinity, maxArrayLength: Infinity })).not.toContain('canary');
      expect(JSON.stringify(seen)).not.toContain('canary');
    }
    await store.close();
    let bytes = 0;
    for (const name of await fileSystem.list(directory)) {
      const content = Buffer.from(await fileSystem.readFile(`${directory}/${name}`));
      bytes += content.length;
      const decoded = content
        .toString('latin1')
        .replace(/[A-Za-z0-9+/]{16,}={0,2}/g, (text) => Buffer.from(text, 'base64').toString('latin1'));
      for (const trace of traces) {
        for (const image of [name, content.toString('latin1'), decoded]) {
          expect(image.includes(trace)).toBe(false);
          expect(image.includes(Buffer.from(trace, 'utf16le').toString('latin1'))).toBe(false);
          expect(image.includes(Buffer.from(trace).toString('hex'))).toBe(false);
        }
      }
    }
    // What would be found is there: the values take their room.
    expect(bytes).toBeGreaterThan(1_000 * 20);
  });
});
