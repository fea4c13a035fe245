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
  const kept = new Map<StoredContent, string>();
  let units = 0;
  let era = 0;
  return {
    forget() {
      era++;
      kept.clear();
      units = 0;
    },
    async read(segment, content) {
      const begun = era;
      const known = kept.get(content);
      if (known !== undefined) {
        kept.delete(content);
        kept.set(content, known);
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
      if (begun !== era) return text;
      if (!kept.has(content)) units += text.length;
      kept.set(content, text);
      for (const [oldest, value] of kept) {
        if (units <= mostUnits) break;
        kept.delete(oldest);
        units -= value.length;
      }
      return text;
    },
  };
}
