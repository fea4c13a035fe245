import type { Attack, Goal } from './attacks.ts';
import { escapesOf } from './escapes.ts';
import { protections, type Protection, type Without } from './protections.ts';
import type { Side } from './rag-side.ts';

/** What came of attacks. */
export interface Outcome {
  readonly attacks: number;
  /** Attacks after which something was outside that must not be. */
  readonly escaped: readonly { readonly attack: Attack; readonly goals: readonly Goal[] }[];
  /** Questions whose true answer came out all the same. */
  readonly answered: number;
}

/** Runs attacks against a pipeline. */
export async function runAttacks(side: Side, attacks: readonly Attack[], without: Without): Promise<Outcome> {
  const escaped: Outcome['escaped'][number][] = [];
  let answered = 0;
  for (const attack of attacks) {
    const seen = await side.ask(attack.topic, without);
    const goals = escapesOf(attack, seen);
    if (goals.length > 0) escaped.push({ attack, goals });
    if (seen.answer.includes(`paid within ${String(attack.topic.days)} days`)) answered++;
  }
  return { attacks: attacks.length, escaped, answered };
}

/** Nothing taken out. */
export const guarded: Without = new Set();
/** Everything taken out. */
export const bare: Without = new Set(protections);
/** One taken out. */
export function withoutOne(protection: Protection): Without {
  return new Set([protection]);
}
