/**
 * What an attribute may hold: `name` an identifier-like word, `names` up to 16 of them, `content` text that leaves only by redacted capture,
 * `reserved` what telemetry itself writes and callers cannot.
 */
type AttributeKind = 'name' | 'names' | 'number' | 'boolean' | 'content' | 'reserved';

const keys: Readonly<Record<AttributeKind, string>> = {
  reserved: `gen_ai.operation.name gen_ai.usage.input_tokens gen_ai.usage.output_tokens gen_ai.usage.cache_read.input_tokens
    gen_ai.usage.cache_creation.input_tokens gen_ai.usage.reasoning.output_tokens gen_ai.response.time_to_first_chunk error.type
    ai.tenant ai.feature ai.release ai.request.id ai.priority ai.cost.nano_usd ai.cost.price_table ai.usage.source`,
  name: `gen_ai.provider.name gen_ai.request.model gen_ai.response.model gen_ai.response.id gen_ai.output.type gen_ai.agent.id gen_ai.agent.name
    gen_ai.agent.version gen_ai.workflow.name gen_ai.data_source.id gen_ai.tool.name gen_ai.tool.type gen_ai.tool.call.id gen_ai.prompt.name
    gen_ai.evaluation.name gen_ai.evaluation.score.label ai.blueprint ai.guard.stage ai.guard.action ai.retrieval.mode ai.retrieval.strategy
    ai.route.requested ai.route.cache ai.model.fingerprint ai.index.generation ai.evaluation.gate ai.evaluation.status ai.answer.step
    ai.embeddings.kind ai.inference.task`,
  names: `gen_ai.response.finish_reasons gen_ai.request.encoding_formats ai.guard.rails ai.guard.rules ai.route.models`,
  number: `gen_ai.request.max_tokens gen_ai.request.temperature gen_ai.request.top_p gen_ai.request.top_k gen_ai.request.seed
    gen_ai.request.choice.count gen_ai.request.frequency_penalty gen_ai.request.presence_penalty gen_ai.embeddings.dimension.count
    gen_ai.evaluation.score.value`,
  boolean: `gen_ai.request.stream`,
  content: `gen_ai.input.messages gen_ai.output.messages gen_ai.system_instructions gen_ai.tool.definitions gen_ai.tool.call.arguments
    gen_ai.tool.call.result gen_ai.retrieval.query.text gen_ai.retrieval.documents gen_ai.evaluation.explanation`,
};

const registry: ReadonlyMap<string, AttributeKind> = new Map(
  Object.entries(keys).flatMap(([kind, names]) =>
    names.split(/\s+/).map((name): [string, AttributeKind] => [name, kind as AttributeKind]),
  ),
);

// Below these prefixes every package may write measurements (numbers and booleans) without an entry of their own; text never.
const measurements =
  /^ai\.(?:answer|embeddings|error|evaluation|guard|index|inference|ingest|retrieval|route|stream)(?:\.[a-z][a-z0-9_-]{0,31}){1,3}$/;

/** Looks up what a key may hold; `measurement` is a number or a boolean, undefined a key that telemetry drops. */
export type AttributeRegistry = (key: string) => AttributeKind | 'measurement' | undefined;

/** The built-in registry with entries of a service's own, which cannot change the built-in ones. */
export function createAttributeRegistry(own: Readonly<Record<string, OwnAttributeKind>> = {}): AttributeRegistry {
  const entries = new Map(Object.entries(own));
  return (key) => registry.get(key) ?? entries.get(key) ?? (measurements.test(key) ? 'measurement' : undefined);
}

/** What an attribute of a service's own may hold: never content. */
export type OwnAttributeKind = 'name' | 'names' | 'number' | 'boolean';
