import { resolve } from 'node:path';
import { AiError, type CommandIo } from '@org/ai-core';
import { createPolicyEngine } from '../engine/create-policy-engine.ts';
import { explanationText } from '../engine/explanation-text.ts';
import { parsePolicyFile, parsePolicyRequest } from '../file/policy-file.ts';
import { readBytes } from '../file/read-bytes.ts';
import { contextOfTest } from '../policy-tests/run-policy-tests.ts';
import { readArguments } from './arguments.ts';

/** Runs `ai policy explain`. */
export async function explainRequest(argv: readonly string[], io: CommandIo): Promise<number> {
  const options = { input: { type: 'string' }, json: { type: 'boolean', default: false } } as const;
  const { files, values } = readArguments(argv, options);
  const [file] = files;
  if (file === undefined || files.length > 1) throw new AiError('invalid-input', 'give exactly one policy file');
  if (values.input === undefined) throw new AiError('invalid-input', 'give the request with --input FILE');
  const { policies } = parsePolicyFile(file, await readBytes(resolve(io.cwd, file)));
  const request = parsePolicyRequest(values.input, await readBytes(resolve(io.cwd, values.input)));
  const engine = await createPolicyEngine({ policies });
  const explanation = engine.explain(request.given, contextOfTest(request));
  io.stdout(values.json ? `${JSON.stringify(explanation)}\n` : explanationText(explanation));
  return 0;
}
