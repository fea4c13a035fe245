import { startFaultyUpstream } from '@org/ai-testing';
import { ask, eventsOf } from './ask.ts';
import { startIssuer, type Issuer } from './issuer.ts';
import { run, type RunOptions } from './running.ts';

/** One line of /metrics. */
export interface Sample {
  readonly name: string;
  /** As they stand, with their braces; empty without labels. */
  readonly labels: string;
  readonly value: number;
}

/** Names of what can happen to a service. */
export type Scenario = 'healthy' | 'not-ready' | 'failing' | 'cut' | 'strangers' | 'unanswered' | 'disliked';

/** What happens to a service before it is scraped. */
const scenarios: Readonly<Record<Scenario, (scene: Scene) => Promise<void>>> = {
  healthy: async ({ questions, rate }) => {
    await questions(12);
    await questions(1, 'withCard');
    await rate('up', 8);
  },
  'not-ready': ({ issuer }) => {
    issuer.setDown(true);
    return Promise.resolve();
  },
  failing: async ({ questions, setModel }) => {
    await questions(3);
    setModel('down');
    await questions(3);
  },
  cut: async ({ questions, setModel }) => {
    await questions(3);
    setModel('cut');
    await questions(3);
  },
  strangers: async ({ questions }) => {
    await questions(1);
    await questions(4, 'nobody');
  },
  unanswered: async ({ questions }) => {
    await questions(1);
    await questions(4, 'unanswerable');
  },
  disliked: async ({ questions, rate }) => {
    await questions(2);
    await rate('up', 1);
    await rate('down', 4);
  },
};

/** What a scenario can do. */
export interface Scene {
  readonly issuer: Issuer;
  readonly questions: (times: number, kind?: keyof typeof asked | 'nobody') => Promise<void>;
  readonly rate: (rating: 'up' | 'down', times: number) => Promise<void>;
  readonly setModel: (state: 'down' | 'cut') => void;
}

const asked = {
  answerable: 'Within how many days can a lamp be returned?',
  unanswerable: 'Where do penguins live?',
  withCard: 'Within how many days can a lamp be returned that I paid with 4111 1111 1111 1111?',
} as const;
const sentence = 'A lamp can be returned within 45 days of delivery. [1]';

/** Runs a scenario with a model, of a known price unless told otherwise, and gives the metrics that the service then emits. */
export async function emittedBy(scenario: Scenario, model = 'gpt-5-mini'): Promise<readonly Sample[]> {
  const issuer = await startIssuer();
  const upstream = await startFaultyUpstream({ behaviour: { kind: 'answer', text: sentence } });
  const env = { OPENAI_BASE_URL: upstream.url, OPENAI_MODEL: model };
  const running = await run(issuer, { env } satisfies RunOptions);
  const { url } = running;
  try {
    const token = await issuer.token();
    await scenarios[scenario]({
      issuer,
      async questions(times, kind = 'answerable') {
        const question = asked[kind === 'nobody' ? 'answerable' : kind];
        for (let time = 0; time < times; time++)
          await eventsOf(await ask(url, question, kind === 'nobody' ? undefined : token));
      },
      async rate(rating, times) {
        const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
        for (let time = 0; time < times; time++) {
          const body = JSON.stringify({ answer: crypto.randomUUID(), rating });
          await fetch(`${url}/v1/feedback`, { method: 'POST', headers, body });
        }
      },
      setModel(state) {
        // More than is held back, and then no end.
        const content = `${sentence} ${'And so on. '.repeat(400)}`;
        const part = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`;
        const headers = { 'content-type': 'text/event-stream' };
        upstream.always(
          state === 'down' ? { kind: 'server-error' } : { kind: 'raw', status: 200, headers, body: part },
        );
      },
    });
    return samplesOf(await (await fetch(`${url}/metrics`)).text());
  } finally {
    await running.close();
    await upstream.close();
    await issuer.close();
  }
}

function samplesOf(text: string): readonly Sample[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const at = line.lastIndexOf(' ');
      const brace = line.indexOf('{');
      const nameEnd = brace < 0 ? at : brace;
      return { name: line.slice(0, nameEnd), labels: line.slice(nameEnd, at), value: Number(line.slice(at + 1)) };
    });
}
