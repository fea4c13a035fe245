import { appendFile } from 'node:fs/promises';
import { AiError } from '@org/ai-core';
import { z } from 'zod';
import { readBody } from '../read-body.ts';
import type { Exchange, ServerParts } from '../route.ts';

const schema = z.strictObject({ answerId: z.uuid(), thumb: z.enum(['up', 'down']), as: z.string().max(256) });

/** Keeps a thumb with the id of its answer: neither the question nor the answer. */
export async function feedback({ request, response, resolve }: Exchange, parts: ServerParts): Promise<void> {
  const { answerId, thumb, as } = await readBody(request, schema);
  const principal = await resolve(as);
  if (!parts.answers.isKnown(answerId)) throw new AiError('not-found', 'there is no such answer');
  const line = JSON.stringify({ at: new Date().toISOString(), answerId, thumb, tenant: principal.tenant, as });
  parts.assistant.telemetry.recordFeedback({ answerId, score: thumb === 'up' ? 1 : -1, principal });
  try {
    await appendFile(parts.assistant.state.feedback, `${line}\n`);
  } catch (cause) {
    throw new AiError('unavailable', 'the feedback could not be kept: the index folder cannot be written', { cause });
  }
  response.writeHead(204).end();
}
