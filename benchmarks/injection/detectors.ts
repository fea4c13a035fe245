import { createRequire } from 'node:module';
import { scoreInjection } from '../../packages/ai-guardrails/src/index.ts';

/** What a detector says of a text: whether it would stop it, and how sure it is. */
export interface Verdict {
  readonly isFlagged: boolean;
  readonly score: number;
}

/** One way to tell attacks, at the settings that its documentation recommends. */
export interface Detector {
  readonly name: string;
  /** Its scores order texts, so that it can also be taken at a threshold of ours. */
  readonly hasScores: boolean;
  readonly detect: (text: string) => Promise<Verdict>;
}

const ALARM = 0.5;

export const ours: Detector = {
  name: 'ours',
  hasScores: true,
  detect: (text) => {
    const { score } = scoreInjection(text);
    return Promise.resolve({ isFlagged: score >= ALARM, score });
  },
};

const require = createRequire(import.meta.url);

interface Severity {
  readonly severity: number;
}
type VardResult = { readonly safe: true } | { readonly safe: false; readonly threats: readonly Severity[] };
interface Vard {
  safeParse(text: string): VardResult;
}
interface Checked {
  readonly detected: boolean;
  readonly confidence: number;
}

/** A module whose types are not installed with the workspace. */
function load(name: string): Promise<unknown> {
  return import(name) as Promise<unknown>;
}

/** The peers, loaded when they are needed: their types are not installed with the workspace. */
export async function loadPeers(): Promise<readonly Detector[]> {
  const guardrail = (await load('llm_guardrail')) as {
    checkInjection(text: string): Promise<Checked>;
    checkAll(
      text: string,
    ): Promise<
      { readonly allowed: boolean; readonly maxThreatConfidence: number } & Readonly<
        Record<'injection' | 'jailbreak' | 'malicious', Checked>
      >
    >;
  };
  const { default: vard } = (await load('@andersmyrmel/vard')) as {
    readonly default: { moderate(): Vard; strict(): Vard };
  };
  const verify = require('llmverify') as {
    isInputSafe(text: string): boolean;
    getInjectionRiskScore(text: string): number;
  };
  const { LLMGuard } = require('llm-guard') as {
    readonly LLMGuard: new (options: object) => {
      validate(text: string): Promise<{ readonly isValid: boolean; readonly score: number }>;
    };
  };
  const { createAIDefence } = (await load('@claude-flow/aidefence')) as {
    readonly createAIDefence: () => {
      detect(
        text: string,
      ): Promise<{ readonly safe: boolean; readonly threats: readonly { readonly confidence: number }[] }>;
    };
  };
  const llmGuard = new LLMGuard({ promptInjection: true, jailbreak: true });
  const defence = createAIDefence();
  const byVard = (name: string, builder: Vard): Detector => ({
    name,
    hasScores: false,
    detect: (text) => {
      const result = builder.safeParse(text);
      const score = result.safe ? 0 : Math.max(0, ...result.threats.map(({ severity }) => severity));
      return Promise.resolve({ isFlagged: !result.safe, score });
    },
  });
  return [
    {
      name: 'llm_guardrail',
      hasScores: true,
      detect: async (text) => {
        const { detected, confidence } = await guardrail.checkInjection(text);
        return { isFlagged: detected, score: confidence };
      },
    },
    {
      name: 'llm_guardrail (all)',
      hasScores: true,
      detect: async (text) => {
        const { allowed, injection, jailbreak, malicious } = await guardrail.checkAll(text);
        return {
          isFlagged: !allowed,
          score: Math.max(injection.confidence, jailbreak.confidence, malicious.confidence),
        };
      },
    },
    byVard('vard', vard.moderate()),
    byVard('vard (strict)', vard.strict()),
    {
      name: 'llmverify',
      hasScores: true,
      detect: (text) =>
        Promise.resolve({ isFlagged: !verify.isInputSafe(text), score: verify.getInjectionRiskScore(text) }),
    },
    {
      name: 'llm-guard',
      hasScores: true,
      detect: async (text) => {
        const { isValid, score } = await llmGuard.validate(text);
        return { isFlagged: !isValid, score: 1 - score };
      },
    },
    {
      name: 'aidefence',
      hasScores: true,
      detect: async (text) => {
        const { safe, threats } = await defence.detect(text);
        return { isFlagged: !safe, score: Math.max(0, ...threats.map(({ confidence }) => confidence)) };
      },
    },
  ];
}
