import { resolve } from 'node:path';
import { AiError, type CommandIo } from '@org/ai-core';
import { pullBundle } from '../mirror/pull-bundle.ts';
import type { S3Credentials } from '../mirror/sign-request.ts';
import { createProgress } from './copy-progress.ts';
import type { ModelOptionValues } from './model-arguments.ts';

/** Runs `ai model pull`. @throws AiError as `pullBundle`, and `invalid-input` for a missing option */
export async function pullCommand(url: string, values: ModelOptionValues, io: CommandIo): Promise<number> {
  if (values.to === undefined) throw missing('to', 'a folder, in which the bundle is made');
  if (values.fingerprint === undefined) {
    throw missing(
      'fingerprint',
      'the fingerprint of the bundle, from where it was made: nothing is pulled without one',
    );
  }
  const token = io.env['AI_MIRROR_TOKEN'];
  const progress = createProgress('pulling', io);
  const { directory, manifest } = await pullBundle({
    url,
    fingerprint: values.fingerprint,
    directory: resolve(io.cwd, values.to),
    headers: token === undefined || token === '' ? {} : { authorization: `Bearer ${token}` },
    credentials: values.s3 ? credentialsOf(io.env) : undefined,
    isHttpAllowed: values['allow-http'],
    signal: io.signal,
    onProgress: progress.show,
  });
  progress.end();
  if (values.json)
    io.stdout(`${JSON.stringify({ directory, fingerprint: manifest.digest, manifest }, undefined, 2)}\n`);
  else io.stdout(`${manifest.name} for ${manifest.task}: ${directory}\nfingerprint ${manifest.digest}\n`);
  return 0;
}

function credentialsOf(env: CommandIo['env']): S3Credentials {
  const accessKeyId = env['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = env['AWS_SECRET_ACCESS_KEY'];
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new AiError('invalid-input', '--s3 needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment', {
      details: { field: 's3' },
    });
  }
  const region = env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? 'us-east-1';
  return { accessKeyId, secretAccessKey, sessionToken: env['AWS_SESSION_TOKEN'], region };
}

function missing(option: string, what: string): AiError {
  return new AiError('invalid-input', `--${option} needs ${what}`, { details: { field: option } });
}
