import { createSectionCutter, readAddedTokens } from './added-tokens.ts';
import { assemble, roomOf } from './assemble.ts';
import { createBertReader } from './bert-reader.ts';
import { readBytePairs } from './byte-pairs.ts';
import { readNormaliser } from './normaliser.ts';
import { createPieceReader } from './piece-reader.ts';
import type { PieceModel } from './piece-model.ts';
import { isBertSplitter, readSplitter } from './splitter.ts';
import { readTemplate } from './template.ts';
import { createSink, isFull, type TokenSink } from './token-sink.ts';
import { isRecord, type ParsedTokenizer } from './tokenizer-file.ts';
import type { EncodeOptions, Encoding } from './tokenizer.ts';
import { readUnigram } from './unigram.ts';
import { readWordPiece } from './word-piece.ts';

/** A pipeline of our own: normaliser, splitter, model and template of a `tokenizer.json`. */
export interface Pipeline {
  readonly family: PieceModel['family'];
  /** Whether there are texts that only the library reads right. */
  readonly needsLibrary: boolean;
  /** Undefined for a text that only the library reads right. */
  encode(text: string, options: EncodeOptions): Encoding | undefined;
}

/** Reads the tokens of a part of a text that holds no added token. */
export type SectionReader = (text: string, start: number, end: number, isFirst: boolean, sink: TokenSink) => void;

/** Builds the pipeline of a tokenizer; undefined when a part of it is not known here. */
export function readPipeline({ tokenizer, config }: ParsedTokenizer): Pipeline | undefined {
  if (config['remove_space'] === true || config['do_lowercase_and_remove_accent'] === true) return undefined;
  const added = readAddedTokens(tokenizer);
  const steps = readNormaliser(tokenizer['normalizer']);
  const splitter = readSplitter(tokenizer['pre_tokenizer']);
  const template = readTemplate(tokenizer['post_processor']);
  const model = readModel(tokenizer['model']);
  if (
    added === undefined ||
    steps === undefined ||
    splitter === undefined ||
    template === undefined ||
    model === undefined
  )
    return undefined;
  // Bytes are read by byte-level models, and by nothing else.
  if (splitter.isByteLevel !== (model.family === 'bpe')) return undefined;
  const normalised = added.filter(({ isNormalised }) => isNormalised && steps.length > 0);
  const cut = createSectionCutter(added.filter((token) => !normalised.includes(token)));
  const looked = normalised.map(({ content }) => steps.reduce((text, step) => step.apply(text), content));
  const isBert =
    model.family === 'wordpiece' &&
    isBertSplitter(tokenizer['pre_tokenizer']) &&
    isRecord(tokenizer['normalizer']) &&
    tokenizer['normalizer']['type'] === 'BertNormalizer';
  const general = createPieceReader(steps, splitter, model, hasTrimmedOffsets(tokenizer['post_processor']));
  const read = isBert ? createBertReader(tokenizer['normalizer'], model, general) : general;
  const readAll = (text: string, sink: TokenSink): void => {
    for (const [index, { start, end, id }] of cut(text).entries()) {
      if (isFull(sink)) return;
      if (id === undefined) {
        read(text, start, end, index === 0, sink);
        continue;
      }
      sink.ids.push(id);
      if (sink.hasOffsets) sink.offsets.push(start, end);
    }
  };
  return {
    family: model.family,
    needsLibrary: looked.length > 0,
    encode(text, { maxTokens, pair, hasOffsets = false }) {
      if (looked.length > 0) {
        const whole = steps.reduce((changed, step) => step.apply(changed), `${text}\n${pair ?? ''}`);
        if (looked.some((content) => content !== '' && whole.includes(content))) return undefined;
      }
      const room = roomOf(template, maxTokens, pair !== undefined);
      const first = createSink(room, hasOffsets);
      readAll(text, first);
      let second: TokenSink | undefined;
      if (pair !== undefined) {
        second = createSink(Math.max(0, room - first.ids.length), hasOffsets);
        readAll(pair, second);
      }
      return assemble(template, maxTokens, first, second);
    },
  };
}

/** Whether the post-processor leaves spaces out of offsets, as byte-level ones do unless told otherwise. */
function hasTrimmedOffsets(processor: unknown): boolean {
  if (!isRecord(processor)) return false;
  const { type, trim_offsets: isTrimmed, processors } = processor;
  if (type === 'Sequence') return Array.isArray(processors) && processors.some(hasTrimmedOffsets);
  return (type === 'RobertaProcessing' || type === 'ByteLevel') && isTrimmed !== false;
}

function readModel(value: unknown): PieceModel | undefined {
  if (!isRecord(value)) return undefined;
  switch (value['type']) {
    case 'WordPiece':
      return readWordPiece(value);
    case 'BPE':
      return readBytePairs(value);
    case 'Unigram':
      return readUnigram(value);
    default:
      return undefined;
  }
}
