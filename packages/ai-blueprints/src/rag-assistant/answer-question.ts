import { setImmediate } from 'node:timers/promises';
import {
  composeModel,
  type CallContext,
  type ChatModel,
  type ChatRequest,
  type ChatResult,
  type Clock,
  type OperationSpan,
  type Usage,
} from '@org/ai-core';
import type { SearchPlan } from '@org/ai-retrieval';
import type { GuardDecision } from '@org/ai-guardrails';
import type { Answer, AnswerDecision, AnswerEvent } from './answer.ts';
import type { RagLimits } from './limits.ts';
import { emptyRoute, estimateUsage, outputGuard } from './output-guard.ts';
import { notInDocuments, promptOf } from './prompt.ts';
import type { RagAssistantOptions } from './rag-assistant.ts';
import { readAnswer } from './read-answer.ts';
import { screenPassages, type ScreenedPassage } from './screen-passages.ts';
import { createStatementReader } from './statement/statement-reader.ts';
import { createStepLog, type StepLog } from './step-log.ts';
import { createTimeSlice } from './time-slice.ts';
import { untilDone } from './until-done.ts';
import { createQuoter } from './verify/quote.ts';
import { createVerifier } from './verify/verifier.ts';

/** The assistant's parts, and one call. */
export interface QuestionParts extends Omit<RagAssistantOptions, 'limits'> {
  readonly clock: Clock;
  readonly limits: RagLimits;
  readonly span: OperationSpan;
  readonly context: CallContext;
  readonly signal: AbortSignal;
}

/** The fixed answer when a rail stopped the question. */
export const questionBlocked = 'This question is stopped by a rule for questions and was not asked.';

const noUsage: Usage = { inputTokens: 0, outputTokens: 0, source: 'none' };

/** What is known of an answer while it comes about. */
interface Draft {
  readonly decisions: AnswerDecision[];
  plan: SearchPlan | undefined;
  text: string;
  citations: Answer['citations'];
  result: Pick<ChatResult, 'usage' | 'route' | 'costNanoUsd'>;
  firstTextMs: number | undefined;
}

/** The answer flow, one step after the other. */
export async function* answerQuestion(question: string, parts: QuestionParts): AsyncGenerator<AnswerEvent, void> {
  const { guard, index, model, limits, span, context } = parts;
  const log = createStepLog(parts.clock);
  const draft: Draft = {
    decisions: [],
    plan: undefined,
    text: '',
    citations: [],
    result: { usage: noUsage, route: emptyRoute(model.info.id) },
    firstTextMs: undefined,
  };

  const endInput = log.begin('input');
  const checked = await inSpan(parts, () => guard.check(question, { stage: 'input', context }));
  draft.decisions.push(decisionOn('input', 'question', checked));
  yield endInput({ action: checked.action, findings: checked.findings.length });
  if (checked.action === 'block' || checked.action === 'require-approval') {
    yield finish(draft, 'blocked', log);
    return;
  }
  const asked = checked.action === 'redact' ? checked.text : question;

  const endRetrieve = log.begin('retrieve');
  const found = await inSpan(parts, () => index.search({ query: asked, limit: limits.maxPassages }, context));
  draft.plan = found.plan;
  const { mode, strategy, readableDocuments, readableChunks, candidates } = found.plan;
  const passages = found.passages.length;
  yield endRetrieve({ mode, strategy, readableDocuments, readableChunks, candidates, passages });

  const endScreen = log.begin('screen');
  const screened = await inSpan(parts, () => screenPassages(found.passages, { guard, limits, context }));
  draft.decisions.push(...screened.decisions);
  const untrusted = screened.kept.filter(({ passage }) => passage.origin.trust === 'untrusted').length;
  yield endScreen({ kept: screened.kept.length, dropped: passages - screened.kept.length, untrusted });

  // The prompt and the model's first work begin a turn of their own.
  await setImmediate();
  if (screened.kept.length > 0)
    yield* generate(promptOf(asked, screened.kept, limits), screened.kept, parts, draft, log);
  span.set({ 'ai.answer.citations': draft.citations.length });
  yield finish(draft, draft.text === '' ? 'not-in-documents' : 'answered', log);
}

