import { createContext, createServicePrincipal } from '../../packages/ai-core/src/index.ts';
import { createGuard, type Rail } from '../../packages/ai-guardrails/src/index.ts';
import type { Benchmark, BenchmarkRun, Figure } from '../harness/benchmark.ts';
import { builtInRails, type BuiltInRail } from './built-in-rails.ts';
import { hostileUnits, peerBreakers, pumped } from './hostile-texts.ts';
import { peerNames, peerTime } from './peer-times.ts';
import { leastTime, processorTime } from './processor-time.ts';

const SIZE = 80_000;
const MOST_PEER_UNITS = 5;
/** Measuring again ends after this time: only rails far over the limit reach it, and their slowest texts come first. */
const LONGEST_STAGE_MS = 6_000;
const context = createContext({ principal: createServicePrincipal({ tenant: 'bench', subject: 'redos' }) });

interface Worst {
  readonly ms: number;
  readonly growth: number;
  readonly slowest: string;
  readonly steepest: string;
  /** How many texts were looked at. */
  readonly units: number;
}

/** Hostile input: what one unit repeated to 80 kB costs, and how the cost grows with the length. */
export const redosBenchmark: Benchmark = {
  name: 'redos',
  summary: 'every built-in rail on 80 kB made from its own automaton, and peers on what breaks them',
  peers: [
    ...['@openai/guardrails', '@redactpii/node', 'redact-pii', 'openredaction', '@cdssnc/sanitize-pii', 'langchain'],
    ...['@coffeeandfun/remove-pii', '@arcjet/redact', 'llm-guard', 'llmverify', 'llm_guardrail', '@andersmyrmel/vard'],
    '@claude-flow/aidefence',
  ],
  measures: ['benchmarks/redos', 'packages/ai-guardrails/src', 'packages/ai-core/src'],
  async run(run) {
    const { rails, left } = await builtInRails();
    const figures: Figure[] = [];
    const worst = new Map<string, Worst>();
    for (const built of rails) {
      const found = await worstOf(built, run);
      worst.set(built.name, found);
      run.progress(
        `${built.name}: ${String(found.units)} texts, ${found.ms.toFixed(2)} ms (${JSON.stringify(found.slowest)}), growth ${found.growth.toFixed(2)} (${JSON.stringify(found.steepest)})`,
      );
    }
    const peers = await peerFigures(run);
    const slowest = [...worst].reduce((most, one) => (one[1].ms > most[1].ms ? one : most));
    const steepest = [...worst].reduce((most, one) => (one[1].growth > most[1].growth ? one : most));
    const looked = [...worst.values()].reduce((sum, { units }) => sum + units, 0);
    figures.push({
      name: 'longest time of any rail on 80 kB of any hostile text',
      metric: 'maxMs',
      ours: slowest[1].ms,
      unit: 'ms of processor time',
      target: { limit: 10, better: 'lower' },
      peers: peers.ms,
      ratio: {},
      note: `${slowest[0]} on ${JSON.stringify(slowest[1].slowest)}, of ${String(looked)} texts looked at once for ${String(worst.size)} rails, the slowest of each measured again; peers: only the first ${String(MOST_PEER_UNITS)} units that are known to break some of them, elapsed time; ${peers.note}`,
    });
    figures.push({
      name: 'steepest growth from 20 kB to 80 kB',
      metric: 'maxGrowth',
      ours: steepest[1].growth,
      unit: 'times',
      target: { limit: 6, better: 'lower' },
      peers: peers.growth,
      ratio: {},
      note: `${steepest[0]} on ${JSON.stringify(steepest[1].steepest)}; peers from 5 kB to 20 kB of the unit that costs them most`,
    });
    figures.push({
      name: 'rails of the package that were not measured',
      metric: 'unmeasured',
      ours: left.length,
      unit: 'rails',
      target: { limit: 0, better: 'lower' },
      peers: {},
      ratio: {},
      note: left.join('; '),
    });
    for (const [name, { ms, growth, slowest, steepest }] of worst) {
      const of = { peers: {}, ratio: {} };
      figures.push({
        ...of,
        name: `${name}: longest time`,
        metric: `rails.${name}.maxMs`,
        ours: ms,
        unit: 'ms',
        note: JSON.stringify(slowest),
      });
      figures.push({
        ...of,
        name: `${name}: steepest growth`,
        metric: `rails.${name}.maxGrowth`,
        ours: growth,
        unit: 'times',
        note: JSON.stringify(steepest),
      });
    }
    return figures;
  },
};

/**
 * One look at every text, another at those that took long, exact measurements of the slowest, enforcing and monitoring,
 * and the growth of those that took longest or grew most.
 */
