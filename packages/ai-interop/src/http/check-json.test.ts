import { describe, expect, it } from 'vitest';
import { contextFor, guard } from '../../test/http-cases.ts';
import { checkJson } from './check-json.ts';
import { stringsIn, withStrings } from './json-fields.ts';

const context = contextFor('Bearer good');

describe('checkJson', () => {
  it('checks a value that is a string, whatever fields are named', async () => {
    expect(await checkJson(guard, 'by ada@example.com', ['message'], 'input', context)).toBe('by [EMAIL_ADDRESS]');
  });

  it('keeps keys that prototypes have', async () => {
    const value = JSON.parse('{"__proto__":{"a":"ada@example.com"},"constructor":"x"}') as never;
    expect(JSON.stringify(await checkJson(guard, value, undefined, 'input', context))).toBe(
      '{"__proto__":{"a":"[EMAIL_ADDRESS]"},"constructor":"x"}',
    );
  });

  it('puts very many strings back in one pass', () => {
    const value = Array.from({ length: 50_000 }, (_, place) => String(place));
    const started = process.cpuUsage();
    const changed = withStrings(
      value,
      stringsIn(value, undefined).map(({ path }) => ({ path, text: 'x' })),
    );
    expect(new Set(changed as string[])).toEqual(new Set(['x']));
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(2_000);
  });
});
