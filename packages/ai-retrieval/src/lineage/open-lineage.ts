import type { LineageEvent } from './lineage-event.ts';

/** How runs are named for others. */
export interface OpenLineageOptions {
  /** Of the job: whose schedule it runs on. @defaultValue the tenant */
  readonly namespace?: string | undefined;
  /** @defaultValue ai-ingest */
  readonly job?: string | undefined;
}

/** A part of an OpenLineage event that says by which schema it is to be read. */
export type OpenLineageFacet = Readonly<Record<string, unknown>> & {
  readonly _producer: string;
  readonly _schemaURL: string;
};

/** A document or an index as OpenLineage names it. */
export interface OpenLineageDataset {
  readonly namespace: string;
  readonly name: string;
  readonly facets?: Readonly<Record<string, OpenLineageFacet>> | undefined;
  readonly outputFacets?: Readonly<Record<string, OpenLineageFacet>> | undefined;
}

/** A run event of OpenLineage 2.0.2. */
export interface OpenLineageEvent {
  readonly eventType: 'START' | 'RUNNING' | 'COMPLETE' | 'ABORT' | 'FAIL';
  readonly eventTime: string;
  readonly producer: string;
  readonly schemaURL: string;
  readonly run: { readonly runId: string; readonly facets: Readonly<Record<string, OpenLineageFacet>> };
  readonly job: { readonly namespace: string; readonly name: string };
  readonly inputs: readonly OpenLineageDataset[];
  readonly outputs: readonly OpenLineageDataset[];
}

const producer = 'pkg:npm/%40org/ai-retrieval';
const specification = 'https://openlineage.io/spec';
const eventTypes = {
  start: 'START',
  running: 'RUNNING',
  complete: 'COMPLETE',
  abort: 'ABORT',
  fail: 'FAIL',
} as const;

/**
 * Says what a lineage event says as a run event of OpenLineage (https://openlineage.io), for Marquez and whatever else reads it: documents and index are datasets, a document's digest is its version.
 * What the specification has no words for stands in the run facet `aiIngest`.
 *
 * @example
 * ```ts
 * import { toOpenLineage, type LineageEvent } from '@org/ai-retrieval';
 *
 * export async function send(event: LineageEvent): Promise<void> {
 *   const body = JSON.stringify(toOpenLineage(event, { namespace: 'search', job: 'handbook' }));
 *   await fetch('http://127.0.0.1:5000/api/v1/lineage', { method: 'POST', body });
 * }
 * ```
 */
export function toOpenLineage(event: LineageEvent, options: OpenLineageOptions = {}): OpenLineageEvent {
  const { state, runId, tenant, subject, output, startedAt, at, inputs, model, counts, problems, error } = event;
  const own = facet(`${producer}#AiIngestRunFacet`, {
    tenant,
    subject,
    startedAt: startedAt.toISOString(),
    ...(model !== undefined && { model }),
    ...(counts !== undefined && { counts, problems }),
  });
  const failure =
    error === undefined
      ? undefined
      : facet(`${specification}/facets/1-0-0/ErrorMessageRunFacet.json#/$defs/ErrorMessageRunFacet`, {
          message: error,
          programmingLanguage: 'TypeScript',
        });
  return {
    eventType: eventTypes[state],
    eventTime: at.toISOString(),
    producer,
    schemaURL: `${specification}/2-0-2/OpenLineage.json#/$defs/RunEvent`,
    run: { runId, facets: { aiIngest: own, ...(failure !== undefined && { errorMessage: failure }) } },
    job: { namespace: options.namespace ?? tenant, name: options.job ?? 'ai-ingest' },
    inputs: inputs.map(({ uri, document, digest }) => ({
      ...nameOf(uri, tenant, document),
      facets: {
        version: facet(
          `${specification}/facets/1-0-0/DatasetVersionDatasetFacet.json#/$defs/DatasetVersionDatasetFacet`,
          {
            datasetVersion: digest,
          },
        ),
      },
    })),
    outputs: [
      {
        ...nameOf(output, tenant, output),
        ...(counts !== undefined && {
          facets: {
            version: facet(
              `${specification}/facets/1-0-0/DatasetVersionDatasetFacet.json#/$defs/DatasetVersionDatasetFacet`,
              { datasetVersion: String(counts.generation) },
            ),
          },
          outputFacets: {
            outputStatistics: facet(
              `${specification}/1-0-1/OutputStatisticsOutputDatasetFacet.json#/$defs/OutputStatisticsOutputDatasetFacet`,
              { rowCount: counts.chunks },
            ),
          },
        }),
      },
    ],
  };
}

function facet(schema: string, content: Readonly<Record<string, unknown>>): OpenLineageFacet {
  return { _producer: producer, _schemaURL: schema, ...content };
}

/** Files are `file` and their path; other addresses their origin and path; what has no address is the tenant's, by its id. */
function nameOf(uri: string, tenant: string, id: string): { readonly namespace: string; readonly name: string } {
  const url = URL.parse(uri);
  if (url === null) return { namespace: tenant, name: id };
  const path = `${url.pathname}${url.search}`;
  if (url.protocol === 'file:') return { namespace: 'file', name: decoded(path) };
  return { namespace: `${url.protocol}//${url.host}`, name: path === '' ? id : path };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
