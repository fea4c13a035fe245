// Runs one peer on one text and prints the milliseconds that it took: node peer.child.ts PEER UNIT LENGTH
import { createRequire } from 'node:module';
import { pumped } from './hostile-texts.ts';

const require = createRequire(import.meta.url);
type Check = (text: string) => unknown;

/** Each peer as its documentation shows it, with the settings that it recommends. */
const peers: Readonly<Record<string, () => Promise<Check>>> = {
  '@openai/guardrails': async () => {
    const { pii, PIIConfig } = (await load('@openai/guardrails')) as {
      readonly pii: (context: object, text: string, config: unknown) => Promise<unknown>;
      readonly PIIConfig: { parse(config: object): unknown };
    };
    const config = PIIConfig.parse({});
    return (text) => pii({}, text, config);
  },
  '@redactpii/node': async () => {
    const { Redactor } = (await load('@redactpii/node')) as {
      readonly Redactor: new () => { redact(text: string): string };
    };
    const redactor = new Redactor();
    return (text) => redactor.redact(text);
  },
  'redact-pii': async () => {
    const { SyncRedactor } = (await load('redact-pii')) as {
      readonly SyncRedactor: new () => { redact(text: string): string };
    };
    const redactor = new SyncRedactor();
    return (text) => redactor.redact(text);
  },
  openredaction: async () => {
    const { OpenRedaction } = (await load('openredaction')) as {
      readonly OpenRedaction: new (options: object) => { detect(text: string): Promise<unknown> };
    };
    const redactor = new OpenRedaction({ redactionMode: 'placeholder' });
    return (text) => redactor.detect(text);
  },
  '@cdssnc/sanitize-pii': async () => {
    const { sanitizePii } = (await load('@cdssnc/sanitize-pii')) as { readonly sanitizePii: Check };
    return sanitizePii;
  },
  '@coffeeandfun/remove-pii': async () => {
    const { removePII } = (await load('@coffeeandfun/remove-pii')) as { readonly removePII: Check };
    return removePII;
  },
  '@arcjet/redact': async () => {
    const { redact } = (await load('@arcjet/redact')) as { readonly redact: (text: string) => Promise<unknown> };
    return (text) => redact(text);
  },
  langchain: async () => {
    const { detectEmail, detectCreditCard, detectIP } = (await load('langchain')) as Readonly<Record<string, Check>>;
    return (text) => [detectEmail?.(text), detectCreditCard?.(text), detectIP?.(text)];
  },
  'llm-guard': () => {
    const { LLMGuard } = require('llm-guard') as {
      readonly LLMGuard: new (options: object) => { validate(text: string): Promise<unknown> };
    };
    const guard = new LLMGuard({ pii: true, promptInjection: true, jailbreak: true });
    return Promise.resolve((text) => guard.validate(text));
  },
  llmverify: async () => {
    const { redactPII, isInputSafe } = (await load('llmverify')) as Readonly<Record<string, Check>>;
    return (text) => [redactPII?.(text), isInputSafe?.(text)];
  },
  llm_guardrail: async () => {
    const { checkAll } = (await load('llm_guardrail')) as { readonly checkAll: Check };
    return checkAll;
  },
  '@andersmyrmel/vard': async () => {
    const { default: vard } = (await load('@andersmyrmel/vard')) as {
      readonly default: { moderate(): { maxLength(length: number): { safeParse(text: string): unknown } } };
    };
    const guard = vard.moderate().maxLength(1_000_000);
    return (text) => guard.safeParse(text);
  },
  '@claude-flow/aidefence': async () => {
    const { createAIDefence } = (await load('@claude-flow/aidefence')) as {
      readonly createAIDefence: () => { detect(text: string): Promise<unknown>; hasPII?(text: string): unknown };
    };
    const defence = createAIDefence();
    return async (text) => [await defence.detect(text), defence.hasPII?.(text)];
  },
};

/** Their types are not installed with the workspace. */
function load(name: string): Promise<unknown> {
  return import(name);
}

const [, , name = '', unit = '', length = '80000'] = process.argv;
if (name === '') {
  process.stdout.write(JSON.stringify(Object.keys(peers)));
} else {
  const write = console.log;
  // What peers print is not the result.
  console.log = console.info = console.warn = console.error = () => undefined;
  const check = await peers[name]?.();
  if (check === undefined) throw new Error(`no peer ${name}`);
  await check('a first text, to load what is loaded late: ada@example.com');
  process.stderr.write('ready\n');
  const text = pumped(JSON.parse(unit) as string, Number(length));
  const startedMs = performance.now();
  try {
    await check(text);
  } catch {
    // A finding may be an exception; the time counts all the same.
  }
  write(String(performance.now() - startedMs));
  process.exit(0);
}
