import { createRandom } from '../../packages/ai-guardrails/src/testing/secret-samples.ts';

const sentences: readonly string[] = [
  'The parcel left our warehouse on Monday and should arrive within three working days.',
  'If nobody is at home, the driver leaves a card and brings the parcel to the nearest shop.',
  'You can follow it under https://docs.example.com/tracking/parcels at any time.',
  'For questions about an invoice, please write to {mail} and name the order.',
  'Returns are free of charge for thirty days, counted from the day of delivery.',
  'Our office in Leeds can be reached at {phone} between nine and five.',
  'The refund goes back to the account that paid, which takes up to a week.',
  'A table of all tariffs is [in the handbook](https://docs.example.com/tariffs), together with the dates from which they apply.',
  'In short: keep the receipt, pack the goods well, and use the label that came with the parcel.',
  'Prices include value added tax; for companies abroad, other rules apply.',
  'The amount of 1,240.50 was booked on 12 March, the rest followed two weeks later.',
  'Please note that the server at 203.0.113.24 is replaced by the end of the quarter.',
  'When the delivery is damaged, take a photograph before you open it, and tell us within two days.',
  'Nobody needs to sign for letters, but packages above five kilograms are handed over in person.',
];

/** Prose as a model writes it, in pieces of the size of tokens; a few sentences hold an address, a number or a link. */
export function proseDeltas(count: number, seed: number): readonly string[] {
  const random = createRandom(seed);
  const deltas: string[] = [];
  let paragraph = 0;
  while (deltas.length < count) {
    const sentence = (sentences[Math.floor(random() * sentences.length)] ?? '')
      .replace('{mail}', `office${String(Math.floor(random() * 900))}@mail.example.com`)
      .replace('{phone}', `+44 113 496 0${String(100 + Math.floor(random() * 899))}`);
    const isLast = ++paragraph % 5 === 0;
    deltas.push(...tokensOf(`${sentence}${isLast ? '\n\n' : ' '}`));
  }
  return deltas.slice(0, count);
}

/** Words with the space before them; long ones and links in pieces of up to five characters, as tokenisers cut them. */
function tokensOf(text: string): readonly string[] {
  return (text.match(/\s?[^\s]+|\s+/g) ?? []).flatMap((word) =>
    word.length > 8 ? (word.match(/[\s\S]{1,5}/g) ?? []) : [word],
  );
}
