import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTokenizer } from '../../packages/ai-inference/src/tokenizers/create-tokenizer.ts';
import { conformanceTexts } from '../../packages/ai-inference/src/tokenizers/testing/conformance-texts.ts';
import {
  guideTexts,
  sampleTokenizers,
  type SampleTokenizer,
} from '../../packages/ai-inference/src/tokenizers/testing/sample-tokenizers.ts';
import type { Benchmark, BenchmarkRun, Figure } from '../harness/benchmark.ts';
import { interleave, median, ratioOf } from '../harness/rounds.ts';
import { loadPeers, type Peers } from './peers.ts';

/** Longer than any text here: nothing is cut. */
const maxTokens = 1_000_000;

/** Tokenizers of the three families: the same ids as the reference, and how fast. */
export const tokenizeBenchmark: Benchmark = {
  name: 'tokenize',
  summary:
    'characters per second of the tokenizers with a cold cache, beside @huggingface/tokenizers and the native tokenizers',
  peers: ['@huggingface/tokenizers', 'tokenizers'],
  measures: ['benchmarks/tokenize', 'packages/ai-inference/src/tokenizers'],
  async run(run) {
    const peers = await loadPeers();
    const { texts, note } = prose(run);
    const characters = texts.reduce((sum, text) => sum + text.length, 0);
    const figures: Figure[] = [];
    for (const sample of sampleTokenizers()) {
      run.progress(sample.name);
      figures.push(await speed(run, sample, peers, texts, characters, note));
    }
    figures.push(await conformity(run, peers), await offsetFigure(run, peers));
    return figures;
  },
};

function bytesOf({ file }: SampleTokenizer): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(file));
}

/** English prose: the documents of the data folder, or the guides of this repository. */
function prose({ dataDirectory, scored }: BenchmarkRun): { readonly texts: readonly string[]; readonly note: string } {
  for (const folder of ['', 'cranfield', 'ir/cranfield']) {
    const path = join(dataDirectory ?? '', folder, 'docs.jsonl');
    if (dataDirectory === undefined || !existsSync(path)) continue;
    scored.add(join(folder, 'docs.jsonl'));
    const lines = readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
    const texts = lines.map((line) => (JSON.parse(line) as { readonly text: string }).text);
    return { texts, note: `${String(texts.length)} documents of ${join(folder, 'docs.jsonl')}` };
  }
  // Headings, tables and code are no prose.
  const texts = markdownTexts()
    .flatMap((guide) => guide.replace(/```[\s\S]*?```/g, '').split('\n\n'))
    .filter((paragraph) => /^[A-Z]/.test(paragraph) && !paragraph.includes('|'));
  return { texts, note: `${String(texts.length)} paragraphs of this repository's documents` };
}

/** Every Markdown file of the repository's documents, packages and examples. */
function markdownTexts(): readonly string[] {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  return ['docs', 'packages', 'examples'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md') && !name.includes('node_modules'))
      .sort()
      .map((name) => readFileSync(join(root, folder, name), 'utf8')),
  );
}

