import type { CallContext } from '@org/ai-core';
import type { Stage } from '../rail/rail.ts';
import type { Keep } from '../screen/keep.ts';
import { isMarkup } from './markup.ts';
import { LITERAL } from './placeholder-like.ts';
import { placeholderOf, replacePlaceholders } from './placeholder.ts';
import type { VaultEntry } from './vault-entries.ts';
import type { Vault } from './vault.ts';
import type { VaultSession } from './vault-session.ts';

/** What one text on its way in gives to the vault. */
export interface Reversal {
  /** Resolves once `keep` may be called. */
  ready(): Promise<void>;
  readonly keep: Keep;
  /** The text as it may go out: what it holds placeholders for is saved, under numbers that stay. */
  settle(text: string): Promise<string>;
}

export function createReversal(vault: Vault, context: CallContext, stage: Stage): Reversal {
  let session: VaultSession | undefined;
  /** Placeholders of the text at hand, as it was written. */
  let placed: { readonly placeholder: string; readonly entry: VaultEntry }[] = [];
  return {
    async ready() {
      session ??= await vault.open(context);
    },
    keep(label, value) {
      // What a tool was given as a placeholder it says as one.
      if (label === LITERAL && stage === 'tool-result' && session?.has(value) === true) return value;
      // Slashes in front say nothing, but would make a link of what is put back: they stay where they are.
      const slashes = label === LITERAL ? '' : (/^\/+/.exec(value)?.[0] ?? '');
      const kept = value.slice(slashes.length);
      if (kept === '' || (label !== LITERAL && isMarkup(kept))) return undefined;
      const entry = session?.admit(label, kept);
      if (entry === undefined) return undefined;
      const placeholder = placeholderOf(entry.label, entry.number);
      placed.push({ placeholder, entry });
      return slashes + placeholder;
    },
    async settle(text) {
      if (placed.length === 0) return text;
      const written = new Map(placed.map(({ placeholder, entry }) => [placeholder, entry]));
      placed = [];
      await session?.save();
      return replacePlaceholders(text, (placeholder) => {
        const entry = written.get(placeholder);
        return entry && placeholderOf(entry.label, entry.number);
      });
    },
  };
}
