import { AiError, createContext, createServicePrincipal, systemClock, type Finding } from '@org/ai-core';
import { piiRail } from '../pii/pii.ts';
import type { PiiRecogniser } from '../pii/recogniser.ts';
import { createScreen, type Screen } from '../screen/screen.ts';
import { isWord } from '../text/units.ts';
import { createTextCursor } from './text-cursor.ts';

/** A recogniser, with what it must find and what it must leave alone. */
export interface RecogniserSubject {
  readonly recogniser: PiiRecogniser;
  /** Texts, each with the value that is found in it. A value stands in its text once. */
  readonly examples: readonly (readonly [text: string, value: string])[];
  /** Texts in which nothing is found: values with a wrong check digit, without their context words, look-alikes. */
  readonly counterExamples: readonly string[];
  /** Units that may be read at one place, on average over a text. @defaultValue `4 * maxLength + 100` */
  readonly maxSteps?: number | undefined;
}

/** One promise of a recogniser: `run` rejects, naming what is wrong, when the recogniser breaks it. */
export interface RecogniserCase {
  readonly name: string;
  readonly run: () => Promise<void>;
}

const SMALL = 2_000;
const MOST_PUMPED = 80;
const FILLER = 'Some plain words that stand before the value. ';

/**
 * What every recogniser promises, as data for any test runner: examples are found wherever they stand and however the
 * text is cut, counterexamples are not, and the work is bounded.
 * @throws AiError `invalid-input` without examples, without counterexamples, or for a value that its text lacks
 * @example
 * ```ts
 * import { defineRecogniser } from '@org/ai-guardrails';
 * import { recogniserContract } from '@org/ai-guardrails/testing';
 *
 * const recogniser = defineRecogniser({ type: 'TICKET', forms: ['TCK-####'] });
 * const cases = recogniserContract({
 *   recogniser,
 *   examples: [['see TCK-1234.', 'TCK-1234']],
 *   counterExamples: ['TCK-123', 'TCK-12345', 'STCK-1234'],
 * });
 * for (const { run } of cases) await run();
 * ```
 */
