import type { IncomingMessage, ServerResponse } from 'node:http';
import { AiError } from '@org/ai-core';
import { z } from 'zod';
import { log } from '../log.ts';
import type { RouteParts } from '../rag-server.ts';
import { readBody } from '../read-body.ts';

const schema = z.strictObject({ answer: z.uuid(), rating: z.enum(['up', 'down']) });

/** Counts a thumb, and keeps it with the id of its answer: neither a question nor a text. */
export async function feedback(request: IncomingMessage, response: ServerResponse, parts: RouteParts): Promise<void> {
  const { signIn, release, limits, telemetry, answering } = parts;
  if (answering.isDraining) throw new AiError('unavailable', 'the service is stopping; send it again');
  const principal = await signIn.resolve(request.headers.authorization, {});
  const { answer, rating } = await readBody(request, schema, limits.maxBodyBytes);
  telemetry.recordFeedback({ answerId: answer, score: rating === 'up' ? 1 : -1, principal, feature: 'ask', release });
  log('feedback', { answer, rating, tenant: principal.tenant });
  response.writeHead(204, { 'cache-control': 'no-store' }).end();
}
