import { parse } from 'yaml';
import { z } from 'zod';
import type { Examined } from './finding.ts';

/** A command of a pipeline, and whether its failure fails the pipeline. */
export interface PipelineStep {
  readonly file: string;
  readonly command: string;
  readonly isGate: boolean;
}

const flag = z.union([z.boolean(), z.string(), z.looseObject({})]).optional();
const githubWorkflow = z.looseObject({
  jobs: z.record(
    z.string(),
    z.looseObject({
      'continue-on-error': flag,
      steps: z
        .array(z.looseObject({ run: z.string().optional(), 'continue-on-error': flag, if: z.unknown().optional() }))
        .optional(),
    }),
  ),
});
const gitlabJob = z.looseObject({ script: z.union([z.string(), z.array(z.string())]), allow_failure: flag });

/** The commands of GitHub Actions and GitLab pipelines; a file that is no pipeline has none. */
export async function readPipelineSteps({ text, list }: Examined): Promise<readonly PipelineStep[]> {
  const steps: PipelineStep[] = [];
  const workflows = (await list('.github/workflows')).filter((name) => /\.ya?ml$/.test(name));
  for (const name of workflows) {
    const file = `.github/workflows/${name}`;
    const workflow = githubWorkflow.safeParse(parseYaml(await text(file)));
    for (const job of Object.values(workflow.data?.jobs ?? {}))
      for (const step of job.steps ?? [])
        if (step.run !== undefined) {
          const isGate = isOff(job['continue-on-error']) && isOff(step['continue-on-error']) && step.if !== false;
          steps.push(...commandsOf(file, step.run, isGate));
        }
  }
  const gitlab = z.record(z.string(), z.unknown()).safeParse(parseYaml(await text('.gitlab-ci.yml')));
  for (const value of Object.values(gitlab.data ?? {})) {
    const job = gitlabJob.safeParse(value).data;
    if (job === undefined) continue;
    const script = typeof job.script === 'string' ? job.script : job.script.join('\n');
    steps.push(...commandsOf('.gitlab-ci.yml', script, isOff(job.allow_failure)));
  }
  return steps;
}

function commandsOf(file: string, script: string, isGate: boolean): readonly PipelineStep[] {
  const lines = script.split('\n').map((line) => line.trim());
  return lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((command) => ({ file, command, isGate: isGate && !command.includes('||') }));
}

function isOff(value: unknown): boolean {
  return value === undefined || value === false || value === 'false';
}

function parseYaml(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : (parse(text, { maxAliasCount: 100 }) as unknown);
  } catch {
    return undefined;
  }
}
