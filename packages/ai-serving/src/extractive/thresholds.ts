/**
 * The numbers that the extractive model decides by, in one place. Set by hand between the results of several random searches over the development questions of examples/assistant;
 * held-out questions were not used. `minScore` is the one that trades answers for abstentions.
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
  /** Taken away from a whole list when the question asks for one number, time, price or role. */
  readonly listPenalty: number;
  /** A further unit is given when its score is at least this share of the best one's. */
  readonly furtherShare: number;
  /** A unit this near to the best one is given too, even when it answers no further word: the question fits both. */
  readonly tieShare: number;
  /** Most units in an answer. */
  readonly maxUnits: number;
}

/** What `createExtractiveModel` uses where it is not told otherwise. */
export const defaultThresholds: ExtractiveThresholds = {
  minCoverage: 0.47,
  minOwnCoverage: 0.16,
  minScore: 0.85,
  maxMissing: 0.35,
  mustFindNames: true,
  headingCredit: 0.65,
  neighbourCredit: 0.45,
  passageCredit: 0.2,
  genericWeight: 0.45,
  kindBonus: 0.08,
  kindPenalty: 0.27,
  statementBonus: 0.25,
  statementPenalty: 0.18,
  precisionBonus: 0.25,
  proximityBonus: 0.15,
  rankBonus: 0.2,
  lengthPenalty: 0.1,
  listPenalty: 0.1,
  furtherShare: 0.78,
  tieShare: 0.94,
  maxUnits: 3,
};
