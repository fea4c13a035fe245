import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Deployment } from 'kubernetes-models/apps/v1';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import { CronJob } from 'kubernetes-models/batch/v1';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { ConfigMap, Service, ServiceAccount } from 'kubernetes-models/v1';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../src/settings.ts';
import { project, renderOverlay, type Manifest } from './support/manifests.ts';

interface Pod {
  readonly automountServiceAccountToken?: boolean;
  readonly terminationGracePeriodSeconds?: number;
  readonly securityContext?: { readonly runAsNonRoot?: boolean; readonly seccompProfile?: { readonly type: string } };
  readonly containers: readonly {
    readonly resources?: { readonly requests?: Quantities; readonly limits?: Quantities };
    readonly securityContext?: Readonly<Record<string, unknown>>;
    readonly lifecycle?: { readonly preStop?: { readonly sleep?: { readonly seconds: number } } };
  }[];
}
interface Quantities {
  readonly cpu?: string;
  readonly memory?: string;
}

/** The kinds of the manifests, by the schemas that Kubernetes publishes. */
const kinds: Readonly<Record<string, new (data: never) => { validate(): void }>> = {
  'apps/v1 Deployment': Deployment,
  'autoscaling/v2 HorizontalPodAutoscaler': HorizontalPodAutoscaler,
  'batch/v1 CronJob': CronJob,
  'networking.k8s.io/v1 NetworkPolicy': NetworkPolicy,
  'policy/v1 PodDisruptionBudget': PodDisruptionBudget,
  'v1 ConfigMap': ConfigMap,
  'v1 Service': Service,
  'v1 ServiceAccount': ServiceAccount,
};

/** The schemas let a field pass that they do not know. These are all that the manifests use; take a new one from the API's reference. */
const fields = new Set(
  `apiVersion kind metadata name namespace labels spec data automountServiceAccountToken
  replicas revisionHistoryLimit selector matchLabels strategy type rollingUpdate maxUnavailable maxSurge template
  serviceAccountName enableServiceLinks terminationGracePeriodSeconds securityContext runAsNonRoot runAsUser runAsGroup fsGroup seccompProfile
  topologySpreadConstraints maxSkew topologyKey whenUnsatisfiable labelSelector containers image imagePullPolicy ports containerPort protocol
  envFrom configMapRef secretRef optional env valueFrom secretKeyRef key resources requests limits cpu memory allowPrivilegeEscalation readOnlyRootFilesystem
  capabilities drop startupProbe livenessProbe readinessProbe httpGet path port periodSeconds timeoutSeconds failureThreshold lifecycle preStop
  sleep seconds targetPort scaleTargetRef minReplicas maxReplicas metrics resource target averageUtilization behavior scaleDown
  stabilizationWindowSeconds podSelector policyTypes ingress egress from to namespaceSelector ipBlock cidr except
  schedule concurrencyPolicy startingDeadlineSeconds successfulJobsHistoryLimit failedJobsHistoryLimit jobTemplate backoffLimit
  activeDeadlineSeconds restartPolicy command volumeMounts mountPath readOnly volumes persistentVolumeClaim claimName`.split(
    /\s+/,
  ),
);
/** Below these, keys are names of somebody's own. */
const free = new Set(['labels', 'matchLabels', 'data']);

function findFaults(manifest: Manifest): readonly string[] {
  const kind = kinds[`${manifest.apiVersion} ${manifest.kind}`];
  if (kind === undefined) return [`${manifest.kind}: no schema`];
  const unknown = unknownFields(manifest, manifest.kind);
  try {
    new kind(manifest as never).validate();
    return unknown;
  } catch (error) {
    return [...unknown, String(error)];
  }
}

function unknownFields(value: unknown, path: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => unknownFields(item, path));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    fields.has(key)
      ? free.has(key) || `${path}.${key}` === 'Service.spec.selector'
        ? []
        : unknownFields(inner, `${path}.${key}`)
      : [`${path}.${key} is unknown`],
  );
}