async function worstOf(built: BuiltInRail, run: BenchmarkRun): Promise<Worst> {
  const checkOf = (rail: Rail) => {
    const guard = createGuard({ rails: [rail] });
    return (text: string) => () => guard.check(text, { stage: built.stage, context });
  };
  const checks = [checkOf(built.enforcing), checkOf(built.monitoring)];
  const check = checkOf(built.monitoring);
  const units = hostileUnits(built.enforcing, run.isQuick);
  const looks: Look[] = [];
  for (const unit of units) {
    run.signal.throwIfAborted();
    looks.push({ unit, ms: await processorTime(check(pumped(unit, SIZE / 16))) });
  }
  // The first looks warm the code up, and the machine disturbs some: those that took long are looked at again.
  const again: Look[] = [];
  let isLate = lateness();
  for (const { unit } of longest(looks, run.isQuick ? 40 : 120)) {
    if (isLate()) break;
    again.push({ unit, ms: await leastTime(check(pumped(unit, SIZE / 4)), 2, 0) });
  }
  const exact: Measured[] = [];
  isLate = lateness();
  const slow = longest(again, run.isQuick ? 6 : 20).map(({ unit }) => unit);
  for (const unit of new Set([...slow, ...peerBreakers.slice(0, 3)])) {
    if (isLate()) break;
    for (const measured of checks) {
      run.signal.throwIfAborted();
      const [quarter, whole] = [measured(pumped(unit, SIZE / 4)), measured(pumped(unit, SIZE))];
      const [small, ms] = [await leastTime(quarter, 3, 1), await leastTime(whole, 3, 1)];
      exact.push({ unit, ms, growth: ms / small, quarter, whole });
    }
  }
  // Few runs overstate both: whatever is longest or steepest is measured again, in many, until it has been.
  const confirmed = new Set<Measured>();
  isLate = lateness();
  for (let turn = 0; turn < (run.isQuick ? 2 : 8) && !isLate(); turn++) {
    run.signal.throwIfAborted();
    const [slowest] = longest(exact, 1);
    const [steepest] = [...exact].sort((a, b) => b.growth - a.growth);
    const one = [slowest, steepest].find((most) => most !== undefined && !confirmed.has(most));
    if (one === undefined) break;
    confirmed.add(one);
    const { ms, growth } = await growthOf(one.quarter, one.whole, run.rounds);
    one.ms = Math.min(one.ms, ms);
    one.growth = growth;
  }
  let worst: Worst = { ms: 0, growth: 0, slowest: '', steepest: '', units: units.length };
  for (const { unit, ms, growth } of exact) {
    if (ms > worst.ms) worst = { ...worst, ms, slowest: unit };
    if (growth > worst.growth) worst = { ...worst, growth, steepest: unit };
  }
  return worst;
}

type Work = () => Promise<unknown>;

interface Look {
  readonly unit: string;
  readonly ms: number;
}

interface Measured {
  readonly unit: string;
  ms: number;
  growth: number;
  readonly quarter: Work;
  readonly whole: Work;
}

/** Tells when a stage has taken long. */
function lateness(): () => boolean {
  const startedMs = performance.now();
  return () => performance.now() - startedMs > LONGEST_STAGE_MS;
}

function longest<One extends Look>(list: readonly One[], count: number): readonly One[] {
  return [...list].sort((a, b) => b.ms - a.ms).slice(0, count);
}

/** The time of a text, and how much longer it is than that of a quarter of it. */
async function growthOf(
  quarter: Work,
  whole: Work,
  rounds: number,
): Promise<{ readonly ms: number; readonly growth: number }> {
  let [small, large] = [await leastTime(quarter, rounds, 4), await leastTime(whole, rounds, 4)];
  if (large / small > 5 || large > 8) {
    small = Math.min(small, await leastTime(quarter, rounds, 8));
    large = Math.min(large, await leastTime(whole, rounds, 8));
  }
  return { ms: large, growth: large / small };
}

interface PeerFigures {
  readonly ms: Readonly<Record<string, number>>;
  readonly growth: Readonly<Record<string, number>>;
  readonly note: string;
}

async function peerFigures(run: BenchmarkRun): Promise<PeerFigures> {
  const capMs = run.isQuick ? 2_000 : 4_000;
  const units = peerBreakers.slice(0, run.isQuick ? 2 : MOST_PEER_UNITS);
  const ms: Record<string, number> = {};
  const growth: Record<string, number> = {};
  const capped: string[] = [];
  const absent: string[] = [];
  for (const peer of await peerNames()) {
    let slowest: { readonly unit: string; readonly ms: number } | undefined;
    for (const unit of units) {
      run.signal.throwIfAborted();
      const time = await peerTime(peer, unit, SIZE / 4, capMs);
      if (time !== undefined && time.ms > (slowest?.ms ?? 0)) slowest = { unit, ms: time.ms };
      // No other unit can show more.
      if (time?.isCapped === true) break;
    }
    if (slowest === undefined) {
      absent.push(peer);
      continue;
    }
    const isCapped = slowest.ms >= capMs;
    const large = isCapped ? { ms: capMs, isCapped } : await peerTime(peer, slowest.unit, SIZE, capMs);
    const small = await peerTime(peer, slowest.unit, SIZE / 16, capMs);
    if (large === undefined || small === undefined) continue;
    ms[peer] = large.ms;
    if (large.isCapped) capped.push(peer);
    growth[peer] = slowest.ms / small.ms;
    run.progress(
      `${peer}: ${large.isCapped ? '> ' : ''}${large.ms.toFixed(0)} ms on ${JSON.stringify(slowest.unit)}, growth ${(slowest.ms / small.ms).toFixed(1)}`,
    );
  }
  const note = [
    capped.length === 0 ? '' : `ended at the cap of ${String(capMs)} ms: ${capped.join(', ')}`,
    '@andersmyrmel/vard with its length limit raised, which protects it at its default',
    absent.length === 0 ? '' : `did not run: ${absent.join(', ')}`,
  ];
  return { ms, growth, note: note.filter((one) => one !== '').join('; ') };
}
