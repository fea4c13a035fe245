import { resolve } from 'node:path';
import { AiError, type CommandIo, type JsonValue } from '@org/ai-core';
import { createPolicyEngine } from '../engine/create-policy-engine.ts';
import { parsePolicyFile } from '../file/policy-file.ts';
import { readBytes } from '../file/read-bytes.ts';
import { runPolicyTests } from '../policy-tests/run-policy-tests.ts';
import { readArguments } from './arguments.ts';

interface Outcome {
  readonly file: string;
  readonly isSound: boolean;
  readonly text: string;
  readonly json: Readonly<Record<string, JsonValue>>;
}

/** Runs `ai policy check`. */
export async function checkFiles(argv: readonly string[], io: CommandIo): Promise<number> {
  const { files, values } = readArguments(argv, { json: { type: 'boolean', default: false } });
  const outcomes: Outcome[] = [];
  for (const file of files) outcomes.push(await checkFile(file, io.cwd));
  if (values.json)
    io.stdout(`${JSON.stringify(outcomes.map(({ file, isSound, json }) => ({ file, isSound, ...json })))}\n`);
  else for (const { text } of outcomes) io.stdout(text);
  return outcomes.every(({ isSound }) => isSound) ? 0 : 1;
}

async function checkFile(file: string, cwd: string): Promise<Outcome> {
  const content = await readBytes(resolve(cwd, file));
  let parsed: ReturnType<typeof parsePolicyFile>;
  try {
    parsed = parsePolicyFile(file, content);
  } catch (error) {
    if (!AiError.is(error)) throw error;
    return { file, isSound: false, text: `${error.message}\n`, json: { message: error.message, ...error.details } };
  }
  const { policies, tests } = parsed;
  const engine = await createPolicyEngine({ policies });
  const failures = runPolicyTests(engine, tests);
  const summary = `${file}: ${policies.id}, version ${policies.version}: ${policies.rules.length} rules, ${tests.length - failures.length} of ${tests.length} tests pass\n`;
  return {
    file,
    isSound: failures.length === 0,
    text: failures.map(({ name, message }) => `${file}: test "${name}": ${message}\n`).join('') + summary,
    json: {
      policy: { ...engine.policy },
      rules: policies.rules.length,
      tests: tests.length,
      failures: failures.map((failure) => ({ ...failure })),
    },
  };
}
