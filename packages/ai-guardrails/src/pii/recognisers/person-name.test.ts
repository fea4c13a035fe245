import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { personName } from './person-name.ts';

const cases = recogniserContract({
  recogniser: personName(),
  examples: [
    ['ask Mr Okonkwo about it', 'Okonkwo'],
    ['Frau Dr. Müller-Lüdenscheidt kommt', 'Müller-Lüdenscheidt'],
    ['My name is Xiulan Qwerty and', 'Xiulan Qwerty'],
    ['je m’appelle Zéphyrine Dubois', 'Zéphyrine Dubois'],
    ['Mein Name ist Ömer Yıldız.', 'Ömer Yıldız'],
    ['Dear Thandiwe, the parcel', 'Thandiwe'],
    ['From: Quill Featherstone <q@example.org>', 'Quill Featherstone'],
    ['see you.\n\nBest regards,\nOdalys Brandt\n', 'Odalys Brandt'],
    ['This is Ingrid from sales', 'Ingrid'],
    ['a letter of Johanna van der Berg to us', 'Johanna van der Berg'],
    ['it was Maria J. O’Connor who', 'Maria J. O’Connor'],
    ['Señora Núñez llamó', 'Núñez'],
  ],
  counterExamples: [
    'Dear Customer, the parcel',
    'Hello World!',
    'Hi Team, all fine',
    'This is London calling',
    'I am Happy to help',
    'My name is unknown',
    'The Harbor Street Labs ship on Monday',
    'From: sales',
    'Kind regards,\nThe team of us',
    'Maria is here',
    'the mr robot series',
    'Subject: Quarterly Numbers',
    'See Chapter Nine. March Madness begins',
  ],
});

describe('personName', () => {
  for (const { name, run } of cases) it(name, run);
});
