import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { developmentIssuer } from '../src/development.ts';
import { readIndexSettings, readModelSettings, readSettings } from '../src/settings.ts';

const secret = 'a-secret-that-is-not-to-be-repeated';
const least = { JWT_ISSUER: 'https://login.example.com/', JWT_AUDIENCE: 'handbook', JWT_JWKS_FILE: 'keys.json' };

describe('readSettings', () => {
  it('starts with a sign-in alone: on this machine, with the extractive model and an index in a folder', () => {
    const settings = readSettings({ PATH: '/bin', ...least, OPENAI_API_KEY: '' });
    expect(settings).toMatchObject({ host: '127.0.0.1', port: 3000, model: undefined });
    expect(settings.index.databaseUrl).toBeUndefined();
    expect(settings.signIn.algorithms).not.toContain('HS256');
  });

  it.each<[string, Record<string, string>]>([
    ['JWT_ISSUER', { JWT_ISSUER: '' }],
    ['JWT_AUDIENCE', { JWT_AUDIENCE: ' , ' }],
    ['JWT_JWKS_URL', { JWT_JWKS_FILE: '' }],
    ['JWT_JWKS_URL', { JWT_JWKS_URL: 'https://login.example.com/jwks' }],
    ['JWT_JWKS_URL', { JWT_JWKS_FILE: '', JWT_JWKS_URL: 'file:///etc/keys' }],
    ['JWT_JWKS_URL', { JWT_JWKS_FILE: '', JWT_JWKS_URL: 'http://login.example.com/jwks' }],
    ['JWT_JWKS_URL', { JWT_JWKS_FILE: '', JWT_JWKS_URL: 'http://localhost.example.com/jwks' }],
    ['JWT_ALGORITHMS', { JWT_ALGORITHMS: 'none' }],
    ['JWT_ALGORITHMS', { JWT_ALGORITHMS: ',' }],
    ['JWT_CLOCK_SKEW_MS', { JWT_CLOCK_SKEW_MS: '-1' }],
    ['JWT_ISSUER', { JWT_ISSUER: developmentIssuer, NODE_ENV: 'production' }],
    ['JWT_AUDIANCE', { JWT_AUDIANCE: secret }],
    ['RAG_PORT', { RAG_PORT: 'http' }],
    ['RAG_PORT', { RAG_PORT: '70000' }],
    ['RAG_AUTH', { RAG_AUTH: 'off' }],
    ['RAG_RELEASE', { RAG_RELEASE: 'our release' }],
    ['RAG_MAX_REQUESTS', { RAG_MAX_REQUESTS: '0' }],
    ['RAG_TELEMETRY', { RAG_TELEMETRY: 'yes' }],
    ['DATABASE_URL', { DATABASE_URL: `mysql://root:${secret}@db` }],
    ['OPENAI_BASE_URL', { OPENAI_BASE_URL: 'ftp://models', OPENAI_MODEL: 'm' }],
    ['OPENAI_MODEL', { OPENAI_BASE_URL: 'http://127.0.0.1:1/v1' }],
    ['OPENAI_MODEL', { OPENAI_MODEL: 'm' }],
    ['OPENAI_BASE_URL', { OPENAI_API_KEY: secret }],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', { RAG_TELEMETRY: 'otlp' }],
  ])('refuses and names %s: %j', (name, changes) => {
    const read = (): unknown => readSettings({ ...least, ...changes });
    expect(read).toThrow(name);
    expect(read).not.toThrow(secret);
  });

  it('of the ingestion and of the evaluation need no sign-in', () => {
    expect(readIndexSettings({ DATABASE_URL: 'postgres://db/rag', JWT_AUDIANCE: 'x' }).databaseUrl).toBeDefined();
    expect(() => readIndexSettings({ DATABASE_URL: `mysql:${secret}` })).toThrow('DATABASE_URL');
    expect(readModelSettings({})).toBeUndefined();
    expect(readModelSettings({ OPENAI_BASE_URL: 'http://127.0.0.1:1/v1', OPENAI_MODEL: 'm' })).toMatchObject({
      name: 'm',
    });
  });
});

describe('the programs', () => {
  const start = (
    file: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    cwd?: string,
  ): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(
      process.execPath,
      [...process.execArgv, fileURLToPath(new URL(`../src/${file}`, import.meta.url)), ...args],
      {
        env: { PATH: process.env['PATH'], ...env },
        encoding: 'utf8',
        ...(cwd === undefined ? {} : { cwd }),
      },
    );

  it('the service ends with a message that names what is missing', () => {
    const { status, stderr } = start('main.ts', [], {});
    expect(status).toBe(2);
    expect(stderr).toMatch(/environment\.JWT_ISSUER: .*environment\.JWT_AUDIENCE: /);
    expect(stderr).toContain('npm run token');
  });

  it('with a wrong algorithm the service does not start', () => {
    const { status, stderr } = start('main.ts', [], { ...least, JWT_ALGORITHMS: 'HS256' });
    expect(status).toBe(2);
    expect(stderr).toContain('JWT_ALGORITHMS');
  });

  it('the ingestion says how it is called', () => {
    expect(start('ingest.ts', [], {})).toMatchObject({ status: 2, stderr: expect.stringContaining('usage') as string });
  });

  it('tokens are made with a key of this machine, and not in production', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rag-token-'));
    try {
      expect(start('token.ts', [], { NODE_ENV: 'production' }, folder)).toMatchObject({ status: 2, stdout: '' });
      const first = start('token.ts', ['--groups', 'sales'], {}, folder);
      expect(first.stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
      const second = start('token.ts', [], {}, folder);
      expect(second.stdout.split('.')[0]).toBe(first.stdout.split('.')[0]);
      expect(start('token.ts', ['--minutes', '0'], {}, folder).status).toBe(2);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
