import { parseConfig } from '@org/ai-core/config';
import { z } from 'zod';

/** What the service is told by its environment. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly tenant: string;
  /** Names by token. Empty: only this machine may call. */
  readonly tokens: ReadonlyMap<string, string>;
  readonly client: 'openai' | 'ai-sdk';
  /** The model's server; undefined: the local echo model. */
  readonly model: ModelSettings | undefined;
  readonly linkHosts: readonly string[];
  readonly timeoutMs: number;
  readonly maxRequests: number;
  readonly telemetry: 'none' | 'console' | 'otlp';
  readonly otlpEndpoint: string | undefined;
}

/** Where the model is. */
export interface ModelSettings {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly name: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const wholeNumber = (least: number, most: number): z.ZodType<number> =>
  z
    .string()
    .regex(/^[0-9]{1,9}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(least).max(most));
const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

const tokens = list.transform((entries, context) => {
  const names = new Map<string, string>();
  for (const entry of entries) {
    const at = entry.indexOf(':');
    const [name, token] = [entry.slice(0, at), entry.slice(at + 1)];
    if (at < 1 || /\s/.test(name) || token.length < 24 || names.has(token))
      context.addIssue({
        code: 'custom',
        message: 'must be name:token, each token once and of at least 24 characters',
      });
    names.set(token, name);
  }
  return names;
});

const schema = z
  .strictObject({
    CHAT_HOST: z.string().min(1).default('127.0.0.1'),
    CHAT_PORT: wholeNumber(0, 65_535).default(3000),
    CHAT_TENANT: z
      .string()
      .regex(/^[a-z0-9-]{1,64}$/, 'must be lower-case letters, digits and hyphens')
      .default('local'),
    CHAT_TOKENS: tokens.default(new Map()),
    CHAT_CLIENT: z.enum(['openai', 'ai-sdk']).default('openai'),
    CHAT_LINK_HOSTS: list.default([]),
    CHAT_TIMEOUT_MS: wholeNumber(1, 600_000).default(60_000),
    CHAT_MAX_REQUESTS: wholeNumber(1, 10_000).default(64),
    CHAT_TELEMETRY: z.enum(['none', 'console', 'otlp']).default('none'),
    OPENAI_BASE_URL: httpUrl.optional(),
    OPENAI_API_KEY: z.string().optional(),
    OPENAI_MODEL: z.string().min(1).default('gpt-5-mini'),
    OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional(),
  })
  .refine((env) => env.CHAT_TOKENS.size > 0 || isLoopback(env.CHAT_HOST), {
    path: ['CHAT_TOKENS'],
    message: 'must name who may call, since CHAT_HOST is no loopback address',
  })
  .refine((env) => env.CHAT_TELEMETRY !== 'otlp' || env.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined, {
    path: ['OTEL_EXPORTER_OTLP_ENDPOINT'],
    message: 'must be set for CHAT_TELEMETRY=otlp',
  });

const known: ReadonlySet<string> = new Set(Object.keys(schema.shape));

/**
 * Reads the settings. An empty variable counts as absent, and an unknown one that starts with CHAT_ is an error.
 *
 * @throws AiError `invalid-input` that names each wrong setting, and no value
 */
export function readSettings(environment: Environment): Settings {
  const set = Object.entries(environment).filter(
    ([name, value]) => (known.has(name) || name.startsWith('CHAT_')) && value !== undefined && value !== '',
  );
  const env = parseConfig(schema, Object.fromEntries(set), { name: 'environment' });
  const isEcho = env.OPENAI_BASE_URL === undefined && env.OPENAI_API_KEY === undefined;
  return {
    host: env.CHAT_HOST,
    port: env.CHAT_PORT,
    tenant: env.CHAT_TENANT,
    tokens: env.CHAT_TOKENS,
    client: env.CHAT_CLIENT,
    model: isEcho
      ? undefined
      : {
          baseUrl: env.OPENAI_BASE_URL ?? 'https://api.openai.com/v1',
          // Servers on one's own machine ask for none, but the clients want one.
          apiKey: env.OPENAI_API_KEY ?? 'none',
          name: env.OPENAI_MODEL,
        },
    linkHosts: env.CHAT_LINK_HOSTS,
    timeoutMs: env.CHAT_TIMEOUT_MS,
    maxRequests: env.CHAT_MAX_REQUESTS,
    telemetry: env.CHAT_TELEMETRY,
    otlpEndpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
  };
}

/** Whether only this machine reaches an address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.[0-9]{1,3}){3}$/.test(host);
}
