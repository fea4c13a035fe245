import type { SourceDocument } from '../../packages/ai-core/src/index.ts';
import { createRandom, type Random } from '../../packages/ai-stats/src/index.ts';

const readableDocuments = 300;
const words = Array.from({ length: 400 }, (_, index) => `word${String(index)}`);

/** A word, the first ones more often. */
export function pickWord(random: Random): string {
  return words[Math.floor(random.next() ** 2 * words.length)] ?? '';
}

/** Documents that the group staff may read, always the same, and hidden ones of the same words. */
export async function* corpus(hidden: number): AsyncGenerator<SourceDocument> {
  const random = createRandom(17);
  for (let at = 0; at < readableDocuments + hidden; at++) {
    await Promise.resolve();
    yield {
      id: `d${String(at)}`,
      tenant: 'bench',
      uri: 'memory:',
      mediaType: 'text/plain',
      text: Array.from({ length: 60 }, () => pickWord(random)).join(' '),
      acl: { allow: [at < readableDocuments ? 'group:staff' : `group:board${String(at % 20)}`] },
    };
  }
}
