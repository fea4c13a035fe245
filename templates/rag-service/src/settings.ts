import { resolve } from 'node:path';
import { parseConfig } from '@org/ai-core/config';
import type { JwtResolverOptions } from '@org/ai-interop/jwt';
import { z } from 'zod';
import { developmentIssuer } from './development.ts';

/** What the service is told by its environment. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  /** Which release this is, for metrics and traces; cost and faults are counted by it. */
  readonly release: string | undefined;
  readonly index: IndexSettings;
  readonly signIn: SignInSettings;
  /** The model's server; undefined: the extractive model, which answers with sentences of the documents. */
  readonly model: ModelSettings | undefined;
  /** Hosts that links in answers may lead to. */
  readonly linkHosts: readonly string[];
  readonly limits: Limits;
  readonly telemetry: 'none' | 'console' | 'otlp';
  readonly otlpEndpoint: string | undefined;
}

/** Where the documents are: in a folder, or in PostgreSQL when there is an address of one. */
export interface IndexSettings {
  readonly directory: string;
  readonly databaseUrl: string | undefined;
}

/** What bearer tokens are held against. */
export type SignInSettings = Required<
  Pick<
    JwtResolverOptions,
    'issuer' | 'audience' | 'algorithms' | 'clockSkewMs' | 'tenantClaim' | 'groupsClaim' | 'cooldownMs' | 'maxAgeMs'
  >
> & {
  readonly type: string | undefined;
  readonly keys: { readonly url: string } | { readonly file: string };
};

/** Where the model is. */
export interface ModelSettings {
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
  readonly name: string;
}

/** Bounds of what one request, and all of them together, may take. */
export interface Limits {
  readonly maxBodyBytes: number;
  /** In UTF-16 units. */
  readonly maxQuestionLength: number;
  readonly maxRequests: number;
  readonly timeoutMs: number;
  /** How long answers under way may take once the service is told to stop. */
  readonly drainMs: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

const wholeNumber = (least: number, most: number): z.ZodType<number> =>
  z
    .string()
    .regex(/^[0-9]{1,9}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(least).max(most));
const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });
const name = z.string().trim().min(1);
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

const keyUrl = httpUrl.refine((text) => /^(https:|http:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/])/.test(text), {
  error: 'must be an https URL, or http on this machine',
});

