import { AiError, sha256 } from '@org/ai-core';
import type { FileSystem } from '@org/ai-storage';
import type { Segment, StoredContent } from '../segment/segment.ts';

/** Reads the texts of documents from their segments, and keeps the last ones. */
export interface TextReader {
  read(segment: Segment, content: StoredContent): Promise<string>;
  /** Keeps none of them any longer, nor any that is being read now. */
  forget(): void;
}

const mostUnits = 16_000_000;

/** Every text is held against its digest when it is read, so that a byte that changed on disk since the index was opened cannot become a quote. */
export function createTextReader(fileSystem: FileSystem): TextReader {
  // Two generations: what is asked for again moves to the young one, and the old one goes as a whole. A text that is found in the young one changes nothing.
  let young = new Map<StoredContent, string>();
  let old = new Map<StoredContent, string>();
  let units = 0;
  let era = 0;
  const keep = (content: StoredContent, text: string): void => {
    if (!young.has(content)) units += text.length;
    young.set(content, text);
    if (2 * units <= mostUnits) return;
    old = young;
    young = new Map();
    units = 0;
  };
  return {
    forget() {
      era++;
      young = new Map();
      old = new Map();
      units = 0;
    },
    async read(segment, content) {
      const begun = era;
      const fresh = young.get(content);
      if (fresh !== undefined) return fresh;
      const known = old.get(content);
      if (known !== undefined) {
        keep(content, known);
        return known;
      }
      const handle = await fileSystem.open(segment.path, 'read');
      let bytes: Uint8Array;
      try {
        bytes = await handle.read(segment.textsOffset + content.textStart, content.textBytes);
      } finally {
        await handle.close();
      }
      if ((await sha256(bytes)) !== content.digest) {
        throw new AiError(
          'integrity',
          `${segment.name} is damaged: a text does not match its digest; restore it from a backup or ingest into a new folder`,
          {
            details: { file: segment.name },
          },
        );
      }
      const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
      if (begun === era) keep(content, text);
      return text;
    },
  };
}
