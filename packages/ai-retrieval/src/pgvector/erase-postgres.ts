import { AiError, type CallContext } from '@org/ai-core';
import type { PoolClient } from 'pg';
import { operatedTenant } from '../ingest/create-run.ts';
import { checkSelection, type EraseSelection } from '../ingest/erase.ts';
import type { ErasureRecord } from '../ingest/erasure-record.ts';
import type { PostgresParts } from './ingest-postgres.ts';
import { idDigest } from './row-key.ts';
import { bumpGeneration, removeDocuments } from './write-batch.ts';
import { openWriter } from './writer.ts';

interface Doomed {
  readonly document: string;
  readonly id: string;
  readonly digest: string;
  readonly chunks: string;
}

/** Removes documents with all that was made of them, in one transaction, and gives their space back, so that their bytes are overwritten sooner. */
export async function eraseFromPostgres(
  parts: PostgresParts,
  selection: EraseSelection,
  context: CallContext,
): Promise<ErasureRecord> {
  const { pool, schema, clock, states } = parts;
  const tenant = operatedTenant(context);
  checkSelection(selection);
  const writer = await openWriter(pool, schema, tenant, context, clock);
  try {
    const outcome = await writer.transaction(async (client) => {
      const state = await states.read(client, tenant);
      const target = { schema, tenant, analysis: state?.analysis ?? '' };
      const doomed = state === undefined ? [] : await doomedDocuments(client, schema, tenant, selection);
      await removeDocuments(
        client,
        target,
        doomed.map(({ document }) => document),
      );
      await client.query(`delete from ${schema}.acls where tenant = $1 and documents = 0`, [tenant]);
      const generation = doomed.length === 0 ? (state?.generation ?? 0) : await bumpGeneration(client, target);
      return { doomed, generation, isEmbedded: state?.fingerprint !== undefined };
    });
    if (outcome.doomed.length > 0) await vacuum(parts);
    const seen = new Set(outcome.doomed.map(({ id }) => id));
    return {
      tenant,
      requestedBy: context.principal.subject,
      erasedMs: clock.epochMs(),
      documents: outcome.doomed.map(({ id, digest, chunks }) => ({ document: id, digest, chunks: Number(chunks) })),
      absent: 'documents' in selection ? [...new Set(selection.documents)].filter((id) => !seen.has(id)) : [],
      filesRemoved: 0,
      bytesRemoved: 0,
      embedder: outcome.isEmbedded ? 'kept' : 'none',
      generation: outcome.generation,
    };
  } finally {
    await writer[Symbol.asyncDispose]();
  }
}

async function doomedDocuments(
  client: PoolClient,
  schema: string,
  tenant: string,
  selection: EraseSelection,
): Promise<readonly Doomed[]> {
  const [condition, value] =
    'documents' in selection
      ? ['d.id_digest = any($2)', selection.documents.map(idDigest)]
      : ["(d.metadata -> 'subjects') @> to_jsonb($2::text)", selection.subject.replaceAll('\u0000', '\ufffd')];
  const { rows } = await client.query<Doomed>(
    `select d.document, d.id, d.digest, (select count(*) from ${schema}.chunks c where c.tenant = $1 and c.document = d.document) as chunks
       from ${schema}.documents d where d.tenant = $1 and ${condition} order by d.id`,
    [tenant, value],
  );
  return rows;
}

/** Dead rows are readable to whoever reads the server's files until they are vacuumed. A role that may not do it leaves that to the server's own. */
async function vacuum({ pool, schema }: PostgresParts): Promise<void> {
  for (const table of ['documents', 'chunks', 'postings', 'vectors', 'acls']) {
    try {
      await pool.query(`vacuum ${schema}.${table}`);
    } catch (error) {
      if (AiError.is(error)) throw error;
    }
  }
}
