import { testContext } from '@org/ai-testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGuard } from '../../guard/guard.ts';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { isDigit } from '../../text/units.ts';
import { piiRail } from '../pii.ts';
import type { PiiRecogniser } from '../recogniser.ts';
import { defineRecogniser, type RecogniserDefinition } from './define-recogniser.ts';

async function screen(text: string, recogniser: PiiRecogniser): Promise<string> {
  const rail = piiRail({ recognisers: [recogniser], types: [recogniser.type], stages: ['output'] });
  const decision = await createGuard({ rails: [rail] }).check(text, { stage: 'output', context: testContext() });
  return decision.action === 'redact' ? decision.text : decision.action === 'allow' ? text : decision.action;
}

const customerNumber = defineRecogniser({
  type: 'CUSTOMER_NUMBER',
  forms: ['CN-###~###', { form: '@##\\##', contextWords: ['customer', 'kunde*'], score: 0.7 }],
  validate: (value) => !value.endsWith('0'),
});
const caseFile = defineRecogniser({
  type: 'CASE_FILE',
  prefixes: ['Az. ', 'Case '],
  maxLength: 20,
  read(cursor) {
    let end = cursor.unit(2) === 0x2e ? 4 : 5;
    const start = end;
    while (isDigit(cursor.unit(end))) end++;
    return end > start && end <= 20 ? end : undefined;
  },
});

describe('defineRecogniser with forms', () => {
  const examples = [
    ['see CN-123456.', 'CN-123456'],
    ['see CN-123 456', 'CN-123 456'],
    ['CN-123-457!', 'CN-123-457'],
    ['customer a12#3', 'a12#3'],
    ['Kundennummer: Z99#9', 'Z99#9'],
  ] as const;
  const counterExamples = [
    'CN-123450',
    'XCN-123456',
    'cn-123456',
    'CN-1234567',
    'CN-123--456',
    'a12#3',
    'customers a12#3',
  ];
  for (const { name, run } of recogniserContract({ recogniser: customerNumber, examples, counterExamples }))
    it(name, run);

  it('finds what a form describes and nothing that differs in one place', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Z]{2}[0-9]{4}$/),
        fc.nat(5),
        fc.constantFrom('-', ' ', '_', 'é', ''),
        (value, at, other) => {
          const recogniser = defineRecogniser({ type: 'CODE', forms: ['^^####'] });
          expect(places(recogniser, `(${value})`)).toEqual([1]);
          expect(places(recogniser, `(${value.slice(0, at)}${other}${value.slice(at + 1)})`)).toEqual([]);
        },
      ),
    );
  });
});

/** Where the recogniser finds values of a text, asked directly. */
function places(recogniser: PiiRecogniser, text: string): number[] {
  const recognise = recogniser.open();
  return text.split('').flatMap((_, offset) => {
    const unit = (distance: number): number => text.charCodeAt(offset + distance) || -1;
    const slice = (from: number, to: number): string =>
      text.slice(Math.max(0, offset + from), Math.max(0, offset + to));
    return typeof recognise({ offset, unit, slice }) === 'object' ? [offset] : [];
  });
}

describe('defineRecogniser with read', () => {
  const examples = [
    ['Az. 4711 of today', 'Az. 4711'],
    ['(Case 12)', 'Case 12'],
  ] as const;
  for (const { name, run } of recogniserContract({
    recogniser: caseFile,
    examples,
    counterExamples: ['Az. x', 'Cases 1', 'Case'],
  })) {
    it(name, run);
  }

  it('fails closed once its steps are used up', async () => {
    const slow = defineRecogniser({
      type: 'SLOW',
      prefixes: ['s'],
      maxLength: 4,
      maxSteps: 100,
      read(cursor) {
        for (let round = 0; round < 1_000; round++) cursor.unit(round % 4);
        return undefined;
      },
    });
    const rail = piiRail({ recognisers: [slow], types: ['SLOW'] });
    const decision = await createGuard({ rails: [rail] }).check('a slow one', {
      stage: 'output',
      context: testContext(),
    });
    expect(decision.action).toBe('block');
    expect(decision.rails[0]?.error).toBe('resource-exhausted');
  });

  it('fails closed when its read gives an end outside of its maxLength', async () => {
    const long = defineRecogniser({ type: 'LONG', prefixes: ['L'], maxLength: 4, read: () => 5 });
    expect(await screen('a L there', long)).toBe('block');
  });

  it('sees no further than it declares', () => {
    const seen: number[] = [];
    const curious = defineRecogniser({
      type: 'CURIOUS',
      prefixes: ['c'],
      maxLength: 2,
      lookahead: 1,
      read(cursor) {
        seen.push(cursor.unit(2), cursor.unit(3), cursor.slice(0, 99).length, cursor.slice(-99, 0).length);
        return undefined;
      },
    });
    const text = `${'x'.repeat(60)} curious ${'y'.repeat(60)}`;
    places(curious, text);
    expect(seen).toEqual([0x72, -1, 3, 40]);
  });
});

describe('defineRecogniser refuses', () => {
  const read = (): undefined => undefined;
  it.each<[string, RecogniserDefinition, RegExp]>([
    ['a type in lower case', { type: 'ticket', forms: ['#'] }, /needs a type/],
    ['neither forms nor read', { type: 'TICKET' }, /forms, or read/],
    ['both forms and read', { type: 'TICKET', forms: ['#'], read }, /forms, or read/],
    ['no form', { type: 'TICKET', forms: [] }, /at least one form/],
    ['an empty form', { type: 'TICKET', forms: [''] }, /form ""/],
    ['a form that begins with a separator', { type: 'TICKET', forms: ['~###'] }, /before and behind/],
    ['a form that ends in a separator', { type: 'TICKET', forms: ['###~'] }, /before and behind/],
    ['two separators in a row', { type: 'TICKET', forms: ['#~~#'] }, /before and behind/],
    ['read without a beginning', { type: 'TICKET', read, maxLength: 4 }, /prefixes or begins/],
    ['an empty prefix', { type: 'TICKET', read, prefixes: [''], maxLength: 4 }, /prefixes or begins/],
    ['read without maxLength', { type: 'TICKET', read, prefixes: ['T'] }, /maxLength/],
    ['no steps', { type: 'TICKET', read, prefixes: ['T'], maxLength: 4, maxSteps: 0 }, /maxSteps/],
    ['a negative lookahead', { type: 'TICKET', read, prefixes: ['T'], maxLength: 4, lookahead: -1 }, /lookahead/],
    ['context words in capitals', { type: 'TICKET', forms: ['#'], contextWords: ['Ticket'] }, /lower case/],
    ['a score above 1', { type: 'TICKET', forms: ['#'], score: 2 }, /score/],
  ])('%s', (_, definition, message) => {
    expect(() => defineRecogniser(definition)).toThrow(message);
  });
});
