import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { BenchmarkRun, Figure } from '../harness/benchmark.ts';
import { interleave, median, ratioOf } from '../harness/rounds.ts';

/** Time of `ai --help` over that of a Node that does nothing, in turn. */
export async function measureCommandStart(root: string, run: BenchmarkRun): Promise<readonly Figure[]> {
  run.progress('ai --help ...');
  // As `pnpm ai` runs it: from source, with what was compiled before in Node's compile cache.
  const cached = { ...process.env, NODE_COMPILE_CACHE: join(root, '.cache', 'compile') };
  const help = ['--conditions=@org/source', join(root, 'packages', 'ai-cli', 'src', 'bin.ts'), '--help'];
  const rounds = await interleave(
    { help: () => processMs(help, cached), nothing: () => processMs(['-e', '0'], cached) },
    Math.max(run.rounds, run.isQuick ? 3 : 15),
    run.signal,
  );
  const [ours = [], base = []] = [rounds['help'], rounds['nothing']];
  return [
    {
      name: 'ai --help, more than node -e 0',
      ours: median(ours.map((value, index) => value - (base[index] ?? 0))),
      unit: 'ms',
      target: { limit: 100, better: 'lower' },
      peers: { 'node -e 0': median(base) },
      ratio: { 'node -e 0': ratioOf(ours, base) },
      note: 'from source, as pnpm ai runs it',
    },
  ];
}

function processMs(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(process.execPath, args, { stdio: 'ignore', env });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0
        ? resolve(performance.now() - started)
        : reject(new Error(`node ${args.join(' ')} exited with ${code}`)),
    );
  });
}