const indexShape = {
  RAG_INDEX_DIR: name.default('.index'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' }).optional(),
};

const modelShape = {
  OPENAI_BASE_URL: httpUrl.optional(),
  OPENAI_MODEL: name.optional(),
  OPENAI_API_KEY: z.string().optional(),
};

const schema = z
  .strictObject({
    ...indexShape,
    ...modelShape,
    NODE_ENV: z.string().optional(),
    RAG_HOST: name.default('127.0.0.1'),
    RAG_PORT: wholeNumber(0, 65_535).default(3000),
    RAG_RELEASE: z
      .string()
      .regex(/^[\w.:+-]{1,64}$/, 'must be up to 64 letters, digits and _ . : + -')
      .optional(),
    RAG_LINK_HOSTS: list.default([]),
    RAG_MAX_BODY_BYTES: wholeNumber(256, 10_000_000).default(16_384),
    RAG_MAX_QUESTION: wholeNumber(1, 100_000).default(2_000),
    RAG_MAX_REQUESTS: wholeNumber(1, 10_000).default(64),
    RAG_TIMEOUT_MS: wholeNumber(1, 600_000).default(60_000),
    RAG_DRAIN_MS: wholeNumber(0, 600_000).default(25_000),
    RAG_TELEMETRY: z.enum(['none', 'console', 'otlp']).default('none'),
    JWT_ISSUER: name,
    JWT_AUDIENCE: list.refine((audiences) => audiences.length > 0, 'must name an audience'),
    JWT_JWKS_URL: keyUrl.optional(),
    JWT_JWKS_FILE: name.optional(),
    JWT_ALGORITHMS: list
      .refine(
        (names) => names.length > 0 && names.every((each) => /^((RS|PS|ES)(256|384|512)|EdDSA|Ed25519)$/.test(each)),
        {
          error: 'must be signatures with a public key, such as RS256,ES256',
        },
      )
      .default(['RS256', 'PS256', 'ES256', 'EdDSA']),
    JWT_TYPE: name.optional(),
    JWT_TENANT_CLAIM: name.default('tenant'),
    JWT_GROUPS_CLAIM: name.default('groups'),
    JWT_CLOCK_SKEW_MS: wholeNumber(0, 300_000).default(30_000),
    JWT_COOLDOWN_MS: wholeNumber(0, 3_600_000).default(30_000),
    JWT_MAX_AGE_MS: wholeNumber(0, 86_400_000).default(300_000),
    OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional(),
  })
  .refine((env) => (env.JWT_JWKS_URL === undefined) !== (env.JWT_JWKS_FILE === undefined), {
    path: ['JWT_JWKS_URL'],
    message: 'must be set, or JWT_JWKS_FILE, and not both',
  })
  .refine((env) => env.NODE_ENV !== 'production' || env.JWT_ISSUER !== developmentIssuer, {
    path: ['JWT_ISSUER'],
    message: 'is the issuer of npm run token, which is for development alone',
  })
  .refine((env) => (env.OPENAI_BASE_URL === undefined) === (env.OPENAI_MODEL === undefined), {
    path: ['OPENAI_MODEL'],
    message: 'and OPENAI_BASE_URL are set together, or neither is',
  })
  .refine((env) => env.OPENAI_API_KEY === undefined || env.OPENAI_BASE_URL !== undefined, {
    path: ['OPENAI_BASE_URL'],
    message: 'must be set with OPENAI_API_KEY',
  })
  .refine((env) => env.RAG_TELEMETRY !== 'otlp' || env.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined, {
    path: ['OTEL_EXPORTER_OTLP_ENDPOINT'],
    message: 'must be set for RAG_TELEMETRY=otlp',
  });

const known: ReadonlySet<string> = new Set(Object.keys(schema.shape));

/**
 * Reads the settings. An empty variable counts as absent, and an unknown one that starts with RAG_ or JWT_ is an error.
 *
 * @throws AiError `invalid-input` that names each wrong setting, and no value
 */
export function readSettings(environment: Environment): Settings {
  const env = parseConfig(schema, ofOurs(environment), { name: 'environment' });
  return {
    host: env.RAG_HOST,
    port: env.RAG_PORT,
    release: env.RAG_RELEASE,
    index: { directory: resolve(env.RAG_INDEX_DIR), databaseUrl: env.DATABASE_URL },
    signIn: {
      issuer: env.JWT_ISSUER,
      audience: env.JWT_AUDIENCE,
      keys: env.JWT_JWKS_URL === undefined ? { file: resolve(env.JWT_JWKS_FILE ?? '') } : { url: env.JWT_JWKS_URL },
      algorithms: env.JWT_ALGORITHMS,
      type: env.JWT_TYPE,
      tenantClaim: env.JWT_TENANT_CLAIM,
      groupsClaim: env.JWT_GROUPS_CLAIM,
      clockSkewMs: env.JWT_CLOCK_SKEW_MS,
      cooldownMs: env.JWT_COOLDOWN_MS,
      maxAgeMs: env.JWT_MAX_AGE_MS,
    },
    model: modelOf(env),
    linkHosts: env.RAG_LINK_HOSTS,
    limits: {
      maxBodyBytes: env.RAG_MAX_BODY_BYTES,
      maxQuestionLength: env.RAG_MAX_QUESTION,
      maxRequests: env.RAG_MAX_REQUESTS,
      timeoutMs: env.RAG_TIMEOUT_MS,
      drainMs: env.RAG_DRAIN_MS,
    },
    telemetry: env.RAG_TELEMETRY,
    otlpEndpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
  };
}

/**
 * Reads what the ingestion needs: nothing of sign-in, since it runs as a service.
 *
 * @throws AiError `invalid-input` that names each wrong setting, and no value
 */
export function readIndexSettings(environment: Environment): IndexSettings {
  const env = parseConfig(z.strictObject(indexShape), only(environment, indexShape), { name: 'environment' });
  return { directory: resolve(env.RAG_INDEX_DIR), databaseUrl: env.DATABASE_URL };
}

/**
 * Reads which model answers: for the evaluation, which needs nothing else.
 *
 * @throws AiError `invalid-input` that names each wrong setting, and no value
 */
export function readModelSettings(environment: Environment): ModelSettings | undefined {
  return modelOf(parseConfig(z.strictObject(modelShape), only(environment, modelShape), { name: 'environment' }));
}

function modelOf(env: {
  readonly OPENAI_BASE_URL?: string | undefined;
  readonly OPENAI_MODEL?: string | undefined;
  readonly OPENAI_API_KEY?: string | undefined;
}): ModelSettings | undefined {
  const { OPENAI_BASE_URL: baseUrl, OPENAI_MODEL: model, OPENAI_API_KEY: apiKey } = env;
  return baseUrl === undefined || model === undefined ? undefined : { baseUrl, apiKey, name: model };
}

function only(environment: Environment, shape: object): Environment {
  return Object.fromEntries(
    Object.keys(shape).flatMap((key) => {
      const value = environment[key];
      return value === undefined || value === '' ? [] : [[key, value]];
    }),
  );
}

function ofOurs(environment: Environment): Environment {
  const isOurs = (key: string): boolean => known.has(key) || key.startsWith('RAG_') || key.startsWith('JWT_');
  return Object.fromEntries(
    Object.entries(environment).filter(([key, value]) => isOurs(key) && value !== undefined && value !== ''),
  );
}
