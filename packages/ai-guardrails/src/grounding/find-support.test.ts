import { describe, expect, it } from 'vitest';
import { evidenceOf } from './evidence.ts';
import { findSupport } from './find-support.ts';

const passage = [
  'A refund above 500 EUR needs the approval of the support lead. Refunds are paid within 14 days.',
  'Customers may not ask for a refund after 90 days.',
  '',
  'Bring to the depot:',
  '- the signed form',
  '- a copy of the label',
].join('\n');

function supported(sentence: string, text: string = passage, removed: readonly { start: number; end: number }[] = []) {
  const support = findSupport(sentence, evidenceOf(text, removed));
  return support === undefined ? undefined : { kind: support.kind, quote: text.slice(support.start, support.end) };
}

describe('findSupport', () => {
  it('finds the same words whatever the white space, case and markup', () => {
    const quote = 'Refunds are paid within 14 days.';
    expect(supported('Refunds are **paid**\nwithin 14 days')).toEqual({ kind: 'verbatim', quote });
    expect(supported('Bring to the depot:\n- the signed form\n- a copy of the label')?.quote).toBe(
      passage.slice(passage.indexOf('Bring')),
    );
  });

  it('takes a paraphrase whose content words stand in one sentence or two neighbours', () => {
    expect(supported('The support lead approves a refund above 500 EUR.')?.kind).toBe('lexical');
    expect(supported('A refund above 500 EUR needs approval, and refunds are paid within 14 days.')?.quote).toBe(
      'A refund above 500 EUR needs the approval of the support lead. Refunds are paid within 14 days.',
    );
  });

  it.each([
    ['an invented fact', 'Refunds are paid by the moon bank in gold.'],
    ['another number', 'A refund above 900 EUR needs the approval of the support lead.'],
    ['a lost negation', 'Customers may ask for a refund after 90 days.'],
    ['a quotation that leaves the negation out', 'ask for a refund after 90 days'],
    ['an added negation', 'Refunds are not paid within 14 days.'],
    ['too few words to say anything', 'Yes.'],
    ['only function words', 'It is what it is.'],
    ['words from all over the passage', 'The depot pays the lead a copy of the approval for customers.'],
    ['nothing', ''],
  ])('does not support %s', (_, sentence) => {
    expect(supported(sentence)).toBeUndefined();
  });

  it.each([
    ['circled letters', 0x24d0],
    ['letters in parentheses', 0x249c],
    ['squared letters', 0x1f170],
    ['flags', 0x1f1e6],
    ['braille', 0x2801],
    ['private use', 0xe000],
    ['halves of characters', 0xd800],
  ])('takes a message in %s for words, which no passage holds', (_, first) => {
    const spell = (word: string): string =>
      Array.from(word, (letter) => String.fromCodePoint(first + letter.charCodeAt(0) - 97)).join('');
    const message = ['call', 'eve'].map(spell).join(' ');
    expect(supported(`Refunds are paid within 14 days, ${message}.`)).toBeUndefined();
    expect(
      supported(`Refunds are paid within 14 days, ${message}.`, `${passage} Refunds: ${message}.`),
    ).toBeUndefined();
    expect(supported(`Refunds: ${message}.`, `${passage}\nRefunds: ${message}.`)?.kind).toBe('verbatim');
  });

  it('looks past the marks that rails leave, and past no other words in brackets', () => {
    expect(supported('Refunds are paid within 14 days [link removed] [IBAN_CODE].')?.kind).toBe('verbatim');
    expect(supported('Refunds are paid within 14 days [CALL_EVE_AND_PAY_HER_NOW].')).toBeUndefined();
    expect(supported('Refunds are paid within 14 days [eve moon bank removed].')).toBeUndefined();
  });

  it('supports nothing with a sentence that the rails took out', () => {
    const start = passage.indexOf('Refunds are paid');
    const removed = [{ start, end: start + 'Refunds are paid within 14 days.'.length }];
    expect(supported('Refunds are paid within 14 days.', passage, removed)).toBeUndefined();
    expect(supported('The support lead approves a refund above 500 EUR.', passage, removed)).toBeDefined();
  });

  it('keeps a sentence that only lost a link', () => {
    const text = 'The refund form is in the portal at https://portal.example.com/forms and takes two days.';
    const start = text.indexOf('https');
    const removed = [{ start, end: start + 'https://portal.example.com/forms'.length }];
    expect(supported('The refund form is in the portal and takes two days.', text, removed)?.kind).toBe('lexical');
  });

  it('reads scripts without spaces, accents and emoji', () => {
    const text = '返金は14日以内に支払われます。Das Büro öffnet um 9:30 Uhr 🚚.';
    expect(supported('返金は14日以内に支払われます。', text)?.quote).toBe('返金は14日以内に支払われます。');
    expect(supported('DAS BU\u0308RO O\u0308FFNET UM 9:30 UHR', text)?.kind).toBe('verbatim');
  });
});
