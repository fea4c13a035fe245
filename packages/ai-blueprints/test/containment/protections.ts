import {
  canaryRail,
  createCanary,
  createGuard,
  egressRail,
  injectionRail,
  secretsRail,
  type Guard,
  type JudgeRail,
  type Rail,
} from '@org/ai-guardrails';
import type { Attack } from './attacks.ts';

/** What can be taken out, to see what it carries. */
export type Protection =
  | 'injection rail'
  | 'secrets rail'
  | 'canary rail'
  | 'egress rail'
  | 'sentence check'
  | 'closed vocabulary'
  | 'origins'
  | 'access lists'
  | 'tool checks';

/** All of them. */
export const protections: readonly Protection[] = [
  'injection rail',
  'secrets rail',
  'canary rail',
  'egress rail',
  'sentence check',
  'closed vocabulary',
  'origins',
  'access lists',
  'tool checks',
];

/** The protections that are taken out; all when the pipeline runs bare. */
export type Without = ReadonlySet<Protection>;

/** The rails that both pipelines share, made once for one set of attacks. */
export function railsFor(attacks: readonly Attack[], without: Without): readonly Rail[] {
  const known = made.get(attacks)?.get(without);
  if (known !== undefined) return known;
  const canaries = attacks.map(({ topic }) => createCanary({ id: topic.site, value: topic.canary }));
  const rails: readonly (readonly [Protection, () => Rail])[] = [
    ['injection rail', () => injectionRail()],
    ['secrets rail', () => secretsRail()],
    ['canary rail', () => canaryRail({ canaries, action: 'redact' })],
    ['egress rail', () => egressRail({ allowedHosts, stages: ['retrieval', 'tool-result', 'output'] })],
    // A call whose address was taken out would still carry the rest of its arguments away.
    ['egress rail', () => egressRail({ id: 'call-egress', allowedHosts, stages: ['tool-call'], action: 'block' })],
    ['tool checks', () => capabilityRail],
  ];
  const kept = rails.filter(([name]) => !without.has(name)).map(([, make]) => make());
  const bySet = made.get(attacks) ?? new WeakMap<Without, readonly Rail[]>();
  made.set(attacks, bySet.set(without, kept));
  return kept;
}

const allowedHosts = ['docs.example.com'];
const pages = 'https://docs.example.com/';
const made = new WeakMap<readonly Attack[], WeakMap<Without, readonly Rail[]>>();

/** A guard with some more rails. */
export function guardFor(attacks: readonly Attack[], without: Without, more: readonly Rail[] = []): Guard {
  return createGuard({ rails: [...railsFor(attacks, without), ...more] });
}

/** Capabilities of the application's own: mail goes to colleagues only, and pages are fetched from one host. */
const capabilityRail: JudgeRail = {
  id: 'capabilities',
  stages: ['tool-call'],
  mode: 'enforce',
  onError: 'closed',
  unit: 'whole',
  open: () => ({
    judge({ text }) {
      const [to, url] = ['to', 'url'].map((name) => new RegExp(`"${name}"\\s*:\\s*"([^"]*)"`).exec(text)?.[1]);
      const isGranted = (to ?? '@example.com').endsWith('@example.com');
      if (isGranted && (url ?? pages).startsWith(pages)) return [];
      return [{ start: 0, end: text.length, rule: 'capability', label: 'CAPABILITY', score: 1, action: 'block' }];
    },
  }),
};
