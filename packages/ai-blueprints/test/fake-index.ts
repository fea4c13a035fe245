import { AiError, isAllowed, type Acl, type CallContext, type Passage } from '@org/ai-core';
import type { RagIndex } from '../src/index.ts';

/** A document of the fake index; each becomes one passage. */
export interface FakeDocument {
  readonly id: string;
  readonly text: string;
  readonly title?: string | undefined;
  readonly acl?: Acl | undefined;
  readonly trust?: 'trusted' | 'untrusted' | undefined;
}

/** A call that the fake index got. */
export interface IndexCall {
  readonly operation: 'search' | 'read';
  readonly context: CallContext;
}

/** An index over a few documents: a passage is a whole document, in the given order. */
export function createFakeIndex(
  documents: readonly FakeDocument[],
  options: { readonly isHanging?: 'search' | 'read' | undefined } = {},
): RagIndex & { readonly calls: readonly IndexCall[] } {
  const calls: IndexCall[] = [];
  const readable = (context: CallContext): readonly FakeDocument[] =>
    documents.filter(({ acl }) => isAllowed(acl ?? { allow: ['tenant'] }, context.principal));
  const enter = async (operation: IndexCall['operation'], context: CallContext): Promise<void> => {
    calls.push({ operation, context });
    if (options.isHanging === operation) await new Promise(() => undefined);
    if (context.signal?.aborted === true) throw new AiError('aborted', 'cancelled');
  };
  return {
    calls,
    async search({ limit = 10 }, context) {
      await enter('search', context);
      const found = readable(context);
      return {
        passages: found.slice(0, limit).map(passageOf),
        plan: {
          mode: 'lexical',
          strategy: 'bm25',
          readableDocuments: found.length,
          readableChunks: found.length,
          candidates: found.length,
          timings: { accessMs: 0, embedMs: 0, rankMs: 0, readMs: 0 },
        },
      };
    },
    async readDocument(id, context) {
      await enter('read', context);
      const found = readable(context).find((document) => document.id === id);
      if (found === undefined) return undefined;
      const { text, title = `Title of ${id}`, trust = 'trusted' } = found;
      return { id, digest: `sha256:${id}`, title, text, trust };
    },
  };
}

function passageOf({ id, text, trust = 'trusted' }: FakeDocument, index: number): Passage {
  const digest = `sha256:${id}`;
  const span = { start: 0, end: text.length };
  const origin = { trust, sources: [{ document: id, digest, span }] };
  return { document: id, digest, span, text, headingPath: [], score: 1 / (index + 1), origin };
}
