import { ai } from '../semantic-conventions/ai.ts';
import {
  AGENT_DURATION_BOUNDARIES,
  DURATION_BOUNDARIES,
  genAi,
  TOKEN_BOUNDARIES,
} from '../semantic-conventions/gen-ai.ts';
import type { MetricDefinition } from './metric.ts';

const { operationName, providerName, requestModel, tokenType, errorType, agentName, toolName } = genAi;
const { tenant, feature, release } = ai;

type MetricKey =
  | 'duration'
  | 'timeToFirstChunk'
  | 'tokenUsage'
  | 'agentDuration'
  | 'toolDuration'
  | 'tokens'
  | 'cost'
  | 'costUnknown'
  | 'decisions'
  | 'errors'
  | 'feedback'
  | 'dropped';

/** Every metric that this package makes. */
export const metrics: Readonly<Record<MetricKey, MetricDefinition>> = {
  duration: {
    name: 'gen_ai.client.operation.duration',
    description: 'Duration of operations.',
    unit: 's',
    kind: 'histogram',
    labels: [operationName, providerName, requestModel, tenant, feature, errorType],
    closedLabels: [operationName, errorType],
    boundaries: DURATION_BOUNDARIES,
  },
  timeToFirstChunk: {
    name: 'gen_ai.client.operation.time_to_first_chunk',
    description: 'Time from the start of a streamed operation to its first chunk.',
    unit: 's',
    kind: 'histogram',
    labels: [operationName, providerName, requestModel, tenant, feature],
    closedLabels: [operationName],
    boundaries: DURATION_BOUNDARIES,
  },
  tokenUsage: {
    name: 'gen_ai.client.token.usage',
    description: 'Number of input and output tokens used by an operation.',
    unit: '{token}',
    kind: 'histogram',
    labels: [operationName, providerName, requestModel, tokenType, tenant, feature],
    closedLabels: [operationName, tokenType],
    boundaries: TOKEN_BOUNDARIES,
  },
  agentDuration: {
    name: 'gen_ai.invoke_agent.duration',
    description: 'Duration of agent invocations.',
    unit: 's',
    kind: 'histogram',
    labels: [agentName, requestModel, tenant, feature, errorType],
    closedLabels: [errorType],
    boundaries: AGENT_DURATION_BOUNDARIES,
  },
  toolDuration: {
    name: 'gen_ai.execute_tool.duration',
    description: 'Duration of tool executions.',
    unit: 's',
    kind: 'histogram',
    labels: [toolName, tenant, feature, errorType],
    closedLabels: [errorType],
    boundaries: DURATION_BOUNDARIES,
  },
  tokens: {
    name: 'ai.usage.tokens',
    description: 'Tokens used, by whether the provider reported them or they were estimated.',
    unit: '{token}',
    kind: 'counter',
    labels: [tokenType, ai.usageSource, requestModel, tenant, feature, release],
    closedLabels: [tokenType, ai.usageSource],
  },
  cost: {
    name: 'ai.cost',
    description: 'Cost of operations whose price is known.',
    unit: 'USD',
    kind: 'counter',
    labels: [ai.usageSource, requestModel, tenant, feature, release],
    closedLabels: [ai.usageSource],
    scale: 1_000_000_000,
  },
  costUnknown: {
    name: 'ai.cost.unknown',
    description: 'Operations that used tokens at an unknown price and are therefore missing in the cost.',
    unit: '{operation}',
    kind: 'counter',
    labels: [providerName, requestModel, tenant, feature, release],
  },
  decisions: {
    name: 'ai.guard.decisions',
    description: 'Decisions of guards; the rail is missing where no rail found anything.',
    unit: '{decision}',
    kind: 'counter',
    labels: [ai.guardRail, ai.guardAction, ai.guardStage, tenant, feature, release],
    closedLabels: [ai.guardAction, ai.guardStage],
  },
  errors: {
    name: 'ai.errors',
    description: 'Operations that failed.',
    unit: '{error}',
    kind: 'counter',
    labels: [operationName, errorType, requestModel, tenant, feature, release],
    closedLabels: [operationName, errorType],
  },
  feedback: {
    name: 'ai.feedback',
    description: 'Ratings that users gave to answers.',
    unit: '{rating}',
    kind: 'counter',
    labels: [ai.feedbackRating, tenant, feature, release],
    closedLabels: [ai.feedbackRating],
  },
  dropped: {
    name: 'ai.telemetry.dropped',
    description: 'What telemetry left out, by reason.',
    unit: '{item}',
    kind: 'counter',
    labels: [ai.dropReason],
    closedLabels: [ai.dropReason],
  },
};
