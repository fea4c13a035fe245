import { expect, it } from 'vitest';
import { typeErrors } from './type-errors.ts';

it('keeps errors of examples and of our declarations, with the place where the example stands', () => {
  const output = [
    "block-0.ts(3,1): error TS2322: Type 'a' is not assignable.",
    "  Type 'a' is more of it.",
    'node_modules/@org/kiln/dist/index.d.ts(1,1): error TS2315: not generic.',
    'node_modules/other/index.d.ts(1,1): error TS2315: not generic.',
  ].join('\n');
  expect(typeErrors(output, new Map([['block-0.ts', 'README.md:12 ']]))).toEqual([
    "README.md:12 (3,1): error TS2322: Type 'a' is not assignable.",
    'node_modules/@org/kiln/dist/index.d.ts(1,1): error TS2315: not generic.',
  ]);
});

it('keeps an error that belongs to no file', () => {
  expect(typeErrors("error TS6046: Argument for '--lib' option must be: 'es5'.", new Map())).toHaveLength(1);
});
