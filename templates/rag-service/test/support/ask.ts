import type { ServiceEvent } from '../../src/answer-stream.ts';

/** Asks as whoever the token names; without one, as nobody. */
export function ask(
  url: string,
  question: string,
  token?: string,
  options: { readonly signal?: AbortSignal; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Response> {
  return fetch(`${url}/v1/ask`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...options.headers,
    },
    body: JSON.stringify({ question }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
}

/** The events of an answer, as far as they came: a connection that broke ends them. */
export async function eventsOf(response: Response): Promise<readonly ServiceEvent[]> {
  let text = '';
  try {
    for await (const chunk of response.body ?? []) text += Buffer.from(chunk as Uint8Array).toString('utf8');
  } catch {
    // What came before still counts.
  }
  return text
    .split('\n\n')
    .filter((block) => block.startsWith('data: '))
    .map((block) => JSON.parse(block.slice('data: '.length)) as ServiceEvent);
}

/** All text of an answer. */
export function textOf(events: readonly ServiceEvent[]): string {
  return events.map((event) => (event.type === 'text' ? event.text : '')).join('');
}

/** Whether an answer is whole: it has its last event, and that is the only one. */
export function isWhole(events: readonly ServiceEvent[]): boolean {
  return events.at(-1)?.type === 'finish' && events.filter(({ type }) => type === 'finish').length === 1;
}
