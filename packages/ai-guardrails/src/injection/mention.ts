import { setOf, type Words } from './words.ts';

const talk = setOf(
  'attacker attackers attack attacks injection injections phrase phrases example examples eg phishing malicious adversary adversaries adversarial trick tricks tries attempt attempts jailbreak jailbreaks jailbreaking payload payloads detect detects detection awareness recognise recognize beware pattern patterns hidden-text classifier suspicious strings hackers criminals',
);
const quoted = /["“”„«»‘`][^"“”„«»‘’`]{6,300}["“”«»’`]/u;

/** Whether a sentence talks about attacks and quotes one, as training material does, rather than being one. */
export function isMention(text: string, words: Words): boolean {
  return quoted.test(text) && words.some((word) => talk.has(word));
}
