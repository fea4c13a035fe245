import type { Tracer } from '@opentelemetry/api';
import { AiError, checkPrincipal, type Principal } from '@org/ai-core';
import { isSafeName } from '../attributes/safe-name.ts';
import type { OperationMetrics } from '../metrics/operation-metrics.ts';
import { ai } from '../semantic-conventions/ai.ts';
import { genAi } from '../semantic-conventions/gen-ai.ts';

/** A user's rating of an answer. There is no field for text. */
export interface Feedback {
  /** Id of the answer or of its request, as telemetry and records know it. */
  readonly answerId: string;
  /** From -1 (bad) to 1 (good); a thumb is -1 or 1. */
  readonly score: number;
  /** Who rates: only the tenant is recorded. */
  readonly principal: Principal;
  readonly feature?: string | undefined;
  readonly release?: string | undefined;
}

/** @throws AiError `invalid-input` that names the field, not its value; `unauthenticated` without a valid principal */
export function recordRating(feedback: Feedback, metrics: OperationMetrics, tracer: Tracer): void {
  const { answerId, score, feature, release } = feedback;
  if (!isSafeName(answerId))
    throw new AiError(
      'invalid-input',
      'answerId must be the id of an answer: up to 128 letters, digits and _ . : / + # -',
    );
  if (!(score >= -1 && score <= 1)) throw new AiError('invalid-input', 'score must be a number from -1 to 1');
  const { tenant } = checkPrincipal(feedback.principal);
  const rating = score > 0 ? 'positive' : score < 0 ? 'negative' : 'neutral';
  metrics.rated(rating, { tenant, feature, release });
  const who = { [ai.tenant]: tenant, [ai.feature]: feature, [ai.release]: release };
  const safe = Object.fromEntries(Object.entries(who).filter(([, value]) => isSafeName(value)));
  const span = tracer.startSpan('feedback', {
    attributes: { ...safe, [genAi.operationName]: 'feedback', [genAi.responseId]: answerId },
  });
  span.addEvent('gen_ai.evaluation.result', {
    [genAi.evaluationName]: 'user_feedback',
    [genAi.evaluationScore]: score,
    [genAi.evaluationLabel]: rating,
    [genAi.responseId]: answerId,
  });
  span.end();
}
