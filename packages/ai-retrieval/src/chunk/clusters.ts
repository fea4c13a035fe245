import type { TextSpan } from '@org/ai-core';
import type { Block } from '../structure/block.ts';
import { unitsOf, type Unit } from './units.ts';

/** Units that should stand in one chunk: a heading with what follows it, a lead-in line with its list, a table with its header. */
export interface Cluster {
  readonly units: readonly Unit[];
  readonly tokens: number;
  /** Begins with a heading. */
  readonly isSectionStart: boolean;
  /** Goes into a new chunk whatever the length of the last one. */
  readonly isChunkStart: boolean;
}

/**
 * Groups blocks into clusters. A group that grows beyond `maxTokens` is given out as its head (heading, lead-in line and first item) followed by one cluster for each later unit,
 * so that memory stays bounded by a chunk whatever the length of the list.
 */
export function* clustersOf(text: string, blocks: Iterable<Block>, maxTokens: number): Generator<Cluster> {
  const path: { level: number; title: string }[] = [];
  let place: readonly string[] = [];
  let pending: Unit[] = [];
  let pendingTokens = 0;
  let leadIn: TextSpan | undefined;
  let hasBody = false;
  let isSpilling = false;

  function* flush(): Generator<Cluster> {
    if (pending.length > 0) yield clusterOf(pending);
    pending = [];
    pendingTokens = 0;
    hasBody = false;
    isSpilling = false;
  }

  for (const block of blocks) {
    if (block.path !== undefined && block.path.join('\n') !== place.join('\n')) path.length = 0;
    place = block.path ?? place;
    if (block.startsChunk === true) {
      yield* flush();
      leadIn = undefined;
    }
    if (block.kind !== 'heading' && block.level !== undefined) popTo(path, block.level);
    const isContinuation = leadIn !== undefined && hasBody && joins(block);
    if (block.kind === 'heading') {
      leadIn = undefined;
      if (hasBody || isSpilling) yield* flush();
      popTo(path, block.level ?? 1);
      if (block.title !== undefined && block.title !== '') path.push({ level: block.level ?? 1, title: block.title });
    } else if (!isContinuation) {
      if (hasBody || isSpilling) yield* flush();
      leadIn = leadOf(text, block);
    } else if (block.kind === 'table-header') leadIn = leadOf(text, block) ?? leadIn;
    const titles = [...place, ...path.map((entry) => entry.title)];
    const isLead = leadIn?.start === block.start;
    for (const unit of unitsOf(text, block, titles, isLead ? undefined : leadIn, maxTokens)) {
      if (!isSpilling && pendingTokens + unit.tokens > maxTokens && hasBody) {
        yield* spill(pending);
        pending = [];
        isSpilling = true;
      }
      if (isSpilling) {
        yield clusterOf([unit]);
        continue;
      }
      // Headings without text below them would pile up in one group.
      if (unit.isHeading && !hasBody && pendingTokens + unit.tokens > maxTokens) yield* flush();
      pending.push(unit);
      pendingTokens += unit.tokens;
      if (block.kind !== 'heading') hasBody = true;
    }
  }
  yield* flush();
}

function popTo(path: { readonly level: number }[], level: number): void {
  while ((path.at(-1)?.level ?? 0) >= level) path.pop();
}

/** The head of an oversized group keeps together up to its first real item; the rest goes one by one. */
function* spill(units: readonly Unit[]): Generator<Cluster> {
  const firstItem = units.findIndex((unit) => unit.leadIn !== undefined);
  const firstBody = units.findIndex((unit) => !unit.isHeading);
  const headLength = (firstItem >= 0 ? firstItem : Math.max(firstBody, 0)) + 1;
  yield clusterOf(units.slice(0, headLength));
  for (const unit of units.slice(headLength)) yield clusterOf([unit]);
}

function clusterOf(units: readonly Unit[]): Cluster {
  return {
    units,
    tokens: units.reduce((sum, unit) => sum + unit.tokens, 0),
    isSectionStart: units[0]?.isHeading === true,
    isChunkStart: units[0]?.startsChunk === true,
  };
}

function joins(block: Block): boolean {
  return (
    block.kind === 'list-item' || block.kind === 'table-row' || block.kind === 'code' || block.kind === 'table-header'
  );
}

/** What later items refer to: a paragraph that ends in a colon, a table's header. A list without a lead-in line has its first item stand alone. */
function leadOf(text: string, block: Block): TextSpan | undefined {
  const isLead =
    block.kind === 'table-header' || (block.kind === 'paragraph' && /[:：]/.test(text.slice(block.end - 1, block.end)));
  return isLead && block.end - block.start <= 600 ? { start: block.start, end: block.end } : undefined;
}
