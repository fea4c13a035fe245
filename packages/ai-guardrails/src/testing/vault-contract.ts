import assert from 'node:assert/strict';
import { createContext, createServicePrincipal, type CallContext } from '@org/ai-core';
import { createGuard, type Guard } from '../guard/guard.ts';
import { piiRail } from '../pii/pii.ts';
import type { Vault } from '../vault/vault.ts';

/** What the vault contract is held against: one store, empty at first. */
export interface VaultSubject {
  /** Opens a vault on the store; a second one stands for another process. Values live for 1,000 ms. */
  readonly open: () => Promise<Vault>;
  /** Lets this much time pass. */
  readonly pass: (ms: number) => Promise<void>;
}

/** One promise of the vault: `run` rejects, naming what is wrong, when it is broken. */
export interface VaultCase {
  readonly name: string;
  readonly run: (subject: VaultSubject) => Promise<void>;
}

const ada = 'ada@example.com';
const bob = 'bob@example.org';

function contextOf(subject: string, conversation?: string, tenant = 'acme'): CallContext {
  return createContext({ principal: createServicePrincipal({ tenant, subject }), conversation });
}

function guardOf(vault: Vault): Guard {
  return createGuard({ rails: [piiRail({ stages: ['input'] })], vault });
}

async function redacted(guard: Guard, text: string, context: CallContext): Promise<string> {
  const decision = await guard.check(text, { stage: 'input', context });
  assert.ok(decision.action === 'redact', `the text was not redacted: ${JSON.stringify(decision)}`);
  return decision.text;
}

async function streamed(guard: Guard, text: string, at: number, context: CallContext): Promise<string> {
  let out = '';
  for await (const piece of guard.restoreStream([text.slice(0, at), text.slice(at)], { context })) out += piece;
  return out;
}