function podsOf(manifests: readonly Manifest[]): readonly Pod[] {
  return manifests.flatMap((manifest) => {
    const { template, jobTemplate } = (manifest['spec'] ?? {}) as {
      template?: { spec: Pod };
      jobTemplate?: { spec: { template: { spec: Pod } } };
    };
    return [template?.spec, jobTemplate?.spec.template.spec].filter((pod) => pod !== undefined);
  });
}

const mebibytes = (text = ''): number => Number.parseInt(text, 10) * (text.endsWith('Gi') ? 1_024 : 1);
const kubernetes = join(project, 'deploy/kubernetes');
const base = renderOverlay(join(kubernetes, 'base'));

describe.each(['base', 'overlays/production', 'overlays/canary'])('%s', (folder) => {
  const manifests = renderOverlay(join(kubernetes, folder));

  it('holds to the published schemas, and has no field that nobody knows', () => {
    expect(manifests.length).toBeGreaterThan(3);
    expect(manifests.flatMap(findFaults)).toEqual([]);
  });

  it('runs without root, without a token of the cluster, on a read-only root file system', () => {
    for (const pod of podsOf(manifests)) {
      expect(pod).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      });
      for (const container of pod.containers)
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
    }
  });
});

it.each<[string, (manifest: Manifest) => unknown]>([
  [
    'a number that is a text',
    (manifest) => ({ ...manifest, spec: { ...(manifest['spec'] as object), replicas: 'two' } }),
  ],
  ['a misspelt field', (manifest) => ({ ...manifest, spec: { ...(manifest['spec'] as object), replica: 2 } })],
  ['a field that is missing', (manifest) => ({ ...manifest, spec: {} })],
  ['an unknown kind', (manifest) => ({ ...manifest, apiVersion: 'apps/v1beta1' })],
])('the check finds %s', (_name, plant) => {
  const [deployment] = base.filter(({ kind }) => kind === 'Deployment');
  if (deployment === undefined) throw new Error('there is no deployment');
  expect(findFaults(plant(deployment) as Manifest)).not.toEqual([]);
});

it('the canary has one replica, and neither scaling nor an ingestion of its own', () => {
  const canary = renderOverlay(join(kubernetes, 'overlays/canary'));
  expect(canary.map(({ kind }) => kind).sort()).toEqual([
    'ConfigMap',
    'Deployment',
    'NetworkPolicy',
    'Service',
    'ServiceAccount',
  ]);
  expect(canary.find(({ kind }) => kind === 'Deployment')).toMatchObject({ spec: { replicas: 1 } });
});

it('the settings of the config map are settings of the service, and leave time to end answers', () => {
  const data = base.find(({ kind }) => kind === 'ConfigMap')?.['data'] as Readonly<Record<string, string>>;
  const { limits } = readSettings({ ...data, NODE_ENV: 'production', DATABASE_URL: 'postgres://db/rag' });
  const [pod] = podsOf(base.filter(({ kind }) => kind === 'Deployment'));
  const pause = pod?.containers[0]?.lifecycle?.preStop?.sleep?.seconds ?? 0;
  expect(limits.drainMs).toBeGreaterThanOrEqual(limits.timeoutMs);
  // Ten seconds more is when the program ends itself.
  expect(pod?.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(pause + limits.drainMs / 1_000 + 10);
});

it('memory is requested by what was measured', () => {
  const { peakMiB } = JSON.parse(readFileSync(join(project, 'deploy/measured.json'), 'utf8')) as { peakMiB: number };
  const [pod] = podsOf(base.filter(({ kind }) => kind === 'Deployment'));
  const { requests, limits } = pod?.containers[0]?.resources ?? {};
  const requested = mebibytes(requests?.memory);
  expect(requested).toBeGreaterThanOrEqual(peakMiB * 1.5);
  expect(mebibytes(limits?.memory)).toBe(2 * requested);
  expect(limits?.cpu).toBeUndefined();
});
