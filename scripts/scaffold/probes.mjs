// What each template is asked once it runs: the environment of its start, and a question over HTTP. A template that is not here is asked for /healthz.

/** @type {Readonly<Record<string, { env: Readonly<Record<string, string>>, ask: (url: string) => Promise<boolean> }>>} */
const probes = {
  'guarded-chat': {
    env: { CHAT_PORT: '0' },
    ask: async (url) => {
      const body = JSON.stringify({
        messages: [{ role: 'user', content: 'The card is 4111 1111 1111 1111, is it valid?' }],
      });
      const headers = { 'content-type': 'application/json' };
      const answer = await (await fetch(`${url}/chat`, { method: 'POST', headers, body })).text();
      return answer.includes('"finish"') && answer.includes('echo') && !answer.includes('1111');
    },
  },
};

/** The probe of a template. */
export function probeOf(template) {
  return probes[template] ?? { env: { PORT: '0' }, ask: async (url) => (await fetch(`${url}/healthz`)).ok };
}
