import { resolve } from 'node:path';
import type { CommandIo } from '@org/ai-core';
import { guardPolicy } from '@org/ai-policy';
import { loadPolicies } from '@org/ai-policy/file';
import type { GuardPolicy } from '../screen/mark.ts';

/** The policy of a file as the guard takes it. @throws AiError `invalid-input` that names the place in the file */
export async function loadPolicy(file: string | undefined, io: CommandIo): Promise<GuardPolicy | undefined> {
  return file === undefined ? undefined : guardPolicy(await loadPolicies({ path: resolve(io.cwd, file) }));
}
