/**
 * The numbers that the extractive model decides by, in one place. Found by search on the development questions of examples/assistant; held-out questions were not used.
 */
export interface ExtractiveThresholds {
  /** Least share of the question's weight that the best unit must cover, surroundings included. */
  readonly minCoverage: number;
  /** Least share that the unit's own words must cover. */
  readonly minOwnCoverage: number;
  /** Least score of the best unit: coverage and all that is added and taken away. */
  readonly minScore: number;
  /** Most weight of question words that may be in no passage at all, as a share of all weight. */
  readonly maxMissing: number;
  /** A name or number of the question that is in no passage: abstain. */
  readonly mustFindNames: boolean;
  /** Credit of a question word that stands in the headings above or in the lead-in, beside 1 for the unit's own words. */
  readonly headingCredit: number;
  /** Credit of a question word that stands in a neighbouring sentence of the same block. */
  readonly neighbourCredit: number;
  /** Credit of a question word that stands elsewhere in the passage. */
  readonly passageCredit: number;
  /** Weight of generic words ("need", "week") beside 1 for others. */
  readonly genericWeight: number;
  /** Added when the unit holds the kind of thing asked for (a number, a time, a role), taken away when it does not. */
  readonly kindBonus: number;
  readonly kindPenalty: number;
  /** Added when the unit counts or states what the question asks for ("how many ...", "what is the ..."), taken away when it does not. */
  readonly statementBonus: number;
  readonly statementPenalty: number;
  /** Added in full when all content words of the unit are words of the question. */
  readonly precisionBonus: number;
  /** Added in full when question words that are neighbours stand near each other in the unit. */
  readonly proximityBonus: number;
  /** Added for the first passage, falling with the rank. */
  readonly rankBonus: number;
  /** Taken away for every 100 words beyond 40. */
  readonly lengthPenalty: number;
  /** A further unit is given when its score is at least this share of the best one's. */
  readonly furtherShare: number;
  /** Most units in an answer. */
  readonly maxUnits: number;
}

/** What `createExtractiveModel` uses where it is not told otherwise. */
export const defaultThresholds: ExtractiveThresholds = {
  minCoverage: 0.5,
  minOwnCoverage: 0.3,
  minScore: 0.5,
  maxMissing: 0.34,
  mustFindNames: true,
  headingCredit: 0.7,
  neighbourCredit: 0.5,
  passageCredit: 0.3,
  genericWeight: 0.35,
  kindBonus: 0.12,
  kindPenalty: 0.15,
  statementBonus: 0.15,
  statementPenalty: 0.05,
  precisionBonus: 0.1,
  proximityBonus: 0.12,
  rankBonus: 0.1,
  lengthPenalty: 0.05,
  furtherShare: 0.8,
  maxUnits: 3,
};
