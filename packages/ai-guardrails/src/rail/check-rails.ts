import { AiError } from '@org/ai-core';
import type { JudgeRail, Rail, Stage } from './rail.ts';

const stages: ReadonlySet<string> = new Set<Stage>(['input', 'retrieval', 'tool-call', 'tool-result', 'output']);
const units: ReadonlySet<string> = new Set<JudgeRail['unit']>(['sentence', 'paragraph', 'whole']);

/** Whether the rail judges units of text rather than scanning for bounded matches. */
export function isJudgeRail(rail: Rail): rail is JudgeRail {
  return 'unit' in rail;
}

/** @throws AiError `invalid-input` for rails that declare no bound, share an id or name unknown stages */
export function checkRails(rails: readonly Rail[]): void {
  const ids = new Set<string>();
  for (const rail of rails) {
    if (typeof rail.id !== 'string' || rail.id === '') throw invalid('a rail', 'needs an id');
    const name = `rail "${rail.id}"`;
    if (ids.has(rail.id)) throw invalid(name, 'is there twice; give each rail an id of its own');
    ids.add(rail.id);
    if (rail.stages.length === 0) throw invalid(name, 'serves no stage; name at least one in stages');
    for (const stage of rail.stages) if (!stages.has(stage)) throw invalid(name, 'names an unknown stage in stages');
    if (rail.timeoutMs !== undefined && !(rail.timeoutMs > 0)) throw invalid(name, 'needs a timeoutMs above 0');
    checkBounds(rail, name);
  }
}

function checkBounds(rail: Rail, name: string): void {
  const declared: Readonly<Record<string, unknown>> = { ...rail };
  if (isJudgeRail(rail)) {
    if (!units.has(rail.unit)) throw invalid(name, "needs a unit of 'sentence', 'paragraph' or 'whole'");
    if (rail.maxUnit !== undefined && !isCount(rail.maxUnit, 2)) throw invalid(name, 'needs a maxUnit of 2 or more');
    return;
  }
  if (!isCount(declared['maxMatch'], 1) || !isCount(declared['lookahead'], 0)) {
    throw invalid(name, 'declares neither maxMatch and lookahead nor a unit, so no stream could hold back for it');
  }
  if (rail.lookbehind !== undefined && !isCount(rail.lookbehind, 0))
    throw invalid(name, 'needs a lookbehind of 0 or more');
}

function isCount(value: unknown, least: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= least;
}

function invalid(name: string, message: string): AiError {
  return new AiError('invalid-input', `${name} ${message}`);
}
