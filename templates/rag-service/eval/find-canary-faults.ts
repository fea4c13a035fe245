import { z } from 'zod';

/** A question for a release that runs beside the old one, and what its answer has to hold. */
export interface CanaryCase {
  readonly id: string;
  readonly question: string;
  /** Texts of which the answer holds each; none: the documents do not answer. */
  readonly facts: readonly string[];
}

/** What the canary is asked as, and what. */
export interface CanaryOptions {
  readonly url: string;
  readonly token: string;
  readonly cases: readonly CanaryCase[];
  readonly timeoutMs: number;
}

/** @throws ZodError for a line that is none */
export const canaryCase: z.ZodType<CanaryCase> = z.strictObject({
  id: z.string().min(1),
  question: z.string().min(1),
  facts: z.array(z.string().min(1)),
});

const event = z.looseObject({ type: z.string(), text: z.string().optional(), outcome: z.string().optional() });

/**
 * Asks a running service, and lists what is wrong: not ready, a stranger answered, an answer without its end, a fact that is missing.
 * An empty list lets the release go on.
 */
export async function findCanaryFaults({ url, token, cases, timeoutMs }: CanaryOptions): Promise<readonly string[]> {
  const found: string[] = [];
  const send = (path: string, init: RequestInit = {}): Promise<Response | undefined> =>
    fetch(new URL(path, url), { ...init, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) }).catch(
      () => undefined,
    );
  const ask = (question: string, headers: Readonly<Record<string, string>>): Promise<Response | undefined> =>
    send('/v1/ask', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ question }),
    });
  const ready = await send('/readyz');
  if (ready?.status !== 200) found.push(`not ready: ${ready === undefined ? 'no connection' : String(ready.status)}`);
  const stranger = await ask('Who are you?', {});
  if (stranger?.status !== 401) found.push('a request without a token is not refused with 401');
  for (const { id, question, facts } of cases) {
    const response = await ask(question, { authorization: `Bearer ${token}` });
    const text = await response?.text().catch(() => undefined);
    const fault = response?.status === 200 ? faultOf(text, facts) : `status ${response?.status ?? 'none'}`;
    if (fault !== undefined) found.push(`${id}: ${fault}`);
  }
  return found;
}

function faultOf(body: string | undefined, facts: readonly string[]): string | undefined {
  const events = (body ?? '')
    .split('\n\n')
    .filter((block) => block.startsWith('data: '))
    .map((block) => event.parse(JSON.parse(block.slice('data: '.length))));
  const last = events.at(-1);
  if (last?.type !== 'finish') return 'the answer has no end';
  const said = events.map(({ text }) => text ?? '').join('');
  if (facts.length === 0) return last.outcome === 'not-in-documents' ? undefined : 'answered what no document says';
  const missing = facts.filter((fact) => !said.includes(fact));
  return missing.length === 0 ? undefined : `${missing.length} of ${facts.length} facts are missing`;
}
