// What each template is asked once it runs: the commands before its start, the environment of its start, and a question over HTTP. A template that is not here is asked for /healthz.

/**
 * @typedef {{
 *   env: Readonly<Record<string, string>>,
 *   prepare?: (npm: (args: readonly string[]) => Promise<string>) => Promise<string>,
 *   ask: (url: string, prepared: string) => Promise<boolean>,
 * }} Probe `ask` gets what `prepare` gave
 */

/** @type {Readonly<Record<string, Probe>>} */
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
  'rag-service': {
    env: { RAG_PORT: '0' },
    prepare: async (npm) => {
      await npm(['run', 'setup']);
      const tokens = [];
      for (const tenant of ['lumen', 'tern'])
        tokens.push((await npm(['run', '--silent', 'token', '--', '--tenant', tenant])).trim());
      return tokens.join(' ');
    },
    ask: async (url, tokens) => {
      const ask = async (token) => {
        const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
        const body = JSON.stringify({ question: 'Within how many days can a lamp be returned?' });
        const response = await fetch(`${url}/v1/ask`, { method: 'POST', headers, body });
        return `${response.status} ${await response.text()}`;
      };
      const [own, foreign] = tokens.split(' ');
      const [answer, other, stranger] = [await ask(own), await ask(foreign), await ask('x.y.z')];
      return (
        answer.includes('45 days') &&
        answer.includes('"answered"') &&
        other.includes('"not-in-documents"') &&
        !other.includes('45 days') &&
        stranger.startsWith('401 ')
      );
    },
  },
};

/** The probe of a template. */
export function probeOf(template) {
  return probes[template] ?? { env: { PORT: '0' }, ask: async (url) => (await fetch(`${url}/healthz`)).ok };
}
