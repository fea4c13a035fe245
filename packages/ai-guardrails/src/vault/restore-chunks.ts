import type { CallContext } from '@org/ai-core';
import type { Vault } from './vault.ts';

/** The same text with values in place of their placeholders, as it arrives. */
export async function* restoreChunks(
  vault: Vault,
  context: CallContext,
  source: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<string, void> {
  const stream = (await vault.open(context)).restoreStream();
  for await (const chunk of source) {
    const text = stream.push(chunk);
    if (text !== '') yield text;
  }
  const rest = stream.end();
  if (rest !== '') yield rest;
}
