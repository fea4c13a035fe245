import { packBundle, type PackedBundle } from '../bundle/write-bundle.ts';
import { encodeTermGraph } from '../onnx/term-graph.ts';
import { encodeVocabulary } from '../terms/vocabulary.ts';
import { fitCodeVersion, type FitParameters } from './parameters.ts';
import type { SparseMatrix } from './sparse-matrix.ts';
import type { TermCounts } from './term-counts.ts';
import { type TfIdf, weighCounts } from './tf-idf.ts';
import { encodeRecord, recordFile, type TrainingRecord } from './training-record.ts';
import { truncatedSvd, type TruncatedSvd } from './truncated-svd.ts';

/** A fitted embedder in memory. */
export interface FittedCorpus {
  readonly bundle: PackedBundle;
  readonly record: TrainingRecord;
}

const modelFile = 'model.onnx';
const vocabularyFile = 'vocabulary.txt';

/** Fits an embedder to counted texts: latent semantic analysis (Deerwester et al., 1990), packed as a bundle. */
export async function fitCorpus(
  counts: TermCounts,
  inputDigest: string,
  parameters: FitParameters,
  onRound: (done: number, total: number) => void,
): Promise<FittedCorpus> {
  const tfIdf = weighCounts(counts, parameters);
  // One direction is reserved for texts without a known term.
  const svd = truncatedSvd(tfIdf.matrix, parameters.dimensions - 1, parameters.seed, onRound);
  const dimensions = svd.rank + 1;
  const record = describe(counts, inputDigest, parameters, tfIdf, svd);
  const bundle = await packBundle(
    {
      formatVersion: 1,
      name: 'corpus-lsa',
      task: 'embedding',
      pooling: 'weighted-sum',
      normalisation: 'l2',
      dimensions,
      maxTokens: parameters.maxTokens,
      precision: 'float32',
      licence: 'LicenseRef-fitted-texts',
      source:
        'Latent semantic analysis fitted to the texts of an index; the words of the vocabulary are taken from them.',
      model: modelFile,
      tokenizer: { kind: 'terms', vocabulary: vocabularyFile },
    },
    {
      [modelFile]: encodeTermGraph(termTable(tfIdf, svd), tfIdf.terms.length + 1, dimensions),
      [vocabularyFile]: encodeVocabulary(tfIdf.terms),
      [recordFile]: encodeRecord(record),
    },
  );
  return { bundle, record };
}

function termTable({ terms, inverseFrequencies }: TfIdf, { rank, vectors }: TruncatedSvd): Float32Array {
  const dimensions = rank + 1;
  const table = new Float32Array((terms.length + 1) * dimensions);
  table[rank] = 1;
  for (let term = 0; term < terms.length; term += 1) {
    for (let direction = 0; direction < rank; direction += 1) {
      table[(term + 1) * dimensions + direction] =
        (inverseFrequencies[term] ?? 0) * (vectors[term * rank + direction] ?? 0);
    }
  }
  return table;
}

function describe(
  counts: TermCounts,
  digest: string,
  parameters: FitParameters,
  { terms, matrix }: TfIdf,
  svd: TruncatedSvd,
): TrainingRecord {
  return {
    formatVersion: 1,
    method: 'latent-semantic-analysis',
    code: fitCodeVersion,
    parameters,
    inputs: {
      texts: counts.texts,
      textsUsed: matrix.rows,
      stride: counts.stride,
      tokens: counts.tokens,
      terms: counts.terms.length,
      digest,
    },
    result: { vocabulary: terms.length, rank: svd.rank, explained: explainedShare(matrix, svd) },
  };
}

function explainedShare(matrix: SparseMatrix, svd: TruncatedSvd): number {
  const all = matrix.values.reduce((sum, value) => sum + value * value, 0);
  const held = svd.singularValues.reduce((sum, value) => sum + value * value, 0);
  return all === 0 ? 0 : Math.min(1, Math.round((held / all) * 1e6) / 1e6);
}
