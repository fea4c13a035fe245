import { AiError, type JsonValue } from '@org/ai-core';
import { openManifest, type FileSystem } from '@org/ai-storage';
import { z } from 'zod';
import { signatureOf } from '../index/index-store.ts';

/** What a version is made with, as the application names it: an embedder, the length of chunks, a language. */
export type VersionSettings = Readonly<Record<string, JsonValue>>;

/** A version of the index. */
export interface IndexVersion {
  readonly id: string;
  readonly settings: VersionSettings;
  /** Milliseconds since 1970. */
  readonly createdMs: number;
  /** Of the embedding model that all its vectors are of: it covers the weights. Absent without a model, and with one that is fitted per tenant. */
  readonly fingerprint?: string | undefined;
}

/** One change of the version that answers. */
export interface VersionChange {
  readonly kind: 'promoted' | 'rolled back';
  readonly version: string;
  readonly from: string;
  /** Milliseconds since 1970. */
  readonly atMs: number;
  /** Why, of a promotion: what the gate saw. */
  readonly evidence?: PromotionEvidence | undefined;
}

/** The figures that a promotion stands on. */
export interface PromotionEvidence {
  readonly measure: string;
  readonly queries: number;
  readonly baseline: number;
  readonly candidate: number;
  /** Candidate less baseline: estimate and interval. */
  readonly difference: { readonly estimate: number; readonly low: number; readonly high: number };
  readonly maxLoss: number;
}

/** The versions of an index, and which one answers. */
export interface VersionsState {
  readonly format: 1;
  readonly live: string;
  /** The one that answered before. */
  readonly previous?: string | undefined;
  /** Number of the next version: an id is never given twice. */
  readonly next: number;
  readonly versions: readonly IndexVersion[];
  /** The last changes, oldest first. */
  readonly history: readonly VersionChange[];
}

const settings: z.ZodType<VersionSettings> = z.record(z.string(), z.json());
const id = z.string().regex(/^v\d{1,9}$/);
const evidence = z.strictObject({
  measure: z.string(),
  queries: z.int().positive(),
  baseline: z.number(),
  candidate: z.number(),
  difference: z.strictObject({ estimate: z.number(), low: z.number(), high: z.number() }),
  maxLoss: z.number(),
});
const change = z.strictObject({
  kind: z.enum(['promoted', 'rolled back']),
  version: id,
  from: id,
  atMs: z.number(),
  evidence: evidence.optional(),
});
const state: z.ZodType<VersionsState> = z
  .strictObject({
    format: z.literal(1),
    live: id,
    previous: id.optional(),
    next: z.int().positive(),
    versions: z.array(z.strictObject({ id, settings, createdMs: z.number(), fingerprint: z.string().optional() })),
    history: z.array(change),
  })
  .refine(({ live, versions }) => versions.some((version) => version.id === live));

const manifestName = 'versions';

/** The state on disk and the way to change it. */
export interface VersionsStore {
  /** Undefined before the first version. */
  readonly current: VersionsState | undefined;
  /** Takes over what another process has flipped. @throws AiError `integrity` when the newest state is damaged: an older one could bring back what was deleted since */
  refresh(): Promise<void>;
  /** All or nothing. The caller holds the lock. */
  flip(next: VersionsState): Promise<void>;
}

/** Opens the state of a folder of versions. Writes nothing. */
export async function openVersionsStore(fileSystem: FileSystem, directory: string): Promise<VersionsStore> {
  const open = async (): Promise<Awaited<ReturnType<typeof openManifest<VersionsState>>>> => {
    const opened = await openManifest({ fileSystem, directory, name: manifestName, parse });
    if (opened.torn.some((generation) => generation > opened.generation))
      throw new AiError(
        'integrity',
        `the newest ${manifestName}.*.json of the folder is damaged; restore it from a backup: an older one may name a version that lacks deletions`,
      );
    return opened;
  };
  let signature = await signatureOf(fileSystem, directory, manifestName);
  let manifest = await open();
  return {
    get current() {
      return manifest.current;
    },
    async refresh() {
      const found = await signatureOf(fileSystem, directory, manifestName);
      if (found === signature) return;
      manifest = await open();
      signature = found;
    },
    async flip(next) {
      await manifest.flip(next);
      signature = await signatureOf(fileSystem, directory, manifestName);
    },
  };
}

function parse(value: JsonValue): VersionsState {
  const parsed = state.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AiError(
    'unsupported',
    'the folder of versions was written by another version of @org/ai-retrieval; upgrade it, or use a new folder',
  );
}