export function recogniserContract(subject: RecogniserSubject): readonly RecogniserCase[] {
  checkSubject(subject);
  const { recogniser, examples, counterExamples } = subject;
  const sync = (name: string, check: () => void): RecogniserCase => ({
    name,
    run: () => Promise.resolve().then(check),
  });
  return [
    sync('finds every example, with exactly its span', () => {
      for (const [index, [text, value]] of examples.entries()) {
        expectSpans(spansIn(recogniser, [text]), [spanOf(text, value)], 'example', index);
      }
    }),
    sync('finds no counterexample', () => {
      for (const [index, text] of counterExamples.entries()) {
        expectSpans(spansIn(recogniser, [text]), [], 'counterexample', index);
      }
    }),
    sync('finds the examples at every offset', () => {
      for (const [index, [text, value]] of examples.entries()) {
        for (let size = 0; size <= 2 * FILLER.length; size++) {
          const lead = size === 0 ? '' : `${FILLER.repeat(2).slice(0, size)}\n`;
          expectSpans(spansIn(recogniser, [lead + text]), [spanOf(lead + text, value)], 'example', index);
        }
      }
    }),
    sync('finds the same however a text is cut into chunks', () => {
      const texts = [...examples.map(([text]) => text), ...counterExamples];
      for (const [index, text] of texts.entries()) {
        const whole = spansIn(recogniser, [text]);
        for (const chunks of cutsOf(text)) expectSpans(spansIn(recogniser, chunks), whole, 'text', index);
      }
    }),
    sync('finds values that follow one another', () => {
      const text = examples.map(([one]) => one).join('\n\n');
      const found = spansIn(recogniser, [text]);
      expect(found.length === examples.length, 'a value next to others is not found, or found twice');
    }),
    sync('reads no further than it declares, and finds nothing longer than its maxLength', () => {
      for (const text of [...examples.map(([one]) => one), ...counterExamples]) {
        for (let at = 0; at < text.length; at++) readAt(recogniser, text, at);
      }
    }),
    sync('begins and firstWord pass over no value', () => {
      const texts = [...examples.map(([text]) => text), ...counterExamples];
      for (const [index, text] of texts.entries()) {
        expectSpans(spansIn(recogniser, [text]), undispatched(recogniser, text), 'text', index);
      }
    }),
    sync('takes a bounded number of steps at each place, in time linear in the text', () => {
      const most = subject.maxSteps ?? 4 * recogniser.maxLength + 100;
      for (const text of pumped(subject)) {
        const [small, large] = [readsOf(recogniser, text, SMALL), readsOf(recogniser, text, 4 * SMALL)];
        expect(small / SMALL <= most, 'a pumped input takes more steps than maxSteps at each place');
        expect(large <= 6 * small + most, 'four times the input takes more than six times the steps');
      }
    }),
  ];
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function checkSubject({ recogniser, examples, counterExamples }: RecogniserSubject): void {
  const name = `recogniserContract for ${recogniser.type}`;
  if (examples.length === 0) throw new AiError('invalid-input', `${name} needs examples`);
  if (counterExamples.length === 0) throw new AiError('invalid-input', `${name} needs counterExamples`);
  for (const [index, [text, value]] of examples.entries()) {
    if (value !== '' && text.split(value).length === 2) continue;
    throw new AiError('invalid-input', `${name}: the text of example ${String(index)} needs its value exactly once`);
  }
}

function spanOf(text: string, value: string): Span {
  const start = text.lastIndexOf(value);
  return { start, end: start + value.length };
}

function screenOf(recogniser: PiiRecogniser): Screen {
  const context = createContext({ principal: createServicePrincipal({ tenant: 'test', subject: 'recogniser' }) });
  const rail = piiRail({ recognisers: [recogniser], types: [recogniser.type], stages: ['output'] });
  return createScreen({
    rails: [rail],
    scope: { stage: 'output', context, signal: new AbortController().signal },
    clock: systemClock,
  });
}

function spansIn(recogniser: PiiRecogniser, chunks: readonly string[]): readonly Span[] {
  const screen = screenOf(recogniser);
  for (const chunk of chunks) void screen.push(chunk);
  void screen.end();
  const { findings, rails } = screen.outcome();
  const fault = rails[0]?.error;
  expect(fault === undefined, `the recogniser is at fault (${String(fault)})`);
  return findings.filter((finding: Finding) => finding.label === recogniser.type);
}

function readsOf(recogniser: PiiRecogniser, unit: string, size: number): number {
  const screen = screenOf(recogniser);
  void screen.push(unit.repeat(Math.ceil(size / unit.length)).slice(0, size));
  void screen.end();
  expect(screen.outcome().rails[0]?.error === undefined, 'the recogniser is at fault on a pumped input');
  return screen.reads();
}

/** The end of what the recogniser itself finds at a place, with what it reads held to what it declares. */
function readAt(recogniser: PiiRecogniser, text: string, at: number): number | undefined {
  const { maxLength, lookahead = 20, lookbehind = 40 } = recogniser;
  const found = recogniser.open()(
    createTextCursor(text, at, (from, to) => {
      expect(from >= -lookbehind, 'the recogniser reads further back than its lookbehind');
      expect(to <= maxLength + lookahead, 'the recogniser reads further than its maxLength and lookahead');
    }),
  );
  if (typeof found !== 'object') return undefined;
  expect(found.end > 0 && found.end <= maxLength, 'the recogniser found more than its maxLength');
  return found.end;
}

/** What the recogniser finds when it is asked at every place. */
function undispatched(recogniser: PiiRecogniser, text: string): readonly Span[] {
  const spans: Span[] = [];
  for (let at = 0; at < text.length;) {
    const isInWord = isWord(text.charCodeAt(at - 1));
    const end = recogniser.isWordBound && isInWord ? undefined : readAt(recogniser, text, at);
    if (end !== undefined) spans.push({ start: at, end: at + end });
    at += end ?? 1;
  }
  return spans;
}

function cutsOf(text: string): readonly (readonly string[])[] {
  const cuts: (readonly string[])[] = [text.split('')];
  for (let at = 1; at < text.length; at++) cuts.push([text.slice(0, at), text.slice(at)]);
  return cuts;
}

/** Every value, every text, and every beginning of a value, to be said again and again. */
function pumped({ examples, counterExamples }: RecogniserSubject): readonly string[] {
  const units = new Set<string>();
  for (const [text, value] of examples) {
    units.add(text).add(`${text} `);
    for (let end = 1; end <= value.length; end++) units.add(value.slice(0, end)).add(`${value.slice(0, end)} `);
  }
  for (const text of counterExamples) units.add(text);
  return [...units].slice(0, MOST_PUMPED);
}

function expectSpans(found: readonly Span[], expected: readonly Span[], kind: string, index: number): void {
  const isSame =
    found.length === expected.length &&
    found.every(({ start, end }, at) => start === expected[at]?.start && end === expected[at].end);
  const what = expected.length === 0 ? 'something is found in' : 'other spans than expected are found in';
  expect(isSame, `${what} ${kind} ${String(index)}`);
}

function expect(isKept: boolean, message: string): void {
  if (!isKept) throw new AiError('integrity', message);
}
