// Fits the linear model against planted instructions: node --conditions=@org/source packages/ai-guardrails/fit/fit.ts [--check]
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unpackModel } from '../src/injection/linear/model.ts';
import { createSuspicion } from '../src/injection/suspicion.ts';
import { makeExamples, type Example } from './corpus.ts';
import { createRandom } from './grammar.ts';
import { passagesOf, readSource, textSources } from './package-texts.ts';
import { quantise, type Quantised } from './quantise.ts';
import { featuresOf, train } from './train.ts';

/** All that decides the weights besides the templates and the pinned packages. */
export const settings = {
  seed: 20_261_125,
  size: 700,
  devSize: 150,
  harmlessWeight: 2,
  epochs: 6,
  rate: 0.1,
  decay: 1e-4,
  /** Most harmless development texts of any one family that may be flagged. */
  falseAlarms: 0.006,
} as const;

const folder = dirname(fileURLToPath(import.meta.url));
const root = join(folder, '..', '..', '..');
const weightsFile = join(folder, '..', 'src', 'injection', 'linear', 'weights.ts');
const recordFile = join(folder, 'record.json');

/** Makes the corpus, fits and chooses the threshold; nothing is written. */
export function fit(): { readonly weights: string; readonly record: string } {
  const random = createRandom(settings.seed);
  const learned = makeExamples('train', settings.size, random);
  const held = makeExamples('dev', settings.devSize, random);
  const sources = textSources.map((source) => ({ source, ...readSource(root, source) }));
  const passages = sources.flatMap(({ source, texts }) =>
    passagesOf(texts, random).map((text): Example => ({ text, isAttack: false, family: `docs:${source.name}` })),
  );
  const isHeld = (_: Example, at: number): boolean => at % 5 === 4;
  const training = [...learned, ...passages.filter((one, at) => !isHeld(one, at))];
  const development = [...held, ...passages.filter(isHeld)];
  const samples = training.map(({ text, isAttack }) => ({
    features: featuresOf(text),
    isAttack,
    weight: isAttack ? 1 : settings.harmlessWeight,
  }));
  const exact = train(samples, settings, random);
  const model = quantise(exact);
  const scores = development.map((example) => ({ ...example, score: scoreWith(model, example.text) }));
  const threshold = thresholdFor(scores);
  const digest = createHash('sha256').update(model.weights).digest('hex');
  const byFamily = (isAttack: boolean): Readonly<Record<string, number>> => {
    const families = [...new Set(scores.filter((one) => one.isAttack === isAttack).map(({ family }) => family))];
    return Object.fromEntries(
      families.map((name) => {
        const own = scores.filter(({ family }) => family === name);
        return [name, Number((own.filter(({ score }) => score >= threshold).length / own.length).toFixed(4))];
      }),
    );
  };
  const record = {
    settings,
    sources: sources.map(({ source, digest: sourceDigest, texts }) => ({
      ...source,
      files: texts.length,
      digest: sourceDigest,
    })),
    examples: { training: training.length, development: development.length, digest: digestOf(training) },
    threshold,
    weights: `sha256:${digest}`,
    development: { recall: byFamily(true), falseAlarms: byFamily(false) },
  };
  return { weights: moduleOf({ ...model, threshold }), record: `${JSON.stringify(record, null, 2)}\n` };
}

/** The highest score of a text on its way through the rail, sentence by sentence, in the units of the fit. */
function scoreWith(packed: Quantised, text: string): number {
  const suspicion = createSuspicion(unpackModel({ ...packed, threshold: 0 }));
  const sentences = text.split(/(?<=[.!?]["')]?\s)|\n(?=\n|[-*#|>\d])/);
  const most = Math.max(...sentences.map((sentence) => suspicion.add(sentence)));
  const distance = 2 * most - 1;
  return Math.abs(distance) >= 1 ? 1_000 * distance : (0.5 * distance) / (1 - Math.abs(distance));
}

/** The least threshold at which no family of harmless development texts is flagged more often than allowed. */
function thresholdFor(scores: readonly (Example & { readonly score: number })[]): number {
  const sizeOf = (name: string): number => scores.filter(({ family }) => family === name).length;
  const families = [...new Set(scores.filter((one) => !one.isAttack).map(({ family }) => family))].filter(
    (name) => sizeOf(name) >= 100,
  );
  const least = families.map((name) => {
    const own = scores.filter(({ family }) => family === name).map(({ score }) => score);
    own.sort((a, b) => b - a);
    return own[Math.floor(own.length * settings.falseAlarms)] ?? 0;
  });
  return Number((Math.max(...least) + 0.001).toFixed(3));
}

function digestOf(examples: readonly Example[]): string {
  const hash = createHash('sha256');
  for (const { text, isAttack } of examples) hash.update(`${String(isAttack)}\0${text}\0`);
  return `sha256:${hash.digest('hex')}`;
}

function moduleOf({
  weights,
  scales,
  bias,
  threshold,
}: ReturnType<typeof quantise> & { readonly threshold: number }): string {
  return `// Made by fit/fit.ts; fit/record.json says from what. Do not edit.
/** The fitted weights: one signed byte per feature, three scales, the bias, and the score from which a text is flagged. */
export const fitted = {
  scales: ${JSON.stringify(scales).replaceAll(',', ', ')},
  bias: ${String(bias)},
  threshold: ${String(threshold)},
  weights: '${weights}',
} as const;
`;
}

/** Whether the committed weights and their record are these, white space apart. */
export function isKept({ weights, record }: ReturnType<typeof fit>): boolean {
  const plain = (text: string): string => text.replace(/\s+/g, '');
  const kept = (file: string): string => plain(readFileSync(file, 'utf8'));
  return kept(weightsFile) === plain(weights) && kept(recordFile) === plain(record);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { weights, record } = fit();
  if (process.argv.includes('--check')) {
    const isSame = isKept({ weights, record });
    console.log(
      isSame
        ? 'the fit gives the same weights'
        : 'the fit gives other weights: see fit/record.json for what it was made from',
    );
    process.exitCode = isSame ? 0 : 1;
  } else {
    writeFileSync(weightsFile, weights);
    writeFileSync(recordFile, record);
    console.log(record);
  }
}
