/** Scores a claim against its source, from 0 to 1: higher is better supported. */
export type Scorer = (claim: string, source: string) => number;

/** Share of the claim's distinct words that the source holds. */
export const tokenOverlap: Scorer = (claim, source) => {
  const held = new Set(wordsOf(source));
  const own = [...new Set(wordsOf(claim))];
  return own.length === 0 ? 1 : own.filter((word) => held.has(word)).length / own.length;
};

/** ROUGE-L recall of the claim: longest common subsequence with the source, over the length of the claim (Lin 2004). */
export const rougeL: Scorer = (claim, source) => {
  const own = wordsOf(claim);
  const other = wordsOf(source);
  let previous = new Uint32Array(other.length + 1);
  for (const word of own) {
    const row = new Uint32Array(other.length + 1);
    for (const [at, candidate] of other.entries()) {
      row[at + 1] = word === candidate ? (previous[at] ?? 0) + 1 : Math.max(row[at] ?? 0, previous[at + 1] ?? 0);
    }
    previous = row;
  }
  return own.length === 0 ? 1 : (previous[other.length] ?? 0) / own.length;
};

/** Cosine of the TF-IDF vectors of the claim and of the nearest sentence of its source; rarity is counted over the sentences of that source. */
export const tfIdfCosine: Scorer = (claim, source) => {
  const sentences = source.split(/(?<=[.!?])\s+|\n+/).map(wordsOf);
  const counts = new Map<string, number>();
  for (const sentence of sentences) for (const word of new Set(sentence)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const vectorOf = (words: readonly string[]): ReadonlyMap<string, number> => {
    const vector = new Map<string, number>();
    for (const word of words)
      vector.set(word, (vector.get(word) ?? 0) + Math.log((1 + sentences.length) / (1 + (counts.get(word) ?? 0))) + 1);
    return vector;
  };
  const own = vectorOf(wordsOf(claim));
  return Math.max(0, ...sentences.map((sentence) => cosine(own, vectorOf(sentence))));
};

/** The baselines that are scored beside ours. */
export const baselines: Readonly<Record<string, Scorer>> = {
  'token overlap': tokenOverlap,
  'ROUGE-L recall': rougeL,
  'TF-IDF cosine': tfIdfCosine,
};

function cosine(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): number {
  const norm = (vector: ReadonlyMap<string, number>): number => Math.hypot(...vector.values());
  let product = 0;
  for (const [word, value] of one) product += value * (other.get(word) ?? 0);
  const size = norm(one) * norm(other);
  return size === 0 ? 0 : product / size;
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
