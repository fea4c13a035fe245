import { describe, expect, it } from 'vitest';
import { defineRecogniser } from '../pii/define/define-recogniser.ts';
import type { PiiRecogniser, Recognition } from '../pii/recogniser.ts';
import type { TextCursor } from '../rail/text-cursor.ts';
import { isDigit, isWord } from '../text/units.ts';
import { recogniserContract, type RecogniserSubject } from './recogniser-contract.ts';

const examples = [
  ['ticket TCK-1234.', 'TCK-1234'],
  ['(TCK-12345678)', 'TCK-12345678'],
] as const;
const counterExamples = ['TCK-123', 'TCK-123456789', 'STCK-1234', 'TCK-1234X', 'tck-1234', 'TCK-', 'TCK-12a4'];

/** `TCK-` and four to eight digits. */
function readTicket(cursor: TextCursor): number | undefined {
  if (cursor.slice(0, 4) !== 'TCK-') return undefined;
  let end = 4;
  while (end < 13 && isDigit(cursor.unit(end))) end++;
  return end < 8 || end > 12 || isWord(cursor.unit(end)) ? undefined : end;
}

const sound: PiiRecogniser = {
  type: 'TICKET',
  maxLength: 12,
  lookahead: 2,
  lookbehind: 1,
  isWordBound: true,
  begins: (unit) => unit === 0x54,
  firstWord: ({ length, next }) => length === 3 && next === '-',
  open: () => (cursor) => ticket(readTicket(cursor)),
};

function ticket(end: number | undefined): Recognition | undefined {
  return end === undefined ? undefined : { end, rule: 'ticket', score: 1 };
}

function reading(read: (cursor: TextCursor) => number | undefined): PiiRecogniser {
  return { ...sound, open: () => (cursor) => ticket(read(cursor)) };
}

const mutants: Readonly<Record<string, PiiRecogniser>> = {
  'stops one unit early': reading((cursor) => {
    const end = readTicket(cursor);
    return end === undefined ? undefined : end - 1;
  }),
  'takes one unit too much': reading((cursor) => {
    const end = readTicket(cursor);
    return end === undefined || cursor.unit(end) === -1 ? end : end + 1;
  }),
  'finds what has the wrong form': reading((cursor) => (cursor.slice(0, 4) === 'TCK-' ? 8 : undefined)),
  'ignores the word before': { ...sound, isWordBound: false, firstWord: undefined },
  'finds only what stands at the start of a text': reading((cursor) =>
    cursor.unit(-1) === -1 ? readTicket(cursor) : undefined,
  ),
  'finds only what stands at an even offset': reading((cursor) =>
    cursor.offset % 2 === 0 ? readTicket(cursor) : undefined,
  ),
  'finds each value once per text': {
    ...sound,
    open: () => {
      let isDone = false;
      return (cursor) => {
        const end = isDone ? undefined : readTicket(cursor);
        isDone ||= end !== undefined;
        return ticket(end);
      };
    },
  },
  'keeps state between places that chunks change': {
    ...sound,
    open: () => {
      let calls = 0;
      return (cursor) => (calls++ < 2 ? ticket(readTicket(cursor)) : undefined);
    },
  },
  'finds more than its maxLength': { ...sound, maxLength: 8 },
  'reads further than it declares': reading((cursor) => (cursor.unit(40) === 0x58 ? undefined : readTicket(cursor))),
  'reads further back than it declares': reading((cursor) =>
    cursor.unit(-9) === 0x58 ? undefined : readTicket(cursor),
  ),
  'says that its values begin with another unit': { ...sound, begins: (unit) => unit === 0x43 },
  'says that its values begin with another word': { ...sound, firstWord: ({ hasDigit }) => hasDigit },
  'reads the same units again and again': reading((cursor) => {
    for (let round = 0; round < 200; round++) cursor.slice(-1, 12);
    return readTicket(cursor);
  }),
  'skips text that it has not looked at': {
    ...sound,
    isWordBound: false,
    firstWord: undefined,
    open: () => (cursor) => ticket(readTicket(cursor)) ?? 12,
  },
};

async function runAll(subject: RecogniserSubject): Promise<void> {
  for (const { run } of recogniserContract(subject)) await run();
}

describe('the contract of recognisers', () => {
  for (const { name, run } of recogniserContract({ recogniser: sound, examples, counterExamples })) it(name, run);

  it('needs examples, counterexamples, and values that stand in their texts once', () => {
    const subject = { recogniser: sound, examples, counterExamples };
    expect(() => recogniserContract({ ...subject, examples: [] })).toThrow(/examples/);
    expect(() => recogniserContract({ ...subject, counterExamples: [] })).toThrow(/counterExamples/);
    expect(() => recogniserContract({ ...subject, examples: [['a', 'b']] })).toThrow(/exactly once/);
    expect(() => recogniserContract({ ...subject, examples: [['TCK-1234, TCK-1234', 'TCK-1234']] })).toThrow(/once/);
  });

  it('says nothing of the texts when it fails', async () => {
    const failure = runAll({ recogniser: sound, examples, counterExamples: ['see TCK-7654 there'] });
    await expect(failure).rejects.toMatchObject({ code: 'integrity' });
    await expect(failure).rejects.not.toThrow(/7654/);
  });
});

describe('a faulty recogniser fails the contract when it', () => {
  for (const [name, recogniser] of Object.entries(mutants)) {
    it(name, async () => {
      await expect(runAll({ recogniser, examples, counterExamples })).rejects.toMatchObject({ code: 'integrity' });
    });
  }

  it('takes more than its step budget', async () => {
    const recogniser = defineRecogniser({
      type: 'TICKET',
      prefixes: ['TCK-'],
      maxLength: 12,
      maxSteps: 5,
      read: readTicket,
    });
    await expect(runAll({ recogniser, examples, counterExamples })).rejects.toMatchObject({ code: 'integrity' });
  });
});
