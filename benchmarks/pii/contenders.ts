import { createContext, createServicePrincipal } from '../../packages/ai-core/src/index.ts';
import { createGuard, piiRail } from '../../packages/ai-guardrails/src/index.ts';
import { spansOfRedaction } from './align.ts';
import type { LabelledSpan } from './spans.ts';

/** A system that finds personal data. */
export interface Contender {
  readonly name: string;
  /** What users of the system call: only this is timed. */
  readonly run: (text: string) => unknown;
  /** What came of it as spans with the system's own labels. */
  readonly spansOf: (text: string, result: never) => readonly LabelledSpan[];
  /** Set for systems that know only these labels by design. */
  readonly isPhoneOnly?: boolean | undefined;
}

/** Our rail as it comes, with all of its built-in types on, through the guard. */
export function ours(): Contender {
  const guard = createGuard({ rails: [piiRail()] });
  const context = createContext({ principal: createServicePrincipal({ tenant: 'bench', subject: 'pii' }) });
  return {
    name: 'ours',
    run: (text) => guard.check(text, { stage: 'output', context }),
    spansOf: (_text, { findings }: Awaited<ReturnType<typeof guard.check>>) =>
      findings.map(({ start, end, label }) => ({ start, end, type: label })),
  };
}

/** Each peer at the settings of its documentation, or of its defaults where it recommends none. */
export async function peers(): Promise<readonly Contender[]> {
  return [
    await openredaction(),
    await redactPii(),
    await redactpiiNode(),
    await openaiGuardrails(),
    await llmverify(),
    await arcjetRedact(),
    await sanitizePii(),
    await removePii(),
    await langchain(),
    await libphonenumber(),
  ];
}

async function load<M>(name: string): Promise<M> {
  return (await import(name)) as M;
}

async function openredaction(): Promise<Contender> {
  interface Detection {
    readonly type: string;
    readonly position: readonly [number, number];
  }
  interface Redactor {
    detect(text: string): Promise<{ readonly detections: readonly Detection[] }>;
  }
  const { OpenRedaction } = await load<{ OpenRedaction: new (options: object) => Redactor }>('openredaction');
  const redactor = new OpenRedaction({ redactionMode: 'placeholder' });
  return {
    name: 'openredaction',
    run: (text) => redactor.detect(text),
    spansOf: (_text, { detections }: Awaited<ReturnType<Redactor['detect']>>) =>
      detections.map(({ type, position: [start, end] }) => ({ start, end, type })),
  };
}

async function redactPii(): Promise<Contender> {
  const { SyncRedactor } = await load<{ SyncRedactor: new () => { redact(text: string): string } }>('redact-pii');
  const redactor = new SyncRedactor();
  const marker =
    /\b(CREDENTIALS|CREDIT_CARD_NUMBER|EMAIL_ADDRESS|IP_ADDRESS|NAME|PASSWORD|PHONE_NUMBER|STREET_ADDRESS|USERNAME|US_SOCIAL_SECURITY_NUMBER|ZIPCODE|URL|DIGITS)\b/g;
  return {
    name: 'redact-pii',
    run: (text) => redactor.redact(text),
    spansOf: (text, redacted: string) => spansOfRedaction(text, redacted, marker, ([label]) => label),
  };
}

async function redactpiiNode(): Promise<Contender> {
  const { Redactor } = await load<{ Redactor: new () => { redact(text: string): string } }>('@redactpii/node');
  const redactor = new Redactor();
  const marker = /(CREDIT_CARD_NUMBER|EMAIL_ADDRESS|PERSON_NAME|PHONE_NUMBER|US_SOCIAL_SECURITY_NUMBER)/g;
  return {
    name: '@redactpii/node',
    run: (text) => redactor.redact(text),
    spansOf: (text, redacted: string) => spansOfRedaction(text, redacted, marker, ([label]) => label),
  };
}

