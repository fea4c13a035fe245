import { scanBlocks } from '../structure/scan-blocks.ts';
import { defaultChunkBudget, type ChunkBudget } from './chunk-budget.ts';
import type { Chunk } from './chunk.ts';
import { clustersOf } from './clusters.ts';
import type { Unit } from './units.ts';

/**
 * Cuts a document into chunks along its structure: never across a heading unless a section is very short, lists with their lead-in line, tables by rows, code whole where it fits,
 * long paragraphs between sentences. Chunks do not overlap and cover every character of the body that is not blank or markup; the front matter belongs to none.
 * A generator, so that a caller can stop between two chunks of a long document.
 */
export function* chunkDocument(
  text: string,
  mediaType: string,
  budget: ChunkBudget = defaultChunkBudget,
): Generator<Chunk> {
  // Blanks cost no tokens: without a bound of its own a chunk could span megabytes of them.
  const longestSpan = budget.maxTokens * 32;
  let open: Unit[] = [];
  let tokens = 0;
  let isHeadingOnly = true;
  const close = (): Chunk | undefined => {
    const chunk = chunkOf(open, tokens);
    open = [];
    tokens = 0;
    isHeadingOnly = true;
    return chunk;
  };
  for (const cluster of clustersOf(text, scanBlocks(text, mediaType), budget.maxTokens)) {
    const isFull = tokens + cluster.tokens > budget.maxTokens;
    const isNext = cluster.isChunkStart || (cluster.isSectionStart && tokens >= budget.minTokens);
    if (open.length > 0 && (isFull || isNext)) {
      const chunk = close();
      if (chunk !== undefined) yield chunk;
    }
    for (const unit of cluster.units) {
      const isFullOfBody = !isHeadingOnly && tokens + unit.tokens > budget.maxTokens;
      const isFar = unit.end - (open[0]?.start ?? unit.start) > longestSpan;
      if (open.length > 0 && (isFullOfBody || isFar)) {
        const chunk = close();
        if (chunk !== undefined) yield chunk;
      }
      open.push(unit);
      tokens += unit.tokens;
      isHeadingOnly &&= unit.isHeading;
    }
  }
  const last = close();
  if (last !== undefined) yield last;
}

function chunkOf(units: readonly Unit[], tokens: number): Chunk | undefined {
  const first = units[0];
  const last = units.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const leadIn = first.leadIn !== undefined && first.leadIn.end <= first.start ? first.leadIn : undefined;
  return { start: first.start, end: last.end, headingPath: pathOf(units), leadIn, tokens };
}

/** The path that all of the body shares; a chunk of headings alone takes the deepest. */
function pathOf(units: readonly Unit[]): readonly string[] {
  const body = units.filter((unit) => !unit.isHeading);
  const paths = (body.length > 0 ? body : units.slice(-1)).map((unit) => unit.path);
  const first = paths[0] ?? [];
  let shared = first.length;
  for (const path of paths) {
    let at = 0;
    while (at < shared && path[at] === first[at]) at++;
    shared = at;
  }
  return first.slice(0, shared);
}
