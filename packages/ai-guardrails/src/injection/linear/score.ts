import { HASHED, STRUCTURE } from './features.ts';

/** What has come up in a text so far, weighed. Sums are damped by how much came up, so that long texts do not add up to suspicion. */
export interface Tally {
  hashedSum: number;
  hashedCount: number;
  conceptSum: number;
  conceptCount: number;
  structureSum: number;
}

/** Damping: words come up by the hundreds, concepts by the dozen. Chosen on the development texts of the fit. */
const HASHED_START = 16;
const CONCEPT_START = 8;

export function createTally(): Tally {
  return { hashedSum: 0, hashedCount: 0, conceptSum: 0, conceptCount: 0, structureSum: 0 };
}

export function clearTally(tally: Tally): void {
  tally.hashedSum = tally.hashedCount = tally.conceptSum = tally.conceptCount = tally.structureSum = 0;
}

export function addTo(tally: Tally, feature: number, weight: number): void {
  if (feature < HASHED) {
    tally.hashedSum += weight;
    tally.hashedCount++;
  } else if (feature < STRUCTURE) {
    tally.conceptSum += weight;
    tally.conceptCount++;
  } else tally.structureSum += weight;
}

/** Factors by which weights of words and of concepts count in a tally. */
export function factorsOf(tally: Tally): { readonly hashed: number; readonly concept: number } {
  return {
    hashed: 1 / Math.sqrt(tally.hashedCount + HASHED_START),
    concept: 1 / Math.sqrt(tally.conceptCount + CONCEPT_START),
  };
}

/** The linear score: above 0 the text reads as an attack, in the units of the fit. */
export function scoreOf(tally: Tally, bias: number): number {
  const { hashed, concept } = factorsOf(tally);
  return bias + tally.hashedSum * hashed + tally.conceptSum * concept + tally.structureSum;
}
