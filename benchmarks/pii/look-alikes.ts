import { cardNumber, ibanOf } from './numbers.ts';
import { createRandom, type Random } from './random.ts';

/** Makes what looks like personal data of the compared types and is none. */
const values: Readonly<Record<string, (random: Random) => string>> = {
  'card with a wrong check digit': (random) => spaced(wrongDigit(cardNumber(random), random), random),
  'IBAN with a wrong check': (random) => {
    const iban = ibanOf(random);
    const digits = (Number(iban.slice(2, 4)) + random.between(1, 90)) % 97;
    return `${iban.slice(0, 2)}${String(digits).padStart(2, '0')}${iban.slice(4)}`;
  },
  'SSN that is never issued': (random) => random.fill(random.pick(['000-##-####', '666-##-####', '###-00-####'])),
  UUID: (random) => random.fill('XXXXXXXX-XXXX-4XXX-aXXX-XXXXXXXXXXXX'),
  'seconds since 1970': (random) => String(1_600_000_000 + random.between(0, 199_999_999)),
  'milliseconds since 1970': (random) => `${String(1_600_000_000 + random.between(0, 199_999_999))}${random.digits(3)}`,
  'date and time': (random) =>
    `20${String(random.between(10, 29))}-${two(random, 12)}-${two(random, 28)} ${two(random, 23)}:${two(random, 59)}:${two(random, 59)}`,
  'date with dots': (random) => `${two(random, 28)}.${two(random, 12)}.20${String(random.between(10, 29))}`,
  'build id': (random) =>
    `20${String(random.between(20, 29))}${two(random, 12)}${two(random, 28)}${random.pick(['.', '-'])}${random.digits(random.between(1, 6))}`,
  'short hash': (random) => random.fill('XXXXXXXX'.slice(0, random.between(7, 8))),
  SHA1: (random) => random.fill('X'.repeat(40)),
  SHA256: (random) => random.fill('X'.repeat(64)),
  version: (random) =>
    `${random.pick(['v', 'version ', 'release '])}${String(random.between(0, 20))}.${String(random.between(0, 40))}.${String(random.between(0, 999))}`,
  'version of four parts': (random) =>
    `version ${String(random.between(1, 12))}.${String(random.between(0, 9))}.${String(random.between(0, 255))}.${String(random.between(0, 255))}`,
  'package with version': (random) => `${random.pick(['lodash', '@types/node', 'left-pad'])}@${random.fill('N.#.##')}`,
  'order number': (random) =>
    random.pick(['ORD-', 'PO ', 'order #', 'Order no. ', 'SO-']) +
    random.fill(random.pick(['######', '########', '##########', '####-######'])),
  'marketplace order': (random) => `order ${random.fill('11#-#######-#######')}`,
  'parcel number': (random) =>
    `${random.pick(['tracking ', 'parcel ', 'shipment '])}${random.fill(random.pick(['1Z###A##############'.replace('A', 'E'), '94## #### #### #### #### ##', '############', '####-####-####']))}`,
  'invoice number': (random) =>
    `${random.pick(['invoice ', 'INV-', 'Rechnung '])}${random.fill(random.pick(['2026-#####', '#######', '########']))}`,
  'ISBN number': (random) =>
    `ISBN ${random.fill(random.pick(['978-3-##-######-#', '978#########N', '0-###-#####-#']))}`,
  'decimal number': (random) => `${random.fill('N')}.${random.digits(random.between(9, 17))}`,
  coordinates: (random) => `${random.fill('4#.######')}, ${random.fill('1#.######')}`,
  'amount of money': (random) =>
    random.pick(['$', '€', '']) + random.fill(random.pick(['#,###,###.##', '# ### ### €', '###,###'])),
  'handle and scope': (random) =>
    random.pick(['@maintainers', 'user@localhost', 'root@db1', 'cron@host', 'pkg@latest']),
  'broken IP address': (random) =>
    random.pick([
      `${String(random.between(256, 999))}.1.2.3`,
      `10.0.${String(random.between(300, 999))}.1`,
      '127.0.0.1',
      '::1',
    ]),
  'C++ and time': (random) =>
    random.pick([
      'std::vector<int>',
      'a::b::c',
      `${two(random, 23)}:${two(random, 59)}:${two(random, 59)}`,
      'dead:beef',
    ]),
  'part number': (random) =>
    random.pick(['part ', 'SKU ', 'model ', 'serial ']) +
    random.fill(random.pick(['AA-####-###', '###-####-##', '##########', 'AAA######'])),
  'log line': (random) =>
    `[pid ${random.digits(5)}] took ${random.digits(4)}.${random.digits(3)} ms, ${random.digits(7)} bytes, request ${random.fill('XXXXXXXXXXXXXXXX')}`,
};

const templates: readonly string[] = [
  '@',
  'See @ for details.',
  'The value is @, as it was yesterday.',
  'Please check @ before you go on.',
  'It came back with @ and nothing else',
  '- @',
  'id: @',
  '("@")',
  'We looked at @ and at nothing else; the rest can wait until Monday.',
  'Status of @: done',
];

/** Texts with look-alikes, each with what it imitates. */
export function lookAlikes(count: number, seed: number): readonly { readonly text: string; readonly kind: string }[] {
  const random = createRandom(seed);
  const kinds = Object.keys(values);
  return Array.from({ length: count }, (_, row) => {
    const kind = kinds[row % kinds.length] ?? '';
    return { kind, text: random.pick(templates).replace('@', () => values[kind]?.(random) ?? '') };
  });
}

function wrongDigit(digits: string, random: Random): string {
  const last = Number(digits.slice(-1));
  return `${digits.slice(0, -1)}${String((last + random.between(1, 9)) % 10)}`;
}

function spaced(digits: string, random: Random): string {
  const separator = random.pick(['', ' ', '-']);
  return digits.length === 16 ? (digits.match(/.{4}/g) ?? []).join(separator) : digits;
}

function two(random: Random, most: number): string {
  return String(random.between(1, most)).padStart(2, '0');
}