async function speed(
  run: BenchmarkRun,
  sample: SampleTokenizer,
  peers: Peers,
  texts: readonly string[],
  characters: number,
  note: string,
): Promise<Figure> {
  const bytes = bytesOf(sample);
  const native = peers.native(sample.file);
  const perSecond = (ms: number): number => characters / ms / 1_000;
  const timed = (work: (text: string) => unknown): number => {
    const started = performance.now();
    for (const text of texts) work(text);
    return perSecond(performance.now() - started);
  };
  let warm = await createTokenizer({ tokenizer: bytes });
  const rounds = await interleave(
    {
      // A tokenizer of its own for each round: what is remembered from the round before would not be cold.
      ours: async () => {
        warm = await createTokenizer({ tokenizer: bytes });
        return timed((text) => warm.encode(text, { maxTokens }));
      },
      warm: () => Promise.resolve(timed((text) => warm.encode(text, { maxTokens }))),
      reference: () => {
        const encode = peers.reference(sample.file);
        return Promise.resolve(timed(encode));
      },
      native: async () => {
        const started = performance.now();
        for (const text of texts) await native(text).then(({ ids }) => ids.length);
        return perSecond(performance.now() - started);
      },
    },
    run.rounds,
    run.signal,
  );
  const own = rounds['ours'] ?? [];
  const reference = '@huggingface/tokenizers';
  return {
    name: `${sample.name}: characters a second, cold cache`,
    metric:
      sample.name === 'WordPiece, uncased'
        ? 'tokenize'
        : `tokenize-${sample.name.replace(/[^A-Za-z0-9]+/g, '-').toLowerCase()}`,
    ours: median(own),
    unit: 'million characters/s',
    peers: { [reference]: median(rounds['reference'] ?? []), 'tokenizers (native)': median(rounds['native'] ?? []) },
    ratio: {
      [reference]: ratioOf(own, rounds['reference'] ?? []),
      'tokenizers (native)': ratioOf(own, rounds['native'] ?? []),
    },
    note: `${note}, ${String(Math.round(characters / 1_000))} thousand characters, one text at a time; with a warm cache ours reads ${median(rounds['warm'] ?? []).toFixed(1)} million`,
  };
}

/** Counts the texts of the conformance corpus whose ids differ from the reference's, and whose offsets differ from the native library's. */
async function conformity(run: BenchmarkRun, peers: Peers): Promise<Figure> {
  const words = guideTexts().join(' ').split(/\s+/).slice(0, 4_000);
  const texts = conformanceTexts(run.isQuick ? 1_500 : 20_000, words, 20_261_126);
  let mismatches = 0;
  let fallbacks = 0;
  let compared = 0;
  for (const sample of sampleTokenizers()) {
    const own = await createTokenizer({ tokenizer: bytesOf(sample) });
    const reference = peers.reference(sample.file);
    for (const text of texts) {
      const { ids } = own.encode(text, { maxTokens });
      if (ids.join() !== reference(text).join()) mismatches += 1;
      compared += 1;
    }
    fallbacks += own.counts.fallback;
  }
  return {
    name: 'texts with other ids than the reference',
    metric: 'mismatches',
    ours: mismatches,
    unit: `of ${String(compared)}`,
    target: { limit: 0, better: 'lower' },
    peers: {},
    ratio: {},
    note: `${String(texts.length)} texts (scripts, emoji, control characters, long words, any code points) through ${String(sampleTokenizers().length)} tokenizers; ${((100 * fallbacks) / compared).toFixed(2)} % were left to the library`,
  };
}

/** Compares offsets with the native library's, where both give the same ids. */
async function offsetFigure(run: BenchmarkRun, peers: Peers): Promise<Figure> {
  const words = guideTexts().join(' ').split(/\s+/).slice(0, 4_000);
  const texts = conformanceTexts(run.isQuick ? 500 : 5_200, words, 20_261_126).filter((text) => text.isWellFormed());
  let [compared, differing] = [0, 0];
  const shares: string[] = [];
  for (const sample of sampleTokenizers()) {
    const own = await createTokenizer({ tokenizer: bytesOf(sample) });
    const native = peers.native(sample.file);
    let [same, all] = [0, 0];
    for (const text of texts) {
      const { ids, offsets = new Uint32Array() } = own.encode(text, { maxTokens, hasOffsets: true });
      const theirs = await native(text);
      if (theirs.ids.join() !== ids.join()) continue;
      // Theirs count code points, ours UTF-16 units.
      const units = [0];
      for (const character of text) units.push((units.at(-1) ?? 0) + character.length);
      all += 1;
      if (theirs.offsets.map((at) => units[at] ?? -1).join() === offsets.join()) same += 1;
    }
    compared += all;
    differing += all - same;
    shares.push(`${sample.name} ${String(all - same)} of ${String(all)}`);
  }
  return {
    name: "texts with other offsets than the native library's, of those with the same ids",
    metric: 'otherOffsets',
    ours: differing,
    unit: `of ${String(compared)}`,
    peers: {},
    ratio: {},
    note: `ours cover a character with all its marks, the native library its first code point. ${shares.join('; ')}`,
  };
}
