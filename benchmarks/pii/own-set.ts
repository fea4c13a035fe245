import { cardNumber, ibanOf } from './numbers.ts';
import { lookAlikes } from './look-alikes.ts';
import { createRandom, type Random } from './random.ts';
import type { LabelledSpan, LabelledText } from './spans.ts';
import type { ComparedType } from './label-mapping.ts';

/** Telephone numbers as people of these countries write them, from the published numbering plans. */
const phones: readonly string[] = [
  ...[
    '(N1#) N##-####',
    'N0#-N##-####',
    'N1#.N##.####',
    '+1 N3# N## ####',
    '1-N1#-N##-#### ext. ###',
    'N1# N## #### x##',
  ],
  ...['020 7### ####', '0161 ### ####', '01632 ######', '07### ######', '+44 20 7### ####', '+44 (0)113 ### ####'],
  ...['030 ########', '0171 #######', '089/######', '+49 30 ########', '+49 (0)151 ########', '06221-######'],
  ...['01 42 ## ## ##', '06.1#.##.##.##', '+33 1 4# ## ## ##', '+33 (0)6 1# ## ## ##', '04-9#-##-##-##'],
  ...['+34 91# ## ## ##', '61# ### ###', '91 ### ## ##', '+39 06 #### ####', '+39 34# ### ####', '347 #######'],
  ...[
    '020-#######',
    '06-1#######',
    '+31 20 ### ####',
    '+32 2 ### ## ##',
    '0475 ## ## ##',
    '+351 21 ### ####',
    '91# ### ###',
  ],
  ...['044 ### ## ##', '+41 79 ### ## ##', '+43 1 #######', '0664 #######', '+48 22 ### ## ##', '60# ### ###'],
  ...[
    '08-### ### ##',
    '070-### ## ##',
    '+46 8 ### ## ##',
    '+47 22 ## ## ##',
    '+45 33 ## ## ##',
    '09 ### ####',
    '+358 40 ### ####',
  ],
  ...[
    '01 ### ####',
    '087 ### ####',
    '+353 1 ### ####',
    '+91 98### #####',
    '022 #### ####',
    '(02) 9### ####',
    '0412 ### ###',
  ],
  ...['+61 3 9### ####', '03-1###-####', '090-####-####', '+81 3 1### ####', '(11) 9####-####', '+55 11 9####-####'],
  ...[
    '55 1### ####',
    '+52 55 1### ####',
    '138 #### ####',
    '+86 138 #### ####',
    '010-6### ####',
    '011 ### ####',
    '+27 82 ### ####',
  ],
];

const makers: Readonly<Record<ComparedType, (random: Random) => string>> = {
  PHONE_NUMBER: (random) => random.fill(random.pick(phones)),
  EMAIL_ADDRESS: (random) => {
    const name = random.pick([
      'ines.moreau',
      't_okafor',
      'r.van.dijk',
      'lena+shop',
      'jo',
      'k-lindgren',
      "d.o'shea",
      'søren',
    ]);
    const host = random.pick([
      'example.com',
      'mail.example.org',
      'post.example.co.uk',
      'firma-example.de',
      'example.museum',
    ]);
    return `${name}${random.chance(0.5) ? random.digits(2) : ''}@${host}`;
  },
  CREDIT_CARD: (random) => {
    const digits = cardNumber(random);
    return digits.length === 16 && random.chance(0.6)
      ? (digits.match(/.{4}/g) ?? []).join(random.pick([' ', '-']))
      : digits;
  },
  IBAN_CODE: (random) => {
    const iban = ibanOf(random);
    return random.chance(0.5) ? (iban.match(/.{1,4}/g) ?? []).join(' ') : iban;
  },
  US_SSN: (random) =>
    random.fill(
      `${random.pick(['1', '2', '3', '4', '5'])}#N-${random.pick(['1', '2', '7'])}#-${random.pick(['1', '4', '8'])}###`,
    ),
  IP_ADDRESS: (random) =>
    random.pick([
      () =>
        `${String(random.between(11, 223))}.${String(random.between(0, 255))}.${String(random.between(0, 255))}.${String(random.between(1, 254))}`,
      () => random.fill('2001:db8:XXXX::XXXX'),
      () => random.fill('fe80::XXXX:XXXX:XXXX:XXXX'),
    ])(),
};

/** `@` is the value. */
const templates: Readonly<Record<ComparedType, readonly string[]>> = {
  PHONE_NUMBER: [
    'Could you get back to me on @ before noon?',
    'Dr. Amin left word that he is at @ until five.',
    'Tel. @',
    'The plumber (@) said he would come on Tuesday.',
    'If nobody opens, try @.',
    'My daughter has moved; from now on it is @, not the old one.',
  ],
  EMAIL_ADDRESS: ['Send the form to @ please.', 'Reply-To: <@>', 'She signs as @, which is new.', 'contact=@;urgent'],
  CREDIT_CARD: ['Charge it to @.', 'The card ending soon is @, valid thru 09/28', 'pay with @ today', 'Karte: @'],
  IBAN_CODE: ['Money goes to @ as ever.', 'IBAN @', 'My new account, @, is open since May.'],
  US_SSN: ['Her social is @.', 'SSN: @', 'Form W-4 asks for @ again.'],
  IP_ADDRESS: ['Blocked after nine tries from @.', 'The printer answers at @ now', 'peer @ has left'],
};

const fillers: readonly string[] = [
  'We talked about it for a while and agreed to meet again.',
  'In 2023 there were 14 of them, today there are 31.',
  'The meeting is in room 4.12 at 10:30.',
  'It costs 1,250.00 a year, or 125 a month.',
];

/** Labelled texts of our own: every third row has nothing in it, or only what looks like something. */
export function ownSet(count: number, seed: number): readonly LabelledText[] {
  const random = createRandom(seed);
  const alike = lookAlikes(count, seed + 1);
  const types = Object.keys(makers) as ComparedType[];
  return Array.from({ length: count }, (_, row): LabelledText => {
    if (row % 3 === 2) return { text: `${random.pick(fillers)} ${alike[row]?.text ?? ''}`, spans: [] };
    let text = random.chance(0.5) ? `${random.pick(fillers)} ` : '';
    const spans: LabelledSpan[] = [];
    for (let turn = random.between(1, 2); turn > 0; turn--) {
      // Half of all values are telephone numbers: they have the most forms.
      const type = random.chance(0.4) ? 'PHONE_NUMBER' : random.pick(types);
      const value = makers[type](random);
      const template = random.pick(templates[type]);
      const start = text.length + template.indexOf('@');
      spans.push({ start, end: start + value.length, type });
      text += `${template.replace('@', () => value)} `;
    }
    return { text: text.trimEnd(), spans };
  });
}
