import { join } from 'node:path';
import { AiError, sha256 } from '@org/ai-core';
import { openManifest, type FileSystem, type Manifest } from '@org/ai-storage';
import { decodeSegment, readVerified, vectorsIn } from '../segment/read-segment.ts';
import {
  manifestName,
  parseIndexManifest,
  type IndexManifest,
  type PartitionManifest,
  type SegmentRef,
} from './index-manifest.ts';
import { emptyPartition, withSegments, type LoadedSegment, type Partition } from './partition.ts';

/** The files of an index and what of them is in memory. */
export interface IndexStore {
  readonly fileSystem: FileSystem;
  readonly directory: string;
  readonly generation: number;
  readonly manifest: IndexManifest;
  /** Looks whether another process has flipped the manifest, and takes its state over. */
  refresh(): Promise<void>;
  /** Whether a manifest newer than the current one is damaged. */
  readonly isDamaged: boolean;
  /** Whether what was known of a tenant was lost with a damaged manifest. An older generation may give access that was taken away since, so nothing of it is used. */
  isClosed(tenant: string): boolean;
  /**
   * The partition of a tenant at the current generation; undefined when the tenant has none.
   *
   * @throws AiError `integrity` while the tenant is closed, or when a file is damaged
   */
  load(tenant: string): Promise<Partition | undefined>;
  /** Flips the manifest to one with this partition; what it names is on disk already. Over a damaged manifest, the other tenants are closed until they ingest as well. */
  commit(partition: Partition): Promise<void>;
  /** Flips to a whole manifest of another index, whose files are on disk already. */
  flip(manifest: IndexManifest): Promise<void>;
  pathOf(folder: string, name: string): string;
}

