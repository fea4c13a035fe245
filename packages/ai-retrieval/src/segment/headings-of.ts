import type { TimeSlice } from '../internal/time-slice.ts';
import { scanBlocks } from '../structure/scan-blocks.ts';
import type { StoredHeading } from './segment.ts';

/** The headings of a text, in order. */
export async function headingsOf(text: string, mediaType: string, slice: TimeSlice): Promise<readonly StoredHeading[]> {
  const headings: StoredHeading[] = [];
  for (const block of scanBlocks(text, mediaType)) {
    if (slice.isOver()) await slice.next();
    if (block.kind !== 'heading') continue;
    headings.push({ level: block.level ?? 1, title: block.title ?? '', start: block.start, end: block.end });
  }
  return headings;
}
