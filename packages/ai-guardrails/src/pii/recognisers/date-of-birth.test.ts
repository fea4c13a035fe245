import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { dateOfBirth } from './date-of-birth.ts';

const cases = recogniserContract({
  recogniser: dateOfBirth,
  examples: [
    ['born 1980-03-12', '1980-03-12'],
    ['DOB: 03/12/1980', '03/12/1980'],
    ['geb. am 12. März 1980', '12. März 1980'],
    ['née le 1er mai 1980', '1er mai 1980'],
    ['nació el 12 de marzo de 1980', '12 de marzo de 1980'],
    ['born on March 12, 1980 in Rome', 'March 12, 1980'],
    ['date of birth 12th of March 1980', '12th of March 1980'],
    ['nata il 12.03.80', '12.03.80'],
    ['urodzony 12 października 1980', '12 października 1980'],
    ['birthday: 19800312', '19800312'],
  ],
  counterExamples: [
    '1980-03-12',
    'born 1980-13-32',
    'born in 1980',
    'rebirth 1980-03-12x',
    'meeting on March 12, 1980',
    'born 12.03.1980.4',
    'born 3 times in 20 years',
  ],
});

describe('dateOfBirth', () => {
  for (const { name, run } of cases) it(name, run);
});

it.each([
  'January 3, 1990',
  '3 January 1990',
  '3. Januar 1990',
  '3 janvier 1990',
  '3 de enero de 1990',
  '3 gennaio 1990',
  '3 de janeiro de 1990',
  '3 januari 1990',
  '3 stycznia 1990',
  '3 februari 1990',
  '3. März 1990',
  '3. Maerz 1990',
  '3 maart 1990',
  '3 marca 1990',
  '3 avril 1990',
  '3 kwietnia 1990',
  '3 mei 1990',
  '3 maja 1990',
  '3 juin 1990',
  '3 giugno 1990',
  '3 czerwca 1990',
  '3 juillet 1990',
  '3 luglio 1990',
  '3 lipca 1990',
  '3 août 1990',
  '3 agosto 1990',
  '3 sierpnia 1990',
  '3. September 1990',
  '3 settembre 1990',
  '3 września 1990',
  '3 ottobre 1990',
  '3 de outubro de 1990',
  '3 października 1990',
  '3 listopada 1990',
  '3. Dezember 1990',
  '3 décembre 1990',
  '3 grudnia 1990',
])('reads %j', async (date) => {
  const [first] = recogniserContract({
    recogniser: dateOfBirth,
    examples: [[`born ${date}`, date]],
    counterExamples: [date],
  });
  await first?.run();
});
