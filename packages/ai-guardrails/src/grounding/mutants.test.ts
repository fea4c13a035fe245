import { describe, expect, it } from 'vitest';
import { createChecker, type CheckerOptions } from './check-sentence.ts';
import { citedSentencesOf, type CitedSentence } from './cited-sentences.ts';
import { allChecks } from './mismatch.ts';
import type { GroundingPassage } from './sources.ts';
import { leastSupport } from './threshold.ts';

const passages: readonly GroundingPassage[] = [
  {
    text: 'A refund is paid within 14 days of the claim. Some parcels are weighed twice. Opened food may not be returned.',
    origin: { trust: 'trusted', sources: [] },
  },
  { text: 'The kiosk is closed in October.', origin: { trust: 'untrusted', sources: [] } },
];
const answer = [
  'A refund is paid within 14 days of the claim. [1]',
  'A refund is paid within 41 days of the claim. [1]',
  'Opened food may be returned. [1]',
  'All parcels are weighed twice. [1]',
  'The kiosk is closed in October. [2]',
  'The canteen serves soup on Fridays.',
].join(' ');

/** What is wrong with a checker, if anything is. */
async function faultsOf(
  mutant: Partial<CheckerOptions> = {},
  cut: (text: string) => readonly CitedSentence[] = citedSentencesOf,
): Promise<readonly string[]> {
  const checker = createChecker({ passages, threshold: leastSupport, ...mutant });
  const found: string[] = [];
  for (const sentence of cut(answer)) found.push((await checker.check(sentence)).status);
  const expected = [
    'supported',
    'unsupported',
    'unsupported',
    'unsupported',
    'supported-by-untrusted-only',
    'unsupported',
  ];
  const names = ['the truth', 'a number', 'a denial', 'a quantity', 'an untrusted source', 'the last sentence'];
  return names.filter((_, index) => found[index] !== expected[index]);
}

describe('the checks of grounding', () => {
  it('are all kept', async () => {
    expect(await faultsOf()).toEqual([]);
  });

  it.each<readonly [string, string, Partial<CheckerOptions>, (text: string) => readonly CitedSentence[]]>([
    ['ignores numbers', 'a number', { checks: { ...allChecks, numbers: false } }, citedSentencesOf],
    ['ignores denials', 'a denial', { checks: { ...allChecks, negations: false } }, citedSentencesOf],
    ['ignores quantities', 'a quantity', { checks: { ...allChecks, others: false } }, citedSentencesOf],
    ['counts untrusted passages as trusted', 'an untrusted source', { isTrusting: true }, citedSentencesOf],
    ['supports everything', 'the last sentence', { threshold: 0 }, citedSentencesOf],
    ['supports nothing', 'the truth', { threshold: 1.1 }, citedSentencesOf],
    ['does not look at the last sentence', 'the last sentence', {}, (text) => citedSentencesOf(text).slice(0, -1)],
  ])('notice a checker that %s', async (_, fault, mutant, cut) => {
    expect(await faultsOf(mutant, cut)).toContain(fault);
  });
});
