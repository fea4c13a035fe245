import { testContext } from '@org/ai-testing';
import { expect, it } from 'vitest';
import { createGuard } from '../guard/guard.ts';
import { piiRail } from './pii.ts';
import { personName } from './recognisers/person-name.ts';
import { postalAddress } from './recognisers/postal-address.ts';

const ROUNDS = 120;
const guard = createGuard({ rails: [piiRail({ recognisers: [personName(), postalAddress()] })] });

/** A linear congruential generator: the same look-alikes in every run. */
function createRandom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * limit);
  };
}

const random = createRandom(20_261_125);
const digits = (count: number): string => Array.from({ length: count }, () => random(10)).join('');
const from = (alphabet: string, count: number): string =>
  Array.from({ length: count }, () => alphabet.charAt(random(alphabet.length))).join('');
const hex = (count: number): string => from('0123456789abcdef', count);
const capitals = (count: number): string => from('ABCDEFGHJKLMNPQRSTUVWXYZ', count);
const two = (limit: number, least = 0): string => String(least + random(limit)).padStart(2, '0');
const day = (): string => `20${two(9, 18)}-${two(12, 1)}-${two(28, 1)}`;

/** Texts that look like personal data and are none. */
const templates: Readonly<Record<string, () => string>> = {
  'order number': () => `Order ${digits(8 + random(7))} has shipped.`,
  'order number in groups': () => `order no. ${digits(4)}-${digits(4)}-${digits(4)}`,
  'order number with letters': () => `Your order ${capitals(2)}${digits(7)} is ready`,
  'part number': () => `part ${capitals(3)}-${digits(5)}-${capitals(1)}`,
  'tracking number': () => `Tracking 1Z${from('0123456789ABCDEFGHJKLMNPQRSTUVWXYZ', 16)}`,
  'tracking number of twelve digits': () => `parcel ${digits(4)} ${digits(4)} ${digits(4)}`,
  'tracking number of the post': () => `sent as RR${digits(9)}${capitals(2)}`,
  uuid: () => `id ${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
  'git hash': () => `commit ${hex(40)}`,
  'short hash': () => `fixed in ${hex(8)}`,
  sha256: () => `sha256:${hex(64)}`,
  md5: () => `md5 ${hex(32)}`,
  integrity: () => `sha512-${from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', 86)}==`,
  version: () => `upgrade to v${random(20)}.${random(40)}.${random(99)}`,
  'version of four parts': () => `version ${random(20)}.${random(400)}.${random(900)}.${random(300)}`,
  package: () => `left-pad@${random(9)}.${random(9)}.${random(9)}`,
  epoch: () => `at 1${digits(9)}`,
  'epoch in milliseconds': () => `ts=1${digits(12)}`,
  timestamp: () => `${day()}T${two(24)}:${two(60)}:${two(60)}Z`,
  'timestamp without marks': () => `backup-${day().replaceAll('-', '')}-${two(24)}${two(60)}${two(60)}.tar`,
  date: () => `Meeting on ${day()} at ${two(24)}:${two(60)}`,
  'date in words': () => `It began on March ${1 + random(28)}, 19${two(90, 10)} in Rome`,
  build: () => `build ${day().replaceAll('-', '')}-${digits(4)}`,
  'build number': () => `Build #${digits(6)} passed`,
  amount: () => `EUR ${digits(3)},${digits(3)}.${digits(2)}`,
  percentage: () => `${digits(2)}.${digits(2)} %`,
  'phone-sized invoice': () => `Invoice ${digits(10)} is due`,
  'nine digits': () => `ref ${digits(9)}`,
  'eleven digits': () => `ticket ${digits(11)}`,
  'thirteen digits': () => `ean ${digits(13)}`,
  'fifteen digits': () => `serial ${digits(15)}`,
  'sixteen digits': () => `voucher ${digits(4)}${digits(4)}${digits(4)}${digits(4)}`,
  'isbn in groups': () => `ISBN 978-${digits(1)}-${digits(4)}-${digits(4)}-${digits(1)}`,
  doi: () => `doi:10.${digits(4)}/${hex(8)}`,
  decimal: () => `pi is ${random(9)}.${digits(16)}`,
  colour: () => `#${hex(6)} on #${hex(6)}`,
  'licence key': () => `key ${capitals(5)}-${capitals(5)}-${digits(5)}-${capitals(5)}`,
  'flight and seat': () => `${capitals(2)}${digits(4)}, seat ${random(40)}${capitals(1)}`,
  coordinates: () => `${random(90)}.${digits(6)}, ${random(180)}.${digits(6)}`,
  sizes: () => `${digits(4)}x${digits(4)} at ${digits(3)} dpi`,
  'memory address': () => `0x${hex(16)} in frame ${random(9)}`,
  'hex of an address in one case': () => `tx 0x${hex(40)}`,
  'container image': () => `registry.example/app@sha256:${hex(64)}`,
  'port list': () => `ports ${digits(4)}:${digits(4)}, ${digits(4)}:${digits(4)}`,
  'loud word': () => `${from('ABCDEFGHIJKLMNOPQRSTUVWXYZ', 8)} ${from('ABCDEFGHIJKLMNOPQRSTUVWXYZ', 11)}`,
  'case number': () => `case ${digits(2)}-${digits(7)}`,
  'number of a law': () => `Regulation (EU) 20${two(9, 16)}/${digits(3)}, Article ${random(90)}(${random(9)})`,
  'product name': () => `The ${capitals(1)}ireless Mouse ${digits(4)} Pro by Harbor Street Labs`,
  'heading of a place': () => `Chapter ${random(20)}: The Road to ${capitals(1)}andon`,
  score: () => `${random(90)}-${random(90)}, ${random(90)}-${random(90)}`,
};

it('flags at most 2 % of look-alikes, and of no kind more than 10 %', async () => {
  const flagged: Record<string, number> = {};
  const scope = { stage: 'output', context: testContext() } as const;
  for (const [name, make] of Object.entries(templates)) {
    for (let round = 0; round < ROUNDS; round++) {
      const decision = await guard.check(make(), scope);
      if (decision.action !== 'allow') flagged[name] = (flagged[name] ?? 0) + 1;
    }
  }
  const worst = Object.entries(flagged).filter(([, count]) => count > ROUNDS / 10);
  const total = Object.values(flagged).reduce((sum, count) => sum + count, 0);
  expect(worst).toEqual([]);
  expect(total / (ROUNDS * Object.keys(templates).length)).toBeLessThanOrEqual(0.02);
});
