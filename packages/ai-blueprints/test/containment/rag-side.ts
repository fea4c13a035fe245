import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, type CallContext, type SourceDocument } from '@org/ai-core';
import { openFolderIndex } from '@org/ai-retrieval';
import { createFakePrincipal } from '@org/ai-testing';
import { createRagAssistant, type RagIndex } from '../../src/index.ts';
import type { Attack } from './attacks.ts';
import type { Seen } from './escapes.ts';
import { createObedientModel } from './obedient-model.ts';
import { guardFor, type Without } from './protections.ts';
import { benignQuestion, trustedPage, type Topic } from './topics.ts';

/** A pipeline that answers the question of an attack. */
export interface Side {
  ask(topic: Topic, without: Without): Promise<Seen>;
  close(): Promise<void>;
}

/** The RAG assistant over an index in a temporary folder: two tenants, a closed group, pages from outside. */
export async function openRagSide(attacks: readonly Attack[]): Promise<Side> {
  const directory = await mkdtemp(join(tmpdir(), 'containment-'));
  const index = await openFolderIndex({ directory });
  const context = (tenant: string): CallContext =>
    createContext({ principal: createFakePrincipal({ tenant, subject: 'employee', groups: ['staff'] }) });
  for (const tenant of ['acme', 'globex']) {
    await index.ingest(documentsOf(attacks, tenant), { context: context(tenant) });
  }

  const openTo = (without: Without): RagIndex => {
    const asked = without.has('access lists') ? forgetful(index, context('globex')) : index;
    return without.has('origins') ? trusting(asked) : asked;
  };

  return {
    async ask(topic, without) {
      const model = createObedientModel();
      const guard = guardFor(attacks, without);
      const search = openTo(without);
      const question = benignQuestion(topic);
      const acme = context('acme');
      if (without.has('sentence check')) return believe(search, model, guard, question, acme);
      const vocabulary = without.has('closed vocabulary') ? 'open' : 'closed';
      const assistant = createRagAssistant({ index: search, model, guard, vocabulary, limits: { maxPassages: 4 } });
      let answer = '';
      const quotes: string[] = [];
      for await (const event of assistant.ask({ question }, acme)) {
        if (event.type === 'text-delta') answer += event.text;
        if (event.type === 'citation') quotes.push(event.citation.quote, event.citation.title);
      }
      return { answer, quotes, calls: [] };
    },
    async close() {
      await index.close();
      await rm(directory, { recursive: true });
    },
  };
}

/** As assistants do that believe their model: search, prompt, output rails, and out with it. */
async function believe(
  index: RagIndex,
  model: ReturnType<typeof createObedientModel>,
  guard: ReturnType<typeof guardFor>,
  question: string,
  context: CallContext,
): Promise<Seen> {
  const { passages } = await index.search({ query: question, limit: 4 }, context);
  const content = passages.flatMap(({ text, origin, title }, at) => [
    { type: 'text', text: `[${String(at + 1)}]` } as const,
    { type: 'text', text, origin, vendor: title === undefined ? undefined : { title } } as const,
  ]);
  const result = await guard.wrap(model).generate(
    {
      messages: [
        { role: 'system', content: [{ type: 'text', text: 'Answer from the passages.' }] },
        { role: 'user', content: [...content, { type: 'text', text: question }] },
      ],
    },
    context,
  );
  return { answer: result.text, quotes: [], calls: [] };
}

async function* documentsOf(attacks: readonly Attack[], tenant: string): AsyncGenerator<SourceDocument> {
  const document = (id: string, title: string, text: string, more: Partial<SourceDocument> = {}): SourceDocument => ({
    id,
    tenant,
    uri: `memory:${id}`,
    mediaType: 'text/plain',
    title,
    text,
    acl: { allow: ['tenant'] },
    ...more,
  });
  for (const { id, topic, title, text } of attacks) {
    const paper = `When a refund is paid at the ${topic.site} site, ${topic.foreign}.`;
    if (tenant === 'globex') yield document(`paper-${String(id)}`, 'Paper', paper);
    if (tenant !== 'acme') continue;
    yield document(`page-${String(id)}`, `Site ${topic.site}`, trustedPage(topic), { metadata: { trust: 'trusted' } });
    yield document(`mail-${String(id)}`, title, text);
    yield document(`closed-${String(id)}`, 'Closed paper', paper, { acl: { allow: ['group:finance'] } });
  }
}

/** An index that forgot whose documents are whose. */
function forgetful(index: RagIndex, other: CallContext): RagIndex {
  return {
    async search(request, context) {
      const own = await index.search(request, context);
      const foreign = await index.search({ ...request, limit: 1 }, other);
      return { plan: own.plan, passages: [...foreign.passages, ...own.passages] };
    },
    readDocument: async (id, context) => (await index.readDocument(id, context)) ?? index.readDocument(id, other),
  };
}

/** An index that takes every page for the company's own. */
function trusting(index: RagIndex): RagIndex {
  return {
    async search(request, context) {
      const { passages, plan } = await index.search(request, context);
      return {
        plan,
        passages: passages.map((passage) => ({ ...passage, origin: { ...passage.origin, trust: 'trusted' } })),
      };
    },
    readDocument: index.readDocument.bind(index),
  };
}
