import { readFile } from 'node:fs/promises';
import { createJwtResolver, type JwtResolver } from '@org/ai-interop/jwt';
import type { SignInSettings } from './settings.ts';

/** Who asks, from the bearer token and nothing else. A file of keys is read again when a token names a key that is not in it. */
export function createSignIn({ keys, ...settings }: SignInSettings): JwtResolver {
  if ('url' in keys) return createJwtResolver({ ...settings, keys });
  const load = async (signal: AbortSignal): Promise<unknown> =>
    JSON.parse(await readFile(keys.file, { encoding: 'utf8', signal })) as unknown;
  return createJwtResolver({ ...settings, keys: { load } });
}
