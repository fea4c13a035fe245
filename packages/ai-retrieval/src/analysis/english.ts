import { stemmer } from 'stemmer';
import { createAnalyser, type Analyser } from './analyser.ts';

/** The stop words of Lucene's EnglishAnalyzer. */
const stopWords: ReadonlySet<string> = new Set(
  'a an and are as at be but by for if in into is it no not of on or such that the their then there these they this to was will with'.split(
    ' ',
  ),
);

// Interrogatives, auxiliaries, pronouns and prepositions. "May" stays: it is a month too.
const questionWords =
  'how what which who whom whose when where why do does did done have has had having can could might must shall should would am were been being ' +
  'i me my we our you your he him his she her hers they them theirs its so than too very from about above after again before below between during each per most many much long';

/** Porter's stemmer and Lucene's English stop words. */
export const englishAnalyser: Analyser = createAnalyser({ version: 'en-2', stem: stemmer, stopWords, questionWords });
