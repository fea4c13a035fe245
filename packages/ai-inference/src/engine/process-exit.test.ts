import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fitEmbedder } from '../fit/fit-embedder.ts';

let root: string;
let bundle: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'ai-exit-'));
  bundle = (await fitEmbedder({ texts: ['red green', 'green blue'], directory: root })).directory;
});
afterAll(() => rm(root, { recursive: true, force: true }));

const program = (ending: string): string => `
  import { createContext, createServicePrincipal } from '@org/ai-core';
  import { createInferenceEngine } from ${JSON.stringify(new URL('../index.ts', import.meta.url).href)};
  const engine = createInferenceEngine({ workers: 2 });
  const embedder = engine.embedder(await engine.load(${JSON.stringify(bundle)}));
  const context = createContext({ principal: createServicePrincipal({ tenant: 't', subject: 's' }) });
  const calls = Array.from({ length: 8 }, () => embedder.embed({ texts: ['red'], kind: 'query' }, context));
  const batches = await Promise.all(calls);
  console.log(batches.length);
  ${ending}
`;

function run(source: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--conditions=@org/source', '--input-type=module', '--eval', source], {
      cwd: import.meta.dirname,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}

describe('a process that has run models', () => {
  it.each([
    ['after disposing of its engine', 'await engine[Symbol.asyncDispose]();'],
    ['with an idle engine that nobody disposed of', ''],
    ['with process.exit while threads are alive', 'process.exit(0);'],
  ])('exits by itself and cleanly %s', async (_, ending) => {
    expect(await run(program(ending))).toEqual({ code: 0, stdout: '8\n', stderr: '' });
  });
});
