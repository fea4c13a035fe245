import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

/** An object of a manifest. */
export type Manifest = Readonly<Record<string, unknown>> & {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>> & { readonly name: string };
};

/** The root of the project. */
export const project: string = fileURLToPath(new URL('../..', import.meta.url));

const manifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
});
const kustomization = z.strictObject({
  apiVersion: z.literal('kustomize.config.k8s.io/v1beta1'),
  kind: z.literal('Kustomization'),
  namespace: z.string().optional(),
  nameSuffix: z.string().optional(),
  resources: z.array(z.string()).min(1),
  labels: z
    .array(z.strictObject({ pairs: z.record(z.string(), z.string()), includeSelectors: z.boolean() }))
    .optional(),
  images: z.array(z.strictObject({ name: z.string(), newTag: z.string() })).optional(),
  patches: z.array(z.strictObject({ path: z.string() })).optional(),
});

/** The documents of a YAML file; broken YAML is an error. */
export function readYaml(path: string): readonly unknown[] {
  return parseAllDocuments(readFileSync(path, 'utf8'), { strict: true, uniqueKeys: true }).map((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    return document.toJS() as unknown;
  });
}

/**
 * What a kustomization makes: its resources with its patches merged into them. Of Kustomize it knows what these overlays use;
 * names, labels and image tags are left to the real one, since they change no structure.
 */
export function renderOverlay(folder: string): readonly Manifest[] {
  const [own] = readYaml(join(folder, 'kustomization.yaml'));
  const { resources, patches = [] } = kustomization.parse(own);
  let manifests = resources.flatMap((path) =>
    path.endsWith('.yaml')
      ? readYaml(join(folder, path)).map((value) => manifest.parse(value) as Manifest)
      : renderOverlay(join(folder, path)),
  );
  for (const { path } of patches) {
    const [patch] = readYaml(join(folder, path));
    const { $patch, ...change } = manifest.extend({ $patch: z.literal('delete').optional() }).parse(patch);
    const isTarget = (one: Manifest): boolean =>
      one.apiVersion === change.apiVersion && one.kind === change.kind && one.metadata.name === change.metadata.name;
    if (manifests.filter(isTarget).length !== 1)
      throw new Error(`${dirname(path)}/${path} patches nothing that is there`);
    manifests = manifests.flatMap((one) =>
      !isTarget(one) ? [one] : $patch === 'delete' ? [] : [merge(one, change) as Manifest],
    );
  }
  return manifests;
}

function merge(base: unknown, change: unknown): unknown {
  if (!isRecord(base) || !isRecord(change)) return change;
  return {
    ...base,
    ...Object.fromEntries(Object.entries(change).map(([key, value]) => [key, merge(base[key], value)])),
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
