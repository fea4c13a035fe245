import { AiError } from '@org/ai-core';
import { createNodeFileSystem } from '@org/ai-storage';
import { isTermEmbedding } from '../bundle/manifest.ts';
import { readBundle, type VerifiedBundle } from '../bundle/read-bundle.ts';
import { openSession } from '../session/open-session.ts';
import { loadRuntime } from '../session/runtime.ts';
import type { ModelSession } from '../session/session.ts';
import { parseTokenizerFiles, type TokenizerFiles } from '../tokenizers/tokenizer-file.ts';
import { vocabularyExtent } from '../tokenizers/vocabulary-extent.ts';
import { serve } from '../workers/serve.ts';

const sessions: Map<string, ModelSession> = new Map<string, ModelSession>();

function tokenizerOf({ manifest, files }: VerifiedBundle): TokenizerFiles | undefined {
  if (manifest.task === 'graph' || isTermEmbedding(manifest)) return undefined;
  const { file, config } = manifest.tokenizer;
  return {
    tokenizer: files.get(file) ?? new Uint8Array(),
    config: config === undefined ? undefined : files.get(config),
  };
}

function sessionOf(fingerprint: string): ModelSession {
  const session = sessions.get(fingerprint);
  if (session !== undefined) return session;
  throw new AiError('internal', 'a worker thread was asked for a model that it has not loaded');
}

serve(
  {
    load: async ({ directory, fingerprint, session: options }) => {
      const bundle = await readBundle(createNodeFileSystem(), directory, { fingerprint, keep: () => true });
      const { manifest } = bundle;
      const tokenizer = tokenizerOf(bundle);
      let session = sessions.get(manifest.digest);
      if (session === undefined) {
        session = await openSession(await loadRuntime(), bundle, options, () => {
          const extent = vocabularyExtent(parseTokenizerFiles(tokenizer ?? { tokenizer: new Uint8Array() }));
          return Promise.resolve(extent);
        });
        sessions.set(manifest.digest, session);
      }
      return { value: { manifest, inputs: session.inputs, outputs: session.outputs, tokenizer } };
    },
    run: async ({ fingerprint, batch }) => {
      const rows = await sessionOf(fingerprint).runSequences(batch);
      const { values, widths, tokens, truncated, invalid } = rows;
      return {
        value: rows,
        transfer: [values.buffer, widths.buffer, tokens.buffer, truncated.buffer, invalid.buffer],
      };
    },
    tensors: async ({ fingerprint, feeds }) => ({ value: await sessionOf(fingerprint).runTensors(feeds) }),
    unload: async ({ fingerprint }) => {
      const session = sessions.get(fingerprint);
      sessions.delete(fingerprint);
      await session?.release();
      return { value: true };
    },
  },
  async () => {
    for (const session of sessions.values()) await session.release();
    sessions.clear();
  },
);
