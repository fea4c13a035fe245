import { AiError } from '@org/ai-core';
import { CONTEXT_UNITS } from '../context-words.ts';
import type { PiiRecogniser } from '../recogniser.ts';
import { hasContextWord } from './context-word.ts';
import type { RecogniserDefinition } from './define-recogniser.ts';
import { meteredCursor } from './metered-cursor.ts';

const LOOKAHEAD = 2;

type Reader = Pick<PiiRecogniser, 'maxLength' | 'lookahead' | 'begins' | 'firstWord' | 'open'>;

/** Reads values with the function that the definition gives, under its budget. */
export function readerByHand(definition: RecogniserDefinition): Reader {
  const { type, read, prefixes, maxLength, lookahead = LOOKAHEAD, validate, contextWords = [] } = definition;
  const begins = definition.begins ?? beginsOf(prefixes);
  if (read === undefined || begins === undefined) throw invalidRecogniser(type, 'needs prefixes or begins with read');
  if (!isCount(maxLength, 1)) throw invalidRecogniser(type, 'needs a maxLength of 1 or more with read');
  if (!isCount(lookahead, 0)) throw invalidRecogniser(type, 'needs a lookahead of 0 or more');
  const maxSteps = definition.maxSteps ?? 8 * maxLength + 200;
  if (!isCount(maxSteps, 1)) throw invalidRecogniser(type, 'needs a maxSteps of 1 or more');
  const limits = { type, maxSteps, behind: CONTEXT_UNITS, ahead: maxLength + lookahead };
  const score = definition.score ?? (validate === undefined ? 0.6 : 0.9);
  const rule = definition.rule ?? 'read';
  return {
    maxLength,
    lookahead,
    begins,
    firstWord: definition.firstWord,
    open: () => (cursor) => {
      if (!begins(cursor.unit(0))) return undefined;
      if (prefixes?.some((prefix) => cursor.slice(0, prefix.length) === prefix) === false) return undefined;
      const end = read(meteredCursor(cursor, limits));
      if (end === undefined) return undefined;
      if (!isCount(end, 1) || end > maxLength) {
        throw new AiError('protocol', `recogniser of ${type} gave an end outside of its maxLength`);
      }
      if (validate?.(cursor.slice(0, end)) === false) return undefined;
      return contextWords.length === 0 || hasContextWord(cursor, contextWords) ? { end, rule, score } : undefined;
    },
  };
}

/** An error about a definition, which names the part and the remedy. */
export function invalidRecogniser(type: string, message: string): AiError {
  return new AiError('invalid-input', `defineRecogniser: ${type === '' ? 'a recogniser' : type} ${message}`);
}

function beginsOf(prefixes: readonly string[] | undefined): ((unit: number) => boolean) | undefined {
  if (prefixes === undefined || prefixes.length === 0 || prefixes.includes('')) return undefined;
  const first = new Set(prefixes.map((prefix) => prefix.charCodeAt(0)));
  return (unit) => first.has(unit);
}

function isCount(value: unknown, least: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= least;
}
