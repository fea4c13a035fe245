import { AiError, type CallContext, type Decision, type JsonValue } from '@org/ai-core';
import { createFakeChatModel, createFakePrincipal, testContext } from '@org/ai-testing';
import { createTelemetryLayer, type AiTelemetry } from '../src/index.ts';

const operations = [
  'chat',
  'embeddings',
  'retrieval',
  'rerank',
  'execute_tool',
  'invoke_agent',
  'guardrail',
  'evaluation',
];
/** Keys that hold names, content or measurements, and keys that nobody registered. */
const keys = [
  'gen_ai.input.messages',
  'gen_ai.output.messages',
  'gen_ai.system_instructions',
  'gen_ai.tool.definitions',
  'gen_ai.tool.call.arguments',
  'gen_ai.tool.call.result',
  'gen_ai.retrieval.query.text',
  'gen_ai.retrieval.documents',
  'gen_ai.evaluation.explanation',
  'gen_ai.provider.name',
  'gen_ai.request.model',
  'gen_ai.response.model',
  'gen_ai.response.id',
  'gen_ai.response.finish_reasons',
  'gen_ai.request.stop_sequences',
  'gen_ai.request.max_tokens',
  'gen_ai.agent.name',
  'gen_ai.tool.name',
  'gen_ai.tool.call.id',
  'gen_ai.data_source.id',
  'gen_ai.prompt',
  'gen_ai.operation.name',
  'error.type',
  'ai.tenant',
  'ai.cost.nano_usd',
  'ai.guard.rails',
  'ai.retrieval.query',
  'ai.retrieval.candidates',
  'user.message',
  'prompt',
];

/** Puts a text into every field of the telemetry port that may hold content, through every operation. */
export async function tellEverything(telemetry: AiTelemetry, secret: string): Promise<void> {
  const context = contextWith(secret);
  const shapes: readonly JsonValue[] = [secret, [secret], { text: secret, [secret]: 1 }, [{ role: 'user', secret }]];
  operations.forEach((operation, index) => {
    const value = shapes[index % shapes.length] ?? secret;
    const span = telemetry.start(operation, everyKey(value), context);
    span.run(() => {
      span.set({ ...everyKey(secret), [secret]: secret, [`ai.retrieval.${secret}`]: 1 });
    });
    span.firstToken();
    span.usage({ inputTokens: 5, outputTokens: 3, source: secret as 'provider' });
    span.usage({ inputTokens: 5, outputTokens: 3, source: 'provider' }, 1);
    for (const decision of decisionsWith(secret)) {
      span.decision('output', decision);
      span.decision(secret, decision);
    }
    span.end(errorsWith(secret)[index]);
  });
  telemetry.start(secret, {}, context).end();
  const stranger = { ...context, principal: { ...context.principal, tenant: secret } };
  const span = telemetry.start('guardrail', {}, stranger);
  span.decision('output', { action: secret as 'allow', findings: [] });
  span.usage({ inputTokens: 1, outputTokens: 1, source: 'estimated' });
  span.end(new Error(secret));
  await talk(telemetry, secret, context);
  for (const field of ['answerId', 'feature', 'release'] as const) {
    const principal = createFakePrincipal();
    try {
      telemetry.recordFeedback({ answerId: 'answer-1', score: 1, principal, [field]: secret });
    } catch (error) {
      refusals.push(error);
    }
  }
}

/** What telemetry refused so far: errors must not quote what they refuse. */
export const refusals: unknown[] = [];

function everyKey(value: JsonValue): Record<string, JsonValue> {
  return Object.fromEntries(keys.map((key) => [key, value]));
}

function contextWith(secret: string): CallContext {
  const context = testContext({ feature: secret, release: secret, purpose: secret, conversation: secret });
  const principal = { ...context.principal, subject: secret, groups: [secret], attributes: { email: secret } };
  return { ...context, principal, requestId: secret, traceparent: secret, idempotencyKey: secret, residency: secret };
}

function decisionsWith(secret: string): Decision[] {
  const findings = [
    { start: 0, end: 3, rail: secret, rule: secret, label: secret, score: 1 },
    { start: 0, end: 3, rail: 'pii', rule: 'email', label: secret, score: 1 },
  ];
  return [
    { action: 'allow', findings },
    { action: 'redact', findings, text: secret },
    { action: 'block', findings, reason: secret },
    { action: 'require-approval', findings, reason: secret },
  ];
}

function errorsWith(secret: string): unknown[] {
  const named = new Error(secret);
  named.name = secret;
  return [
    new AiError('upstream', secret, { cause: new Error(secret), details: { body: secret, [secret]: secret } }),
    new AiError(secret, secret),
    new Error(secret, { cause: secret }),
    named,
    secret,
    { message: secret, code: secret },
    new AggregateError([new Error(secret)], secret),
    undefined,
  ];
}

/** A conversation with a model behind the telemetry layer: answered, streamed, left and failed. */
async function talk(telemetry: AiTelemetry, secret: string, context: CallContext): Promise<void> {
  const text = { type: 'text', text: secret } as const;
  const call = { type: 'tool-call', id: secret, name: secret, argumentsText: secret, arguments: { secret } } as const;
  const request = {
    messages: [
      { role: 'system', content: [text] },
      { role: 'user', content: [text] },
      { role: 'assistant', content: [call, { type: 'reasoning', text: secret }] },
      { role: 'tool', content: [{ type: 'tool-result', id: secret, name: secret, content: [text] }] },
    ],
    stop: [secret],
  } as const;
  const answer = { text: `${secret} and more text`, parts: [call] };
  const model = createTelemetryLayer(telemetry)(
    createFakeChatModel([answer, answer, answer, { text: secret, error: new Error(secret) }]),
  );
  await model.generate(request, context);
  for await (const event of model.stream(request, context)) if (event.type === 'finish') continue;
  for await (const event of model.stream(request, context)) if (event.type === 'text-delta') break;
  await model.generate(request, context).catch(() => undefined);
}