async function openaiGuardrails(): Promise<Contender> {
  interface Checked {
    readonly info: { readonly checked_text: string };
  }
  const { pii, PIIConfig } = await load<{
    pii: (context: object, text: string, config: unknown) => Promise<Checked>;
    PIIConfig: { parse(config: object): unknown };
  }>('@openai/guardrails/dist/checks/pii.js');
  const config = PIIConfig.parse({});
  return {
    name: '@openai/guardrails',
    run: (text) => pii({}, text, config),
    spansOf: (text, { info }: Checked) =>
      spansOfRedaction(text, info.checked_text, /<([A-Z_]+)>/g, ([, label]) => label ?? ''),
  };
}

async function llmverify(): Promise<Contender> {
  interface Redacted {
    readonly redacted: string;
    readonly redactions: readonly { readonly type: string; readonly position: number }[];
  }
  const { redactPII } = await load<{ redactPII: (text: string) => Redacted }>('llmverify');
  return {
    name: 'llmverify',
    run: (text) => redactPII(text),
    spansOf: (text, { redacted, redactions }: Redacted) =>
      spansOfRedaction(text, redacted, /\[REDACTED\]/g, () => '').map((span) => ({
        ...span,
        type: redactions.find(({ position }) => position >= span.start && position < span.end)?.type ?? '',
      })),
  };
}

async function arcjetRedact(): Promise<Contender> {
  const { redact } = await load<{ redact: (text: string) => Promise<readonly [string, unknown]> }>('@arcjet/redact');
  return {
    name: '@arcjet/redact',
    run: (text) => redact(text),
    spansOf: (text, [redacted]: readonly [string, unknown]) =>
      spansOfRedaction(text, redacted, /<Redacted ([A-Za-z ]+) #[0-9]+>/g, ([, label]) => label ?? ''),
  };
}

async function sanitizePii(): Promise<Contender> {
  const { sanitizePii: sanitize } = await load<{ sanitizePii: (text: string) => string }>('@cdssnc/sanitize-pii');
  return {
    name: '@cdssnc/sanitize-pii',
    run: (text) => sanitize(text),
    spansOf: (text, redacted: string) =>
      spansOfRedaction(text, redacted, /\[Redacted: ([a-z_]+)\]/g, ([, label]) => label ?? ''),
  };
}

async function removePii(): Promise<Contender> {
  interface Detected {
    readonly detectedItems: readonly {
      readonly type: string;
      readonly positions: readonly { readonly start: number; readonly end: number }[];
    }[];
  }
  const { detectPII } = await load<{ detectPII: (text: string) => Detected }>('@coffeeandfun/remove-pii');
  return {
    name: '@coffeeandfun/remove-pii',
    run: (text) => detectPII(text),
    spansOf: (_text, { detectedItems }: Detected) =>
      detectedItems.flatMap(({ type, positions }) => positions.map(({ start, end }) => ({ start, end, type }))),
  };
}

async function langchain(): Promise<Contender> {
  type Detect = (text: string) => readonly { readonly start: number; readonly end: number }[];
  const { detectEmail, detectCreditCard, detectIP } = await load<Record<string, Detect>>('langchain');
  const detectors = { EMAIL: detectEmail, CREDIT_CARD: detectCreditCard, IP: detectIP };
  return {
    name: 'langchain',
    run: (text) =>
      Object.entries(detectors).flatMap(([type, detect]) =>
        (detect?.(text) ?? []).map(({ start, end }) => ({ start, end, type })),
      ),
    spansOf: (_text, found: readonly LabelledSpan[]) => found,
  };
}

async function libphonenumber(): Promise<Contender> {
  type Find = (text: string, country: string) => readonly { readonly startsAt: number; readonly endsAt: number }[];
  const { findPhoneNumbersInText } = await load<{ findPhoneNumbersInText: Find }>('libphonenumber-js');
  return {
    name: 'libphonenumber-js',
    isPhoneOnly: true,
    run: (text) => findPhoneNumbersInText(text, 'US'),
    spansOf: (_text, found: ReturnType<Find>) =>
      found.map(({ startsAt, endsAt }) => ({ start: startsAt, end: endsAt, type: 'PHONE_NUMBER' })),
  };
}