/** What a vault promises, whatever it keeps its values in. Register the cases with any test runner, each with a store of its own. */
export const vaultContract: readonly VaultCase[] = [
  {
    name: 'gives the values back to the principal and conversation that they came from, in another process too',
    run: async ({ open }) => {
      const context = contextOf('ada', 'one');
      const guard = guardOf(await open());
      const text = `${ada}, ${bob}, again ${ada}`;
      const placeholders = await redacted(guard, text, context);
      assert.equal(placeholders, '[EMAIL_ADDRESS_1], [EMAIL_ADDRESS_2], again [EMAIL_ADDRESS_1]');
      for (const other of [guard, guardOf(await open())]) {
        assert.equal(await other.restore(placeholders, { context }), text);
        assert.equal(await redacted(other, bob, contextOf('ada', 'one')), '[EMAIL_ADDRESS_2]');
      }
    },
  },
  {
    name: 'gives them back to nobody else: not to another principal, tenant, conversation or request',
    run: async ({ open }) => {
      const guard = guardOf(await open());
      const placeholder = await redacted(guard, ada, contextOf('ada', 'one'));
      const alone = contextOf('ada');
      assert.equal(await redacted(guard, bob, alone), placeholder);
      assert.equal(await guard.restore(placeholder, { context: alone }), bob);
      const others = [
        contextOf('eve', 'one'),
        contextOf('ada', 'two'),
        contextOf('ada', 'one', 'other'),
        contextOf('ada', alone.requestId),
        contextOf('ada'),
        { ...contextOf('ada', 'one'), principal: { ...contextOf('ada').principal, groups: ['admin'] } },
      ];
      for (const context of others) {
        assert.equal(await guard.restore(placeholder, { context }), placeholder);
        assert.equal(await streamed(guard, placeholder, 5, context), placeholder);
      }
    },
  },
  {
    name: 'leaves placeholders alone that it has not given out, and says nothing about them',
    run: async ({ open }) => {
      const context = contextOf('ada', 'one');
      const guard = guardOf(await open());
      await redacted(guard, ada, context);
      const forged =
        '[EMAIL_ADDRESS_2] [EMAIL_ADDRESS_01] [EMAIL_ADDRESS_0] [email_address_1] [EMAIL_ADDRESS_1 ] [EMAIL_ADDRESS] ' +
        '[PHONE_NUMBER_1] [EMAIL_ADDRESS_999999999] [EMAIL_ADDRESS_1000000000] [_1] EMAIL_ADDRESS_1';
      assert.equal(await guard.restore(forged, { context }), forged);
    },
  },
  {
    name: 'keeps what somebody wrote as a placeholder apart from the real one',
    run: async ({ open }) => {
      const context = contextOf('ada', 'one');
      const guard = guardOf(await open());
      const text = `[EMAIL_ADDRESS_1] ${ada} [EMAIL_ADDRESS_1] [LITERAL_1]`;
      const placeholders = await redacted(guard, text, context);
      assert.equal(placeholders, '[LITERAL_1] [EMAIL_ADDRESS_1] [LITERAL_1] [LITERAL_2]');
      assert.equal(await guard.restore(placeholders, { context }), text);
    },
  },
  {
    name: 'forgets a value when its time is over, and does not give its number to another one',
    run: async ({ open, pass }) => {
      const context = contextOf('ada', 'one');
      const guard = guardOf(await open());
      const placeholder = await redacted(guard, ada, context);
      await pass(999);
      assert.equal(await guard.restore(placeholder, { context }), ada);
      await pass(1);
      assert.equal(await guard.restore(placeholder, { context }), placeholder);
      assert.equal(await redacted(guard, bob, context), '[EMAIL_ADDRESS_2]');
      assert.equal(await guard.restore(placeholder, { context }), placeholder);
    },
  },
  {
    name: 'keeps a value for longer that is seen again',
    run: async ({ open, pass }) => {
      const context = contextOf('ada', 'one');
      const guard = guardOf(await open());
      const placeholder = await redacted(guard, ada, context);
      for (let turn = 0; turn < 5; turn += 1) {
        await pass(600);
        assert.equal(await redacted(guard, ada, context), placeholder);
      }
      assert.equal(await guard.restore(placeholder, { context }), ada);
    },
  },
  {
    name: 'never gives one placeholder to two values, however many calls of a conversation run at once',
    run: async ({ open }) => {
      const context = contextOf('ada', 'one');
      const processes = await Promise.all(Array.from({ length: 3 }, open));
      const calls = processes.flatMap((vault, process) =>
        [0, 1, 2, 3].map((call) => {
          const users = [call * 3 + process, call * 3 + process + 1, 50 + call];
          return { guard: guardOf(vault), text: users.map((user) => `user${String(user)}@example.com`).join(' and ') };
        }),
      );
      const written = await Promise.all(
        calls.map(async ({ guard, text }) => ({ text, redacted: await redacted(guard, text, context) })),
      );
      const meant = new Map<string, string>();
      for (const { text, redacted: placeholders } of written) {
        const values = text.split(' and ');
        for (const [index, placeholder] of placeholders.split(' and ').entries()) {
          const value = values[index] ?? '';
          assert.equal(meant.get(placeholder) ?? value, value, 'a placeholder stands for two values');
          meant.set(placeholder, value);
        }
        assert.equal(await guardOf(await open()).restore(placeholders, { context }), text);
      }
    },
  },
  {
    name: 'gives a stream back whole, wherever it is cut, and holds back no more than the start of a placeholder',
    run: async ({ open }) => {
      const context = contextOf('ada', 'one');
      const vault = await open();
      const guard = guardOf(vault);
      const text = `😀 [x] ${ada}😀[ [A ${bob} [EMAIL_ADDRESS_9] [[${ada}]] [EMAIL_`;
      const placeholders = await redacted(guard, text, context);
      for (let at = 0; at <= placeholders.length; at += 1) {
        assert.equal(await streamed(guard, placeholders, at, context), text, `cut at ${String(at)}`);
      }
      const stream = (await vault.open(context)).restoreStream();
      for (const unit of `${placeholders}[${'A'.repeat(100)}`.split('')) {
        stream.push(unit);
        assert.ok(stream.heldUnits < 60, 'holds back more than a placeholder');
      }
    },
  },
  {
    name: 'puts values into JSON as JSON, when told that it is',
    run: async ({ open }) => {
      const context = contextOf('ada', 'one');
      const session = await (await open()).open(context);
      session.admit('PERSON', 'Ada "the\\first"\n');
      await session.save();
      const json = session.restore('{"name":"[PERSON_1]"}', { format: 'json' });
      assert.deepEqual(JSON.parse(json), { name: 'Ada "the\\first"\n' });
    },
  },
  {
    name: 'does not put back what could become a link or markup behind the rails',
    run: async ({ open }) => {
      const context = contextOf('ada', 'one');
      const label = 'NOTE';
      const noteRail = {
        id: 'note',
        stages: ['input'] as const,
        mode: 'enforce' as const,
        onError: 'closed' as const,
        unit: 'whole' as const,
        open: () => ({
          judge: ({ text }: { readonly text: string }) => [
            { start: 0, end: text.length, rule: 'all', label, score: 1, action: 'redact' as const, isReversible: true },
          ],
        }),
      };
      const guard = createGuard({ rails: [noteRail], vault: await open() });
      for (const value of [
        'https://evil.test',
        '////',
        '/\\evil.test',
        'https:evil.test',
        ' java\tscript:x',
        '&#106;avascript:x',
        '![a',
        '<img',
        'a](b',
        'a//b',
      ]) {
        assert.equal(await redacted(guard, value, context), '[NOTE]');
      }
      assert.equal(await redacted(guard, 'plain', context), '[NOTE_1]');
      assert.equal(await redacted(guard, '//name:word', context), '//[NOTE_2]');
    },
  },
  {
    name: 'gives up at its limits by not keeping a value, never by giving a wrong one',
    run: async ({ open }) => {
      const context = contextOf('ada', 'one');
      const session = await (await open()).open(context);
      assert.equal(session.admit('lower-case', 'x'), undefined);
      assert.equal(session.admit('A'.repeat(49), 'x'), undefined);
      assert.equal(session.admit('A', 'x'.repeat(1_025)), undefined);
      const kept = Array.from({ length: 1_100 }, (_, index) => session.admit('A', `value ${String(index)}`));
      await session.save();
      assert.equal(kept.filter((entry) => entry !== undefined).length, 1_000);
      assert.equal(session.restore('[A_1000] [A_1001]'), 'value 999 [A_1001]');
    },
  },
];
