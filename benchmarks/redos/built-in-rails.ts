import * as root from '../../packages/ai-guardrails/src/index.ts';
import type { Rail, Stage } from '../../packages/ai-guardrails/src/index.ts';

/** A rail of the package, at a stage that it serves. */
export interface BuiltInRail {
  readonly name: string;
  /** As it is by default, and so that a block does not keep it from the rest of the text. */
  readonly enforcing: Rail;
  readonly monitoring: Rail;
  readonly stage: Stage;
}

type MakeRail = (options: object) => Rail | Promise<Rail>;

const canary = root.createCanary({ id: 'bench' });

const usage = { inputTokens: 0, outputTokens: 0 };
/** Models that find nothing: what is measured is the rail around them. */
const tagger = {
  id: 'none',
  labels: ['PER'],
  tag: ({ texts }: { readonly texts: readonly string[] }) =>
    Promise.resolve({ spans: texts.map(() => []), truncated: [], usage }),
};
const classifier = {
  id: 'none',
  labels: ['attack', 'benign'],
  isMultiLabel: false,
  classify: ({ texts }: { readonly texts: readonly string[] }) =>
    Promise.resolve({ scores: texts.map(() => ({ attack: 0, benign: 1 })), truncated: [], usage }),
};

/** What rails cannot be made without. */
const needed: Readonly<Record<string, readonly object[]>> = {
  lengthRail: [{ maxCharacters: 1_000_000, maxWords: 1_000_000, maxSentences: 1_000_000 }],
  languageRail: [{ allowed: ['en'] }],
  topicRail: [
    { deny: { betting: ['bet', 'odds', 'casino night'] } },
    { allow: { parcels: ['parcel', 'delivery', 'tracking number'] } },
  ],
  canaryRail: [{ canaries: [canary] }],
  classifierRail: [{ classifier, rules: { attack: { threshold: 0.5, action: 'redact' } } }],
  taggerRail: [{ tagger }],
  groundingRail: [
    { passages: [{ id: 'a', text: 'The parcel was sent on Monday, and costs 40 euros. It weighs 3 kg.' }] },
  ],
};

/** The subpaths of the package that may hold rails, too. */
const subpaths = ['language/language.ts', 'phone/phone.ts'];

/**
 * Every export whose name ends in `Rail`, so that a new rail is measured without being named here; those that cannot
 * be made without options nobody gave are named.
 */
export async function builtInRails(): Promise<{
  readonly rails: readonly BuiltInRail[];
  readonly left: readonly string[];
}> {
  const rails: BuiltInRail[] = [];
  const left: string[] = [];
  const modules: Readonly<Record<string, unknown>>[] = [root];
  for (const path of subpaths) {
    modules.push((await import(`../../packages/ai-guardrails/src/${path}`)) as Readonly<Record<string, unknown>>);
  }
  for (const [name, make] of modules.flatMap((module) => Object.entries(module))) {
    if (!name.endsWith('Rail') || typeof make !== 'function') continue;
    for (const [turn, options] of (needed[name] ?? [{}]).entries()) {
      const shown = turn === 0 ? name : `${name} ${String(turn + 1)}`;
      try {
        const enforcing = await (make as MakeRail)(options);
        const monitoring = await (make as MakeRail)({ ...options, mode: 'monitor' });
        const stage = enforcing.stages.includes('output') ? 'output' : enforcing.stages[0];
        if (stage === undefined) throw new Error('it serves no stage');
        rails.push({ name: shown, enforcing, monitoring, stage });
      } catch (error) {
        left.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
  return { rails, left };
}
