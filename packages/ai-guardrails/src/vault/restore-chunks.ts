import { contextSignal, type CallContext, type Clock } from '@org/ai-core';
import { untilAborted } from '../guard/until-aborted.ts';
import type { Vault } from './vault.ts';

/** The same text with values in place of their placeholders, as it arrives. */
export async function* restoreChunks(
  vault: Vault,
  context: CallContext,
  source: AsyncIterable<string> | Iterable<string>,
  clock: Clock,
): AsyncGenerator<string, void> {
  const stream = (await vault.open(context)).restoreStream();
  const limit = contextSignal(context, clock);
  try {
    for await (const chunk of untilAborted(source, limit.signal)) {
      const text = stream.push(chunk);
      if (text !== '') yield text;
    }
  } finally {
    limit[Symbol.dispose]();
  }
  const rest = stream.end();
  if (rest !== '') yield rest;
}
