import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isLoopback, readSettings } from '../src/settings.ts';

const secret = 'a-secret-that-is-not-to-be-repeated';

describe('readSettings', () => {
  it('starts with nothing set: on this machine alone, with the echo model', () => {
    expect(readSettings({ PATH: '/bin' })).toMatchObject({ host: '127.0.0.1', port: 3000, model: undefined });
  });

  it.each([
    ['CHAT_PORT', { CHAT_PORT: 'http' }],
    ['CHAT_PORT', { CHAT_PORT: '70000' }],
    ['CHAT_CLIENT', { CHAT_CLIENT: 'langchain' }],
    ['CHAT_TELEMETRY', { CHAT_TELEMETRY: 'yes' }],
    ['OPENAI_BASE_URL', { OPENAI_BASE_URL: 'ftp://models' }],
    ['CHAT_TOKENS', { CHAT_TOKENS: 'ada:short' }],
    ['CHAT_TOKENS', { CHAT_TOKENS: `ada:${secret},bob:${secret}` }],
    ['CHAT_TOKENS', { CHAT_HOST: '0.0.0.0' }],
    ['CHAT_TOKENS', { CHAT_HOST: '127.0.0.1.example.com' }],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', { CHAT_TELEMETRY: 'otlp' }],
    ['CHAT_TOKEN', { CHAT_TOKEN: `ada:${secret}` }],
  ])('refuses and names %s: %j', (name, environment) => {
    const read = (): unknown => readSettings(environment);
    expect(read).toThrow(name);
    expect(read).not.toThrow(secret);
  });

  it.each(['127.0.0.1', '127.9.9.9', 'localhost', '::1'])('takes %s for this machine', (host) => {
    expect(isLoopback(host)).toBe(true);
  });
});

describe('the program', () => {
  it('ends with a message that names the wrong setting', () => {
    const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, [...process.execArgv, main], {
      env: { ...process.env, CHAT_PORT: 'x' },
      encoding: 'utf8',
    });
    expect(status).toBe(2);
    expect(stderr).toMatch(/environment\.CHAT_PORT: must be a whole number/);
  });
});
