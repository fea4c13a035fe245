import fc from 'fast-check';
import { expect, it } from 'vitest';
import { englishAnalyser } from './english.ts';
import { languages, openAnalyser, type Language } from './language.ts';

const { terms, query } = englishAnalyser;

it.each([
  ['The refunds of customers', ['refund', 'custom']],
  ["The carrier's vans don't wait", ['carrier', 'van', "don't", 'wait']],
  ['Above 1,000.50 EUR or 3.14', ['abov', '1000.50', 'eur', '3.14']],
  ['max_tokens v2 RAG', ['max_token', 'v2', 'rag']],
  ['Straße ＡＢＣ', ['straße', 'abc']],
  ['東京の lab', ['東', '京', 'の', 'lab']],
  ['the of and', []],
  ['😀 — …', []],
])('analyses %j', (text, expected) => {
  expect([...terms(text)]).toEqual(expected);
});

it.each([
  ['How long do we have to keep customs declarations?', ['keep', 'custom', 'declar']],
  ['refund limit', ['refund', 'limit']],
  ['promotions in May', ['promot', 'mai']],
  ['who are you', ['who', 'you']],
  ['refund of a refund', ['refund', 'refund']],
])('keeps what %j is about', (text, expected) => {
  expect(query(text)).toEqual(expected);
});

// Two forms of one word, and a sentence of stop words, in each language.
const forms: Readonly<Record<Exclude<Language, 'en'>, readonly [string, string, string]>> = {
  da: ['regninger', 'regning', 'og eller ikke'],
  de: ['Rechnungen', 'Rechnung', 'und oder nicht'],
  es: ['facturas', 'factura', 'y o no'],
  fi: ['laskut', 'lasku', 'ja tai ei'],
  fr: ["l'assurance", 'assurances', 'et ou pas'],
  hu: ['könyvek', 'könyv', 'és vagy nem'],
  it: ["dell'assicurazione", 'assicurazioni', 'e o non'],
  nl: ['rekeningen', 'rekening', 'en of niet'],
  no: ['regninger', 'regning', 'og eller ikke'],
  pt: ['faturas', 'fatura', 'e ou não'],
  ro: ['facturile', 'facturi', 'și sau nu'],
  ru: ['счетами', 'счета', 'и или не'],
  sv: ['räkningar', 'räkning', 'och eller inte'],
  tr: ['kitaplar', 'kitap', 've veya değil'],
};

it.each(Object.entries(forms))(
  'reduces the forms of a word in %s to one term',
  async (language, [one, other, empty]) => {
    const analyser = await openAnalyser(language as Language);
    expect([...analyser.terms(one)]).toEqual([...analyser.terms(other)]);
    expect([...analyser.terms(one)]).toHaveLength(1);
    expect([...analyser.terms(empty)].length).toBeLessThan(3);
    expect(analyser.version).toContain(language);
  },
);

it('names the languages it knows when it is asked for another', async () => {
  await expect(openAnalyser('tlh' as Language)).rejects.toMatchObject({
    code: 'invalid-input',
    message: expect.stringContaining(languages.join(', ')) as string,
  });
});

it('gives terms for any text without failing, the same each time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect([...terms(text)]).toEqual([...terms(text)]);
    }),
  );
});
