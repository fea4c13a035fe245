/**
 * The numbers that the extractive model decides by, in one place. Found by random searches over the development questions of examples/assistant and as many further ones (eval/tuning: 69 with an answer, 45 without);
 * held-out questions were not used. `minScore`, the middle of the values that did equally well on the development questions (.93 to .95), trades answers for abstentions. Chosen by five-fold cross-validation, repeated 100 times with folds drawn anew, the left-out questions were answered right
 * in 95 % and abstained from in 99 % (development) and in 85 % and 93 % (further ones, worded more freely); the other numbers were not chosen anew in each fold, so expect a little less.
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
  /** How far the weight of a word follows its rarity in the passages: 0 not at all, 1 wholly. */
  readonly rarityShare: number;
  /** Weight of generic words ("need", "week") beside 1 for others. */
  readonly genericWeight: number;
  /** Weight of common verbs, which are paraphrased more often than nouns. */
  readonly verbWeight: number;
  /** Credit of a word of the same family, and of a synonym, beside 1 for the word itself. */
  readonly familyCredit: number;
  readonly synonymCredit: number;
  /** Taken away in full when no word that says what the question is about (neither generic nor a common verb) stands in the unit, beside it or above it. */
  readonly openPenalty: number;
  /** Added when the unit holds the kind of thing asked for (a number, a time, a role), taken away when it does not. */
  readonly kindBonus: number;
  readonly kindPenalty: number;
  /** Added when the unit counts or states what the question asks for ("how many ...", "what is the ..."). */
  readonly statementBonus: number;
  /** Taken away when it does not state it, or does not count it. */
  readonly statementPenalty: number;
  readonly countPenalty: number;
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
  /** A unit beside the best one is given from this share on, when it answers a word of the question that is open. */
  readonly besideShare: number;
  /** A unit this near to the best one is given too, even when it answers no further word: the question fits both. */
  readonly tieShare: number;
  /** Most units in an answer. */
  readonly maxUnits: number;
}

/** What `createExtractiveModel` uses where it is not told otherwise. */
export const defaultThresholds: ExtractiveThresholds = {
  minCoverage: 0.47,
  minOwnCoverage: 0.16,
  minScore: 0.94,
  maxMissing: 0.35,
  mustFindNames: true,
  headingCredit: 0.67,
  neighbourCredit: 0.45,
  passageCredit: 0.2,
  rarityShare: 0.55,
  genericWeight: 0.45,
  verbWeight: 0.7,
  familyCredit: 0.85,
  synonymCredit: 0.75,
  openPenalty: 0.15,
  kindBonus: 0.08,
  kindPenalty: 0.27,
  statementBonus: 0.25,
  statementPenalty: 0.12,
  countPenalty: 0.25,
  precisionBonus: 0.25,
  proximityBonus: 0.15,
  rankBonus: 0.2,
  lengthPenalty: 0.1,
  listPenalty: 0.1,
  furtherShare: 0.78,
  besideShare: 0.55,
  tieShare: 0.94,
  maxUnits: 3,
};
