import { expect, it } from 'vitest';
import { isCountryCode } from './country-code.ts';

it('knows 250 countries, and no more', () => {
  const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
  const all = letters.flatMap((first) => letters.map((second) => first + second)).filter(isCountryCode);
  expect(all).toHaveLength(250);
  expect(all).toEqual(expect.arrayContaining(['AD', 'DE', 'GB', 'US', 'XK', 'ZW', 'NA', 'NO']));
  for (const none of ['', 'D', 'DEU', 'UK', 'EU', 'XX', 'QQ', 'de']) expect(isCountryCode(none)).toBe(false);
});
