import type { TextAnalysis } from '../analysis/analyser-source.ts';
import { chunkDocument } from '../chunk/chunk-document.ts';
import { joinEmbedded } from './segment.ts';

/** A chunk with what is made of it. */
export interface AnalysedChunk {
  readonly start: number;
  readonly end: number;
  /** Place of its heading path among the `paths` of the document. */
  readonly path: number;
  readonly leadIn: { readonly start: number; readonly end: number } | undefined;
  readonly text: string;
  /** Terms of the text, and of title, headings and the line that leads in. */
  readonly body: Iterable<string>;
  readonly heading: Iterable<string>;
  /** What stands for it in the embedding space. */
  readonly embedded: string;
}

/** A document that is to be cut. */
export interface DocumentText {
  readonly text: string;
  readonly mediaType: string;
  readonly title?: string | undefined;
}

/** Cuts and analyses a document: the same for every store. Heading paths are added to `paths` as they come up. A generator, so that a caller can stop between two chunks of a long document. */
export function* analysedChunks(
  { text, mediaType, title }: DocumentText,
  analyser: TextAnalysis,
  paths: (readonly string[])[],
): Generator<AnalysedChunk> {
  const known = new Map<string, number>();
  for (const { start, end, headingPath, leadIn } of chunkDocument(text, mediaType, analyser.chunkBudget)) {
    const key = headingPath.join('\n');
    const path = known.get(key) ?? paths.push(headingPath) - 1;
    known.set(key, path);
    const words = text.slice(start, end);
    const lead = leadIn === undefined ? '' : text.slice(leadIn.start, leadIn.end);
    yield {
      start,
      end,
      path,
      leadIn,
      text: words,
      body: analyser.terms(words),
      heading: analyser.terms([title ?? '', ...headingPath, lead].join('\n')),
      embedded: joinEmbedded(title, headingPath, lead, words),
    };
  }
}
