import type { Examined, Finding } from './finding.ts';
import { readPipelineSteps } from './pipeline-steps.ts';

interface Gate {
  readonly id: string;
  readonly severity: 'error' | 'warning';
  readonly what: string;
  readonly script: string;
}

const gates: readonly Gate[] = [
  { id: 'gate-eval', severity: 'error', what: 'evaluation', script: 'eval' },
  { id: 'gate-test', severity: 'error', what: 'test', script: 'test' },
  { id: 'gate-typecheck', severity: 'warning', what: 'type check', script: 'typecheck' },
  { id: 'gate-lint', severity: 'warning', what: 'lint', script: 'lint' },
];
const lockfiles = ['package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock'];

/** The gates that every project keeps: a pipeline that evaluates, tests, checks and lints, and fails when one of them does; a lock file. */
export async function examineGates(examined: Examined): Promise<readonly Finding[]> {
  const steps = await readPipelineSteps(examined);
  const findings: Finding[] = gates.flatMap(({ id, severity, what, script }) => {
    const found = steps.filter(({ command }) => runsScript(command, script));
    if (found.some(({ isGate }) => isGate)) return [];
    const [first] = found;
    return [
      first === undefined
        ? { id, severity, message: `no pipeline has the ${what} step`, remedy: `add the step: npm run ${script}` }
        : {
            id,
            severity,
            file: first.file,
            message: `the ${what} step may fail without failing the pipeline`,
            remedy: 'take out continue-on-error, allow_failure, if: false or "|| true"',
          },
    ];
  });
  const root = await examined.list('.');
  if (!lockfiles.some((name) => root.includes(name)))
    findings.push({
      id: 'no-lockfile',
      severity: 'error',
      message: 'there is no lock file: every install may bring other packages',
      remedy: 'run npm install, and commit package-lock.json',
    });
  return findings;
}

/** Whether a command runs a script of package.json, or all of them by `check`. */
function runsScript(command: string, script: string): boolean {
  const words = command.split(/\s+/);
  const at = words.findIndex((word) => ['npm', 'pnpm', 'yarn', 'bun'].includes(word));
  const called =
    at < 0
      ? []
      : words.slice(at + 1).filter((word) => word !== 'run' && word !== 'run-script' && !word.startsWith('-'));
  if (called[0] === script || called[0] === 'check') return true;
  return script === 'eval' && /(^|[\s/])ai eval run(\s|$)/.test(command);
}
