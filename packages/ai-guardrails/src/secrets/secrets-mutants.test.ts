import { testContext } from '@org/ai-testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createGuard } from '../guard/guard.ts';
import type { Rail, RailMatch, ScanRail } from '../rail/rail.ts';
import { namedSamples, providerSamples } from '../testing/secret-samples.ts';

const scope = { stage: 'output', context: testContext() } as const;
const samples = [...providerSamples(11), ...namedSamples(12)];
const checked = providerSamples(11)[0]!.secret;
const lookAlikes: readonly string[] = [
  `${checked.slice(0, -1)}${checked.endsWith('A') ? 'B' : 'A'}`,
  'AKIAIOSFODNN7EXAMPLE',
  ['sk', 'test', '4eC39HqLyjWDarjtT1zdp7dc'].join('_'),
  'api_key: "user-settings-panel-key2"',
  'SK0123456789abcdef0123456789abcdef',
  `x${samples.find(({ type }) => type === 'GOOGLE_API_KEY')!.secret}`,
];

/** What is promised of a rail for secrets; names what is broken. */
async function faultOf(rail: Rail): Promise<string | undefined> {
  const guard = createGuard({ rails: [rail] });
  const screen = async (text: string): Promise<string> => {
    const decision = await guard.check(text, scope);
    return decision.action === 'redact' ? decision.text : text;
  };
  for (const text of lookAlikes) if ((await screen(text)) !== text) return `flagged ${text}`;
  for (const { text, secret, type } of samples) {
    const redacted = await screen(`a ${text}\nb`);
    if (!redacted.includes(`[${type}]`)) return `missed a ${type}`;
    const rest = redacted.replace(/\[[A-Z_]+\]/g, '');
    if (rest.includes(secret.slice(0, 12)) || rest.includes(secret.slice(-6))) return `released a part of a ${type}`;
  }
  if ((await screen(`${checked.slice(0, 9)}%${checked.charCodeAt(9).toString(16)}${checked.slice(10)}`)).length > 14)
    return 'missed an escape';
  return undefined;
}

/** The rail of the package with something else in the place of parts of its modules. */
async function railWith(mutation: () => void): Promise<Rail> {
  vi.resetModules();
  mutation();
  return (await import('./secrets.ts')).secretsRail();
}

function replace(path: string, parts: Readonly<Record<string, unknown>>): () => void {
  return () => vi.doMock(path, async (original) => ({ ...(await original<object>()), ...parts }));
}

function changed(rail: Rail, change: (match: RailMatch) => RailMatch): Rail {
  const scan = rail as ScanRail;
  return {
    ...scan,
    open(scope) {
      const scanner = scan.open(scope);
      return {
        scan(cursor) {
          const found = scanner.scan(cursor);
          return typeof found === 'object' ? change(found) : found;
        },
      };
    },
  } satisfies ScanRail;
}

afterEach(() => {
  vi.doUnmock('./base62-checksum.ts');
  vi.doUnmock('./placeholder.ts');
  vi.doUnmock('./randomness.ts');
  vi.doUnmock('./boundary.ts');
  vi.doUnmock('./run.ts');
  vi.doUnmock('./secret-name.ts');
  vi.doUnmock('./private-key.ts');
  vi.resetModules();
});

describe('the promises about secrets', () => {
  it('are kept', async () => {
    expect(await faultOf(await railWith(() => undefined))).toBeUndefined();
  });

  it.each([
    ['ignores checksums', replace('./base62-checksum.ts', { hasBase62Checksum: () => true }), /flagged ghp_/],
    ['flags placeholders', replace('./placeholder.ts', { isPlaceholder: () => false }), /flagged/],
    ['takes anything for random', replace('./randomness.ts', { looksRandom: () => true }), /flagged/],
    ['takes nothing for random', replace('./randomness.ts', { looksRandom: () => false }), /missed/],
    ['finds keys inside of words', replace('./boundary.ts', { isAtStart: () => true }), /flagged x/],
    ['reads no names', replace('./secret-name.ts', { readSecretName: () => undefined }), /missed/],
    ['reads no armour', replace('./private-key.ts', { readPrivateKey: () => undefined }), /PRIVATE_KEY/],
  ] as const)('are broken by a rail that %s', async (_, mutation, fault) => {
    expect(await faultOf(await railWith(mutation))).toMatch(fault);
  });

  it.each([
    [
      'releases the tail of a key',
      (match: RailMatch): RailMatch => ({ ...match, end: Math.max(match.start + 1, match.end - 6) }),
    ],
    [
      'releases the head of a key',
      (match: RailMatch): RailMatch => ({ ...match, start: Math.min(match.end - 1, match.start + 14) }),
    ],
    ['forgets what is longer than it holds', (match: RailMatch): RailMatch => ({ ...match, extend: undefined })],
    ['only reports', (match: RailMatch): RailMatch => ({ ...match, action: 'report' })],
  ] as const)('are broken by a rail that %s', async (_, change) => {
    expect(await faultOf(changed(await railWith(() => undefined), change))).toBeDefined();
  });
});