async function* generate(
  request: ChatRequest,
  passages: readonly ScreenedPassage[],
  parts: QuestionParts,
  draft: Draft,
  log: StepLog,
): AsyncGenerator<AnswerEvent, void> {
  const { guard, index, span, context } = parts;
  const outputs: GuardDecision[] = [];
  const model: ChatModel = composeModel(
    { ...parts.layers, guard: outputGuard(guard, (decision) => outputs.push(decision)) },
    parts.model,
  );
  const verifier = createVerifier(passages, createQuoter({ index, guard, context }), parts.vocabulary);
  const reader = createStatementReader();
  const verifying = log.pieces('verify');
  const endGenerate = log.begin('generate');
  const answer = readAnswer(model, request, parts);
  const slice = createTimeSlice();

  try {
    for await (const piece of answer.pieces) {
      if (piece.type === 'discard') reader.discard();
      const statements = piece.type === 'text' ? reader.push(piece.text) : reader.end();
      for (const statement of statements) {
        await slice.breathe();
        const verified = await verifying.measure(() => inSpan(parts, () => verifier.verify(statement)));
        if (verified === undefined) continue;
        for (const { marker, citation } of verified.citations) {
          yield { type: 'citation', marker, citation, title: citation.title, trust: citation.trust };
        }
        draft.firstTextMs ??= log.sinceStartMs();
        draft.text += verified.text;
        yield { type: 'text-delta', text: verified.text };
      }
    }
  } finally {
    // Whoever leaves early has used the model all the same.
    const { result, received } = answer.outcome();
    draft.result = priced(result ?? { usage: estimateUsage(request, received), route: answer.route() }, parts);
    // Tokens and cost are counted once: by the layer around the model where there is one.
    if (parts.layers?.telemetry === undefined) span.usage(draft.result.usage, draft.result.costNanoUsd);
  }

  const { result, isStopped } = answer.outcome();
  draft.citations = [...verifier.citations];
  for (const decision of outputs) draft.decisions.push(decisionOn('generate', 'answer', decision));
  if (isStopped)
    draft.decisions.push({
      step: 'generate',
      subject: 'answer',
      action: 'stop',
      reason: 'maxAnswerLength',
      findings: [],
    });
  draft.decisions.push(...verifier.decisions);
  const { inputTokens, outputTokens } = draft.result.usage;
  const finishReason = result?.finishReason ?? 'other';
  yield endGenerate({ model: parts.model.info.id, finishReason, inputTokens, outputTokens });
  const { sentences, released } = verifier;
  yield verifying.end({ sentences, released, withheld: sentences - released, citations: verifier.citations.length });
}

/** The result with its cost, where a price is known. */
function priced(result: Draft['result'], { priceTable, clock, model }: QuestionParts): Draft['result'] {
  const { usage, route, costNanoUsd } = result;
  const answered = route.attempts.at(-1)?.model ?? model.info.id;
  const cost = costNanoUsd ?? priceTable?.priceNanoUsd(answered, usage, new Date(clock.epochMs()));
  return { usage, route, ...(cost === undefined ? {} : { costNanoUsd: cost }) };
}

/** Waits inside the question's span, no longer than the caller wants. */
function inSpan<T>(parts: QuestionParts, work: () => Promise<T>): Promise<T> {
  return untilDone(parts.signal, parts.span.run(work));
}

function decisionOn(
  step: 'input' | 'generate',
  subject: 'question' | 'answer',
  decision: GuardDecision,
): AnswerDecision {
  const reason = 'reason' in decision ? { reason: decision.reason } : {};
  return { step, subject, action: decision.action, ...reason, findings: decision.findings };
}

function finish(draft: Draft, outcome: Answer['outcome'], log: StepLog): AnswerEvent {
  const fixed = outcome === 'blocked' ? questionBlocked : notInDocuments;
  const { plan, citations, decisions, result, firstTextMs } = draft;
  const answer: Answer = {
    text: outcome === 'answered' ? draft.text : fixed,
    isAnswered: outcome === 'answered',
    outcome,
    citations,
    plan,
    decisions,
    usage: result.usage,
    ...(result.costNanoUsd === undefined ? {} : { costNanoUsd: result.costNanoUsd }),
    route: result.route,
    timings: { totalMs: log.sinceStartMs(), firstTextMs, steps: [...log.steps].sort((a, b) => a.startMs - b.startMs) },
  };
  return { type: 'finish', answer };
}
