import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AiError } from '@org/ai-core';
import { createFakeClock, testContext } from '@org/ai-testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PolicyAuditRecord } from '../engine/audit.ts';
import { createPolicyEngine } from '../engine/create-policy-engine.ts';
import { createPolicySwitch } from '../engine/create-policy-switch.ts';
import type { PolicyEngine } from '../engine/policy-engine.ts';
import { loadPolicies } from './load-policies.ts';
import { watchPolicies, type PolicyReload, type WatchedPolicies } from './watch-policies.ts';

const context = testContext();
const request = { action: 'a', resource: { type: 't', id: 'i' } };

/** A version of the policies: even ones allow, odd ones deny, each by a rule of its own name. */
function versionText(version: number, more = ''): string {
  const effect = version % 2 === 0 ? 'allow' : 'deny';
  const filler = Array.from(
    { length: 20 },
    (_, index) => `  - { id: f${index}-${version}, for: action, when: { action: other }, effect: deny }\n`,
  );
  return `id: p\nversion: "${version}"\nrules:\n${filler.join('')}  - { id: rule-${version}, for: action, effect: ${effect} }\n${more}`;
}

/** Whether a decision was made by one whole version. */
function isWhole(engine: PolicyEngine): boolean {
  const { effect, rules, policy } = engine.authorize(request, context);
  const version = Number(policy.version);
  return rules.join() === `rule-${version}` && effect === (version % 2 === 0 ? 'allow' : 'deny');
}

