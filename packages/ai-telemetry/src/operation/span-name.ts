import { SpanKind } from '@opentelemetry/api';
import type { SafeValue } from '../attributes/screen-attributes.ts';
import { genAi } from '../semantic-conventions/gen-ai.ts';

const subjects: Readonly<Record<string, string>> = {
  execute_tool: genAi.toolName,
  invoke_agent: genAi.agentName,
  retrieval: genAi.dataSourceId,
};
// These run in the process of the caller; the others usually reach a model in another one.
const internal: ReadonlySet<string> = new Set(['execute_tool', 'invoke_agent', 'guardrail', 'evaluation', 'ingest']);

/** `{operation} {model}`, or the tool, agent or data source where the conventions name these. */
export function spanName(operation: string, attributes: Readonly<Record<string, SafeValue>>): string {
  const subject = attributes[subjects[operation] ?? genAi.requestModel];
  return typeof subject === 'string' ? `${operation} ${subject}` : operation;
}

/** CLIENT for calls of models and stores, INTERNAL for the rest. */
export function spanKind(operation: string): SpanKind {
  return internal.has(operation) ? SpanKind.INTERNAL : SpanKind.CLIENT;
}
