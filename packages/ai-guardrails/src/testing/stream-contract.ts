import { AiError, type Finding } from '@org/ai-core';
import type { Rail } from '../rail/rail.ts';
import { haltRail, keyRail, numberRail, orderRail, sampleRails, secretRail } from './sample-rails.ts';

/** What came out of a text that was fed in chunks. */
export interface ScreenedText {
  /** What each chunk, and in the end the end of the text, released. */
  readonly released: readonly string[];
  readonly isBlocked: boolean;
  readonly findings: readonly Finding[];
  /** Most text that was held back after any chunk, and what was declared for these rails. */
  readonly mostHeld: number;
  readonly maxHeld: number;
}

/** An engine that screens a text, fed in chunks, through rails. */
export interface StreamSubject {
  screen(rails: readonly Rail[], chunks: readonly string[]): Promise<ScreenedText>;
}

/** One guarantee of streaming: `run` rejects, naming what is wrong, when the subject breaks it. */
export interface StreamCase {
  readonly name: string;
  readonly run: (subject: StreamSubject) => Promise<void>;
}

interface Sample {
  readonly text: string;
  readonly rails: readonly Rail[];
  readonly output: string;
  readonly isBlocked?: boolean | undefined;
}

const key = '\ud83d\udd11';
const smile = '\ud83d\ude00';

/** Texts with what must come of them, whatever the chunks. */
const samples: readonly Sample[] = [
  { text: '', rails: sampleRails, output: '' },
  { text: 'nothing to see', rails: sampleRails, output: 'nothing to see' },
  {
    text: 'a secret and secrets, ssecret secre',
    rails: [secretRail],
    output: 'a [SECRET] and [SECRET]s, s[SECRET] secre',
  },
  { text: `${smile} smiles ${smile}`, rails: [secretRail], output: `${smile} smiles ${smile}` },
  { text: 'secret', rails: [secretRail, numberRail], output: '[SECRET]' },
  { text: 'pin 1234, 123, 123456789012 end', rails: [numberRail], output: 'pin [NUMBER], 123, [NUMBER] end' },
  { text: `n ${'7'.repeat(40)} and ${'8'.repeat(13)}`, rails: [numberRail], output: 'n [NUMBER] and [NUMBER]' },
  {
    text: `${smile}${key}abcdefghij${smile} ${key} \ud83d`,
    rails: [keyRail],
    output: `${smile}[KEY]ij${smile} [KEY] \ud83d`,
  },
  {
    text: 'secret\u0301\u0302 e\u0301 1234\u0301 secret',
    rails: [secretRail, numberRail],
    output: '[SECRET] e\u0301 [NUMBER] [SECRET]',
  },
  { text: `12345secret6789`, rails: [numberRail, secretRail], output: '[NUMBER][SECRET][NUMBER]' },
  {
    text: 'Fine. An order. Also fine. Last order',
    rails: [orderRail, secretRail],
    output: 'Fine. [ORDER] Also fine. [ORDER]',
  },
  { text: 'An order with a secret in it. No secret.', rails: [secretRail, orderRail], output: '[ORDER] No [SECRET].' },
  { text: `An order ${'that goes on and on '.repeat(6)}. Then.`, rails: [orderRail], output: '[ORDER] Then.' },
  { text: 'say 1234 then HALT secret', rails: sampleRails, output: 'say [NUMBER] then ', isBlocked: true },
  { text: 'HALTED', rails: [haltRail], output: '', isBlocked: true },
  { text: 'ends in HALT', rails: sampleRails, output: 'ends in HALT' },
  { text: 'No. An order HALT! More.', rails: sampleRails, output: 'No. [ORDER]', isBlocked: true },
];

/**
 * The guarantees of streaming, over every split point of texts with surrogate pairs and combining marks. The same
 * suite that this package holds its own engine to.
 */
export const streamContract: readonly StreamCase[] = [
  {
    name: '(a) what comes out does not depend on how the text was cut into chunks',
    run: (subject) =>
      forEachCut(subject, ({ sample, result, whole }) => {
        expect(result.released.join('') === whole.released.join(''), sample, 'other chunks gave another text');
        expect(result.isBlocked === whole.isBlocked, sample, 'other chunks gave another decision');
        expect(
          JSON.stringify(result.findings) === JSON.stringify(whole.findings),
          sample,
          'other chunks gave other findings',
        );
      }),
  },
  {
    name: '(b) no unit of a redacted span is released, and everything else is',
    run: (subject) =>
      forEachCut(subject, ({ sample, result }) => {
        expect(result.released.join('') === sample.output, sample, 'the text is not the one with its redactions made');
      }),
  },
  {
    name: '(c) when a rail blocks, nothing at or after the start of its span was released',
    run: (subject) =>
      forEachCut(subject, ({ sample, result }) => {
        if (sample.isBlocked !== true) return;
        expect(result.isBlocked, sample, 'the block was not reported');
        expect(sample.output.startsWith(result.released.join('')), sample, 'text left that stands behind the block');
      }),
  },
  {
    name: '(d) no more text is held back than the rails have declared',
    run: async (subject) => {
      await forEachCut(subject, ({ sample, result }) => {
        expect(result.mostHeld <= result.maxHeld, sample, 'more text was held back than declared');
      });
      const prose = Array.from('Plain words go out as they come, sentence by sentence. '.repeat(20));
      const result = await subject.screen([secretRail, numberRail], prose);
      expect(result.mostHeld <= result.maxHeld, undefined, 'prose is held back longer than declared');
      expect(result.released.slice(0, -1).join('').length > 1_000, undefined, 'prose is held back to its end');
    },
  },
  {
    name: 'a pair of surrogates leaves in one piece',
    run: (subject) =>
      forEachCut(subject, ({ sample, result }) => {
        for (const piece of result.released.slice(0, -1)) {
          expect(!/[\ud800-\udbff]$/.test(piece), sample, 'a released piece ends inside a pair of surrogates');
        }
      }),
  },
];

interface Cut {
  readonly sample: Sample;
  readonly result: ScreenedText;
  readonly whole: ScreenedText;
}

/** Every sample whole, unit by unit, in two at every point, and in random pieces. */
async function forEachCut(subject: StreamSubject, visit: (cut: Cut) => void): Promise<void> {
  const random = createRandom(20_261_123);
  for (const sample of samples) {
    const { text, rails } = sample;
    const whole = await subject.screen(rails, [text]);
    visit({ sample, result: whole, whole });
    const cuts: (readonly string[])[] = [text.split('')];
    for (let at = 1; at < text.length; at++) cuts.push([text.slice(0, at), text.slice(at)]);
    for (let round = 0; round < 20; round++) cuts.push(pieces(text, random));
    for (const chunks of cuts) visit({ sample, result: await subject.screen(rails, chunks), whole });
  }
}

function pieces(text: string, random: () => number): readonly string[] {
  const chunks: string[] = [];
  for (let at = 0; at < text.length;) {
    const next = at + 1 + Math.floor(random() * 7);
    chunks.push(text.slice(at, next));
    at = next;
  }
  return chunks;
}

/** A linear congruential generator: the same cuts in every run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

function expect(isKept: boolean, sample: Sample | undefined, message: string): void {
  if (isKept) return;
  const where = sample === undefined ? '' : ` (sample ${String(samples.indexOf(sample))})`;
  throw new AiError('integrity', `${message}${where}`);
}