let folder: string;
let path: string;
let watched: WatchedPolicies | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'policies-'));
  path = join(folder, 'policies.yaml');
});
afterEach(async () => {
  await watched?.close();
  watched = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function watching(options: Partial<Parameters<typeof watchPolicies>[0]> = {}): Promise<PolicyReload[]> {
  const reloads: PolicyReload[] = [];
  watched = await watchPolicies({
    path,
    settleMs: 1,
    pollMs: 20,
    onReload: (reload) => reloads.push(reload),
    ...options,
  });
  return reloads;
}

describe('at the start', () => {
  it.each<[string, string | undefined, string]>([
    ['there is no file', undefined, 'not-found'],
    ['the file is broken', 'id: p\n', 'invalid-input'],
    ['the file is empty', '', 'invalid-input'],
    [
      'its own tests fail',
      versionText(2, 'tests:\n  - { name: t, given: { action: a, resource: { type: t, id: i } }, expect: deny }\n'),
      'conflict',
    ],
  ])('there is no engine when %s', async (_, text, code) => {
    if (text !== undefined) writeFileSync(path, text);
    await expect(watchPolicies({ path })).rejects.toMatchObject({ code });
    await expect(loadPolicies({ path })).rejects.toMatchObject({ code });
  });

  it('says which test fails, and how', async () => {
    const test = 'tests:\n  - { name: nobody may, given: { action: a, resource: { type: t, id: i } }, expect: deny }\n';
    writeFileSync(path, versionText(2, test));
    await expect(loadPolicies({ path })).rejects.toThrow(
      'policies.yaml: test "nobody may": expected deny, but the action comes to allow, by rule-2',
    );
  });
});

describe('a change of the file', () => {
  // What editors, deployments and people do to a file.
  const writers: Readonly<Record<string, (text: string) => void>> = {
    'is written over': (text) => writeFileSync(path, text),
    'is renamed into place': (text) => {
      writeFileSync(`${path}.new`, text);
      renameSync(`${path}.new`, path);
    },
    'is moved away and made anew': (text) => {
      renameSync(path, `${path}~`);
      writeFileSync(path, text);
    },
    'is truncated, then written piece by piece': (text) => {
      writeFileSync(path, '');
      for (let at = 0; at < text.length; at += 100) appendFileSync(path, text.slice(at, at + 100));
    },
  };

  it.each(Object.entries(writers))('comes into force when the file %s', async (_, write) => {
    writeFileSync(path, versionText(1));
    const reloads = await watching();
    write(versionText(2));
    await vi.waitFor(() => expect(reloads.at(-1)?.outcome).toBe('reloaded'), { timeout: 20_000 });
    expect(watched!.engine.policy.version).toBe('2');
    expect(isWhole(watched!.engine)).toBe(true);
  });

  it.each<[string, () => void, string]>([
    ['is broken', () => writeFileSync(path, 'id: p\nversion: "2"\nrulez: []\n'), 'invalid-input'],
    ['is emptied', () => writeFileSync(path, ''), 'invalid-input'],
    ['is removed', () => rmSync(path), 'not-found'],
    [
      'fails its own tests',
      () =>
        writeFileSync(
          path,
          versionText(2, 'tests:\n  - { name: t, given: { action: a, resource: { type: t, id: i } }, expect: deny }\n'),
        ),
      'conflict',
    ],
  ])('leaves the old policy in force and is reported once when the file %s', async (_, change, code) => {
    writeFileSync(path, versionText(1));
    const reloads = await watching({ changes: () => ({ stop: () => undefined }) });
    change();
    expect(await watched!.reload()).toMatchObject({ outcome: 'refused', error: { code }, policy: { version: '1' } });
    await watched!.reload();
    expect(reloads).toHaveLength(1);
    expect(isWhole(watched!.engine)).toBe(true);
    writeFileSync(path, versionText(4));
    expect(await watched!.reload()).toMatchObject({ outcome: 'reloaded', policy: { version: '4' } });
  });

  it('is not read before it has settled', async () => {
    const clock = createFakeClock();
    const contents = [
      versionText(1),
      'id: p\nversion: "2"\nrules: []\n',
      versionText(2).slice(0, 300),
      versionText(2),
      versionText(2),
    ];
    const read = async (): Promise<Uint8Array> =>
      new TextEncoder().encode(contents.length > 1 ? contents.shift() : contents[0]);
    const reloads = await watching({ clock, settleMs: 50, read, changes: () => ({ stop: () => undefined }) });
    const reload = watched!.reload();
    for (let step = 0; step < 6; step++) await clock.advance(50);
    expect(await reload).toMatchObject({ outcome: 'reloaded', policy: { version: '2' } });
    expect(reloads).toHaveLength(1);
    expect(isWhole(watched!.engine)).toBe(true);
  });

  it('is refused when the file never settles', async () => {
    let count = 0;
    const read = async (): Promise<Uint8Array> => new TextEncoder().encode(versionText(count++));
    await watching({ read, settleMs: 0, changes: () => ({ stop: () => undefined }) });
    expect(await watched!.reload()).toMatchObject({
      outcome: 'refused',
      error: { code: 'conflict' },
      policy: { version: '0' },
    });
  });

  it('is not looked for once watching has ended', async () => {
    writeFileSync(path, versionText(1));
    const reloads = await watching();
    await watched!.close();
    writeFileSync(path, versionText(2));
    expect(await watched!.reload()).toMatchObject({ outcome: 'unchanged' });
    expect(reloads).toEqual([]);
    expect(isWhole(watched!.engine)).toBe(true);
  });

  it('takes engines of other languages', async () => {
    writeFileSync(path, '1');
    const load = async (content: Uint8Array): Promise<PolicyEngine> => {
      const version = Number(new TextDecoder().decode(content));
      if (Number.isNaN(version)) throw new AiError('invalid-input', 'is no number');
      const rules = [{ id: `rule-${version}`, for: 'action', effect: version % 2 === 0 ? 'allow' : 'deny' }] as const;
      return createPolicyEngine({ policies: { id: 'p', version: String(version), rules } });
    };
    await watching({ load });
    writeFileSync(path, 'x');
    expect(await watched!.reload()).toMatchObject({ outcome: 'refused' });
    writeFileSync(path, '2');
    await vi.waitFor(async () => expect(await watched!.reload()).toMatchObject({ policy: { version: '2' } }));
    expect(isWhole(watched!.engine)).toBe(true);
  });
});

describe('under load', () => {
  const RELOADS = 100;
  const DECISIONS = 10_000;

  /** Decides while versions come and go, and counts decisions that no whole version made. */
  async function mixed(
    engine: PolicyEngine,
    next: (version: number) => Promise<void>,
  ): Promise<{ torn: number; versions: number }> {
    let torn = 0;
    let made = 0;
    const seen = new Set<string>();
    for (let version = 2; version <= RELOADS + 1; version++) {
      const pending = new Set([version]);
      const change = next(version).finally(() => pending.clear());
      for (let count = 0; count < DECISIONS / RELOADS || pending.size > 0; count++) {
        made++;
        seen.add(engine.policy.version);
        if (!isWhole(engine)) torn++;
        await (count % 10 === 0 ? new Promise(setImmediate) : Promise.resolve());
      }
      await change;
      if (engine.policy.version !== String(version)) torn++;
    }
    expect(made).toBeGreaterThanOrEqual(DECISIONS);
    return { torn, versions: seen.size };
  }

  it('10,000 decisions during 100 reloads are each made by one whole version, and the newest comes into force', async () => {
    writeFileSync(path, versionText(1));
    const records: PolicyAuditRecord[] = [];
    await watching({
      settleMs: 0,
      changes: () => ({ stop: () => undefined }),
      audit: (record) => records.push(record),
    });
    const { torn, versions } = await mixed(watched!.engine, async (version) => {
      writeFileSync(path, versionText(version));
      expect(await watched!.reload()).toMatchObject({ outcome: 'reloaded' });
    });
    expect(torn).toBe(0);
    expect(versions).toBe(RELOADS);
    expect(records.length).toBeGreaterThanOrEqual(DECISIONS);
    expect(records.every(({ rules, policy }) => rules.join() === `rule-${policy.version}`)).toBe(true);
  });

  const versionOf = (version: number): Promise<PolicyEngine> => {
    const rules = [{ id: `rule-${version}`, for: 'action', effect: version % 2 === 0 ? 'allow' : 'deny' }] as const;
    return createPolicyEngine({ policies: { id: 'p', version: String(version), rules } });
  };

  it.each<
    [string, (first: PolicyEngine) => { engine: PolicyEngine; swap: (next: PolicyEngine) => void | Promise<void> }]
  >([
    ['keeps the old version', (first) => ({ engine: createPolicySwitch(first).engine, swap: () => undefined })],
    [
      'names the new version before it decides by it',
      (first) => {
        const rules = createPolicySwitch(first);
        let { policy } = first;
        const authorize: PolicyEngine['authorize'] = (...given) => ({ ...rules.engine.authorize(...given), policy });
        return {
          engine: {
            ...rules.engine,
            authorize,
            get policy() {
              return policy;
            },
          },
          swap: async (next) => {
            ({ policy } = next);
            await new Promise(setImmediate);
            rules.swap(next);
          },
        };
      },
    ],
    [
      'is without a policy for a moment',
      (first) => {
        const rules = createPolicySwitch(first);
        return {
          engine: rules.engine,
          swap: async (next) => {
            rules.swap(await createPolicyEngine({ policies: { id: 'p', version: '0', rules: [] } }));
            await new Promise(setImmediate);
            rules.swap(next);
          },
        };
      },
    ],
  ])('a faulty switch is caught that %s', async (_, make) => {
    const { engine, swap } = make(await versionOf(1));
    const { torn } = await mixed(engine, async (version) => swap(await versionOf(version)));
    expect(torn).toBeGreaterThan(0);
  });

  it('a sound switch is not', async () => {
    const { engine, swap } = createPolicySwitch(await versionOf(1));
    expect((await mixed(engine, async (version) => swap(await versionOf(version)))).torn).toBe(0);
  });
});
