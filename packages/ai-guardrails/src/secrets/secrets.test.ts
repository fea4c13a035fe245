import { testContext } from '@org/ai-testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGuard } from '../guard/guard.ts';
import { namedSamples, providerSamples } from '../testing/secret-samples.ts';
import { base62Checksum, hasBase62Checksum } from './base62-checksum.ts';
import { hasBech32Checksum } from './bech32.ts';
import { secretsRail, type SecretsRailOptions } from './secrets.ts';

const scope = { stage: 'output', context: testContext() } as const;

async function screen(text: string, options?: SecretsRailOptions): Promise<string> {
  const decision = await createGuard({ rails: [secretsRail(options)] }).check(text, scope);
  if (decision.action === 'block') return `blocked: ${decision.reason}`;
  return decision.action === 'redact' ? decision.text : text;
}

const keys = providerSamples(5);
const named = namedSamples(6);
/** A 40-character key of a known format, with its checksum. */
const github = keys[0]!.secret;

describe('secretsRail', () => {
  it.each(keys)('finds a $type by its form', async ({ type, secret }) => {
    for (const [before, after] of [
      ['', ''],
      ['use ', ' now.'],
      ['{"k":"', '"}'],
      ['{"text":"line\\n', '\\nmore"}'],
      ['https://x.test/?k=', '&x=1'],
      ['https://x.test/?u=a%3D', '#f'],
      ['`', '`'],
      ['(', ')'],
      ['<key>', '</key>'],
      ['KEY=', '\nOTHER=1'],
    ] as const) {
      expect(await screen(before + secret + after)).toBe(`${before}[${type}]${after}`);
    }
  });

  it.each(named)('finds a $type where its name or form gives it away: $text', async ({ type, text, secret }) => {
    for (const [before, after] of [
      ['', ''],
      ['a\n', '\nb'],
      ['See: ', ' (end)'],
      ['{"note":"line\\n', '\\nmore"}'],
    ] as const) {
      const redacted = await screen(before + text + after);
      expect(redacted).toContain(`[${type}]`);
      expect(redacted).not.toContain(secret);
      expect(redacted.replace(/\[[A-Z_]+\]/g, '')).not.toMatch(new RegExp(escaped(secret.slice(4, 16))));
    }
  });

  it('finds access key ids with a single digit among their letters', async () => {
    for (const body of ['JJWFCEQMCA6OZBCK', 'IQWERTYUPASDFGH2', 'J7KLMNBVCXZASDFG']) {
      expect(await screen(`the id is ${['AK', 'IA'].join('')}${body}.`)).toBe('the id is [AWS_ACCESS_KEY_ID].');
    }
  });

  it('takes a private key to its END line, and no more', async () => {
    for (const { type, text } of named) {
      if (type === 'PRIVATE_KEY') expect(await screen(`Key:\n${text}\nThe end.`)).toBe('Key:\n[PRIVATE_KEY]\nThe end.');
    }
  });

  it('ends a private key without an END line where text goes on', async () => {
    const { text } = named.find(({ type }) => type === 'PRIVATE_KEY')!;
    const redacted = await screen(`${text.slice(0, -40)}\nand then the log went on for many more words`);
    expect(redacted).toMatch(/^\[PRIVATE_KEY\].*for many more words$/s);
  });

  it.each([
    ['a break of the line with spaces', (key: string): string => `${key.slice(0, 20)}  \r\n   ${key.slice(20)}`],
    ['characters without width', (key: string): string => Array.from(key).join('\u200b')],
    [
      'escapes of JSON',
      (key: string): string => `${key.slice(0, 9)}\\u00${key.charCodeAt(9).toString(16)}${key.slice(10)}`,
    ],
    [
      'escapes of URLs',
      (key: string): string => `${key.slice(0, 9)}%${key.charCodeAt(9).toString(16)}${key.slice(10)}`,
    ],
  ])('finds a key with %s inside', async (_, disguise) => {
    expect(await screen(`x ${disguise(github)} y`)).toBe('x [GITHUB_TOKEN] y');
  });

  it.each([
    `${github.slice(0, -1)}${github.endsWith('A') ? 'B' : 'A'}`,
    'ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    'AKIAIOSFODNN7EXAMPLE',
    'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    'API_KEY=your-api-key-here',
    'API_KEY=${API_KEY} TOKEN=<token> SECRET={{ secret }} PASSWORD=$PASSWORD',
    'Authorization: Bearer <token>, Authorization: Bearer YOUR_TOKEN_HERE',
    'password: string; token: SyntaxKind.Token1; secret = process.env.SECRET_9a8b7c6d',
    'const token = tokens[index], password = request.body.password1;',
    'Your password is required. The token is invalid. The secret is case-sensitive.',
    '"password": "Password", "token": "Token", "confirmPassword": "Confirm the password"',
    'nextPageToken: "CAUQAA9f8b7a6c5d4e3f2a1b", csrfToken=9f8b7a6c5d4e3f2a1b0c',
    'integrity sha512-Sk8b2sNXVlvGIfTNPQd5vqJR2pZR2mCLbJyqzYIWcz6lcOoVmkfQOv6Q5EoBrNPL0Xh8w6Cnpc5VMQyk0i0yyQ==',
    '123e4567-e89b-42d3-a456-426614174000 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'resolved https://registry.example.test/a/-/a-1.0.0.tgz#9f86d081884c7d659a2feaa0c55ad015a3bf4f1b',
    '![x](data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4)',
    'sk-circle-fade-dot sk-spinner-pulse-animation-container pypi-AgE hf_models key-value-pairs-of-the-map',
    'https://user:password@example.com ftp://user:pass@host http://localhost:3000/@scope',
    'The file begins with -----BEGIN PRIVATE KEY----- and ends like it.',
    '-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----',
    '-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJ\n-----END CERTIFICATE-----',
    'Cookie: theme=dark; lang=en-GB; consent=accepted',
    'eyJ is how it begins; eyJhbGci.eyJzdWIi is too short',
    `${['sk', 'live', 'x'.repeat(24)].join('_')} ${['sk', 'test', '1234567890'.repeat(3)].join('_')}`,
    'bearer authentication and basic authentication are schemes; Basic Latin alphabet',
    'token_count: 1234567890, max_tokens=4096, tokenizer: "cl100k_base"',
  ])('leaves %j alone', async (text) => {
    expect(await screen(text)).toBe(text);
  });

  it('blocks, reports or lets pass by type, and by score', async () => {
    expect(await screen(`a ${github}`, { actions: { GITHUB_TOKEN: 'block' } })).toBe(
      'blocked: rail "secrets" blocked the text (checksum)',
    );
    expect(await screen(`a ${github}`, { action: 'report' })).toBe(`a ${github}`);
    expect(await screen(`a ${github}`, { ignoredTypes: ['GITHUB_TOKEN'] })).toBe(`a ${github}`);
    expect(await screen('the password is hunter2', { leastScore: 0.9 })).toBe('the password is hunter2');
    expect(() => secretsRail({ leastScore: 2 })).toThrow(/leastScore/);
  });

  it('puts no secret into findings', async () => {
    const text = [...keys, ...named].map((sample) => sample.text).join('\n');
    const decision = await createGuard({ rails: [secretsRail({ action: 'report' })] }).check(text, scope);
    const told = JSON.stringify({ findings: decision.findings, rails: decision.rails });
    expect(decision.findings.length).toBeGreaterThan(keys.length);
    for (const { secret } of [...keys, ...named]) expect(told).not.toContain(secret.slice(0, 12));
  });

  it('gives the same text and findings at every split, and holds no more than declared', async () => {
    const guard = createGuard({ rails: [secretsRail()] });
    for (const { text } of [...keys.filter((_, place) => place % 4 === 0), ...named]) {
      const framed = `Look: ${text}, then.`;
      const whole = await guard.check(framed, scope);
      const expected = whole.action === 'redact' ? whole.text : framed;
      for (let at = 1; at < framed.length; at += framed.length > 200 ? 7 : 1) {
        const stream = guard.stream(scope);
        let released = '';
        for (const chunk of [framed.slice(0, at), framed.slice(at, at + 1), framed.slice(at + 1)]) {
          released += await stream.push(chunk);
          expect(expected.startsWith(released)).toBe(true);
          expect(stream.heldUnits).toBeLessThanOrEqual(guard.maxHeldUnits('output'));
        }
        const { text: tail, decision } = await stream.end();
        expect(released + tail).toBe(expected);
        expect(decision.findings).toEqual(whole.findings);
      }
    }
  });

  it('gives the same text for any fragments in any pieces', async () => {
    const guard = createGuard({ rails: [secretsRail()] });
    const pieces = [
      ...[
        github,
        'password',
        ' is ',
        '=',
        ': ',
        '"',
        "'",
        '\\',
        '%3D',
        '://',
        'a:b@c',
        '@',
        '-----BEGIN ',
        '-----',
        '--token ',
      ],
      ...[
        'PRIVATE KEY-----',
        '\n',
        'MIIEvQIBADANBgkqhkiG9w0B',
        'eyJhbGciOiJIUzI1NiJ9',
        '.',
        'Bearer ',
        'sk-',
        '\u200b',
        'é',
      ],
      ...[
        '\ud83d\ude00',
        'hunter2!',
        'Cookie: a=',
        ';',
        '.atlasv1.',
        '123456789:AA',
        'x9Y8z7W6v5U4t3S2r1Q0',
        ' ',
        'AKIA',
      ],
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...pieces), { maxLength: 10 }).map((parts) => parts.join('')),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 }),
        async (text, sizes) => {
          const whole = await guard.check(text, scope);
          const stream = guard.stream(scope);
          let released = '';
          for (let at = 0, turn = 0; at < text.length; at += sizes[turn++ % sizes.length]!) {
            released += await stream.push(text.slice(at, at + sizes[turn % sizes.length]!));
          }
          const { text: tail, decision } = await stream.end();
          expect(released + tail).toBe(whole.action === 'redact' ? whole.text : text);
          expect(decision.findings).toEqual(whole.findings);
        },
      ),
      { numRuns: 400, seed: 4 },
    );
  });
});

describe('checksums', () => {
  it('knows the published example of GitHub, and the alphabet of age', () => {
    expect(base62Checksum('zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ')).toBe('0mLq17');
    expect(hasBase62Checksum(github.slice(4))).toBe(true);
    const age = `${'gfpyysjz'.repeat(6)}gfpq4egaex`;
    expect(hasBech32Checksum('age-secret-key-', age)).toBe(true);
    expect(hasBech32Checksum('age-secret-key-', `${age.slice(0, -1)}q`)).toBe(false);
  });
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