/** Opens the manifest of an index folder. Writes nothing. */
export async function openIndexStore(fileSystem: FileSystem, directory: string): Promise<IndexStore> {
  const open = (): Promise<Manifest<IndexManifest>> =>
    openManifest({ fileSystem, directory, name: manifestName, parse: parseIndexManifest });
  const segmentsFolder = join(directory, 'segments');
  const pathOf = (folder: string, name: string): string => join(segmentsFolder, folder, name);
  let signature = await signatureOf(fileSystem, directory, manifestName);
  let manifest = await open();
  const current = (): IndexManifest => manifest.current ?? { format: 1, partitions: [] };
  /** A crash cannot leave these: a manifest gets its name only after it was synced. */
  const damaged = (): readonly number[] => manifest.torn.filter((generation) => generation > manifest.generation);
  const partitionOf = (tenant: string): PartitionManifest | undefined =>
    current().partitions.find((partition) => partition.tenant === tenant);
  const loaded = new Map<string, Promise<Partition>>();
  const outdated = new Map<string, Promise<Partition>>();

  const readOne = async (
    ref: PartitionManifest,
    segmentRef: SegmentRef,
    known: LoadedSegment | undefined,
  ): Promise<LoadedSegment> => {
    const path = pathOf(ref.folder, segmentRef.name);
    const segment =
      known?.segment ??
      (await decodeSegment(await readVerified(fileSystem, path, segmentRef), segmentRef.name, path, ref.tenant));
    const vectorsRef = segmentRef.vectors;
    if (vectorsRef === undefined) return { segment, vectors: undefined };
    return { segment, vectors: vectorsIn(fileSystem, pathOf(ref.folder, vectorsRef.name), vectorsRef, segment) };
  };
  /** Segments never change, so those that an earlier generation has read already are kept. */
  const read = async (ref: PartitionManifest, earlier: Promise<Partition> | undefined): Promise<Partition> => {
    const before = await earlier?.catch(() => undefined);
    const known = new Map<string, LoadedSegment & { readonly file: string | undefined }>();
    for (const [index, segment] of (before?.segments ?? []).entries()) {
      const file = before?.manifest.segments[index]?.vectors?.digest;
      known.set(segment.name, { segment, vectors: before?.vectors[index], file });
    }
    const segments: LoadedSegment[] = [];
    for (const segmentRef of ref.segments) {
      const one = known.get(segmentRef.name);
      segments.push(
        one !== undefined && one.file === segmentRef.vectors?.digest ? one : await readOne(ref, segmentRef, one),
      );
    }
    return withSegments(emptyPartition(ref), ref, segments);
  };

  return {
    fileSystem,
    directory,
    pathOf,
    get generation() {
      return manifest.generation;
    },
    get manifest() {
      return current();
    },
    get isDamaged() {
      return damaged().length > 0;
    },
    isClosed: (tenant) => damaged().length > 0 || partitionOf(tenant)?.isClosed === true,
    async refresh() {
      const found = await signatureOf(fileSystem, directory, manifestName);
      // A damaged manifest may be mended in place.
      if (found === signature && damaged().length === 0) return;
      const reopened = await open();
      signature = found;
      // A flip of this process may have overtaken the reading.
      if (Math.max(reopened.generation, ...reopened.torn) <= manifest.generation) return;
      manifest = reopened;
      for (const [tenant, partition] of loaded) outdated.set(tenant, partition);
      loaded.clear();
    },
    async load(tenant) {
      const [newest] = damaged();
      if (newest !== undefined) throw damagedManifest(newest);
      const ref = partitionOf(tenant);
      if (ref === undefined) return undefined;
      if (ref.isClosed === true) throw closedPartition();
      let reading = loaded.get(tenant);
      if (reading === undefined) {
        reading = read(ref, outdated.get(tenant));
        outdated.delete(tenant);
        loaded.set(tenant, reading);
        // A fault is reported each time it is met, and never remembered: the folder may be mended.
        reading.catch(() => {
          if (loaded.get(tenant) === reading) loaded.delete(tenant);
        });
      }
      return reading;
    },
    async flip(whole) {
      await manifest.flip({ ...whole, partitions: [...whole.partitions] });
      signature = await signatureOf(fileSystem, directory, manifestName);
      loaded.clear();
    },
    async commit(partition) {
      const { tenant } = partition.manifest;
      const isLost = damaged().length > 0;
      const others = current()
        .partitions.filter((other) => other.tenant !== tenant)
        .map((other) => (isLost ? closed(other) : other));
      const partitions = [...others, partition.manifest].sort((a, b) => (a.tenant < b.tenant ? -1 : 1));
      await manifest.flip({ format: 1, partitions });
      signature = await signatureOf(fileSystem, directory, manifestName);
      loaded.set(tenant, Promise.resolve(partition));
    },
  };
}

/** The manifest of a partition that is about to get its first segment, whose analyser it takes over. The folder's name is a digest, so that no tenant id becomes a path. */
export async function newPartitionManifest(tenant: string): Promise<PartitionManifest> {
  const folder = (await sha256(tenant)).slice(7, 39);
  return { tenant, folder, analysis: '', nextSequence: 1, segments: [] };
}

function closed({ tenant, folder, analysis, nextSequence }: PartitionManifest): PartitionManifest {
  return { tenant, folder, analysis, nextSequence, segments: [], isClosed: true };
}

function damagedManifest(generation: number): AiError {
  const file = `${manifestName}.${String(generation).padStart(10, '0')}.json`;
  const message = `${file} is damaged, and an older generation may give access that was taken away since; ingest the documents again, or delete the index folder and ingest into a new one`;
  return new AiError('integrity', message, { details: { file } });
}

function closedPartition(): AiError {
  return new AiError(
    'integrity',
    "the tenant's access lists were lost with a damaged manifest of the index; ingest the tenant's documents again",
  );
}

/** The names of a manifest's files: another process that flips changes them. */
export async function signatureOf(fileSystem: FileSystem, directory: string, name: string): Promise<string> {
  try {
    const names = await fileSystem.list(directory);
    return names.filter((file) => file.startsWith(`${name}.`) && file.endsWith('.json')).join();
  } catch (error) {
    if (AiError.is(error, 'not-found')) return '';
    throw error;
  }
}
