// What is published runs: every built entry of every package loads by import and by require, without the source condition, and the worker of ai-inference starts from its built file.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { readPackages } from './packages.mjs';

/** @returns {string[]} */
export function builtEntries(root) {
  const problems = [];
  for (const { name, manifest } of readPackages(root)) {
    for (const [subpath, target] of Object.entries(manifest.exports)) {
      if (target.default === undefined) continue;
      const file = JSON.stringify(join(root, 'packages', name, target.default));
      const code = `const required = require(${file}); import(${file}).then((module) => { if (Object.keys(module).length === 0 || Object.keys(required).length === 0) throw new Error('exports nothing'); });`;
      const message = run(['-e', code]);
      if (message !== undefined) problems.push(`${manifest.name}${subpath.slice(1)}: ${message}`);
    }
  }
  const worker = workerProblem(root);
  return worker === undefined ? problems : [...problems, `ai-inference, its worker: ${worker}`];
}

function workerProblem(root) {
  const directory = mkdtempSync(join(tmpdir(), 'ai-built-'));
  try {
    const module = JSON.stringify(join(root, 'packages', 'ai-inference', 'dist', 'index.js'));
    const core = JSON.stringify(join(root, 'packages', 'ai-core', 'dist', 'index.js'));
    const code = `
      const { createInferenceEngine, fitEmbedder } = await import(${module});
      const { createContext, createServicePrincipal } = await import(${core});
      const texts = ['the kiln cools slowly', 'the small kiln reaches its heat', 'a glaze needs a hot kiln'];
      const { directory } = await fitEmbedder({ texts, directory: ${JSON.stringify(directory)} });
      const engine = createInferenceEngine({ workers: 1 });
      const model = engine.embedder(await engine.load(directory));
      const context = createContext({ principal: createServicePrincipal({ tenant: 't', subject: 's' }) });
      const { vectors } = await model.embed({ texts, kind: 'document' }, context);
      if (vectors.length !== texts.length * model.dimensions) throw new Error('wrong shape');
      await engine[Symbol.asyncDispose]();`;
    return run(['--input-type=module', '-e', code]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The last line of the error when a program fails. */
function run(args) {
  const result = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000 });
  if (result.status === 0) return undefined;
  return result.stderr.split('\n').find((line) => /Error/.test(line)) ?? `exited with ${result.status}`;
}
