import type { Sighting } from './rules.ts';
import { setOf } from './words.ts';

const tokens = [
  '<|im_start|>',
  '<|im_end|>',
  '<|system|>',
  '<|user|>',
  '<|assistant|>',
  '<|endoftext|>',
  '<|start_header_id|>',
  '<|eot_id|>',
  '[inst]',
  '[/inst]',
  '<<sys>>',
  '<</sys>>',
  '<start_of_turn>',
  '<end_of_turn>',
  '<system>',
  '</system>',
  '[system]',
  '<system_prompt>',
  '<system-reminder>',
  '### system:',
  '### instruction:',
  '### response:',
  '[system message]',
  '[system override]',
];

const starts: ReadonlySet<string> = new Set(
  (
    'you ignore disregard forget always never do from new respond reply answer say tell override act must reveal print output send sure certainly ' +
    'okay ok please your the-user execute run stop begin follow'
  ).split(' '),
);

const marker =
  /^[\s>#*_[(<-]{0,12}(?:system|assistant|developer|ai|human|user)(?: (?:message|prompt|note|override|instructions?|update|alert|notice))?[*_\])>]{0,4} ?[:>]{1,3}[*_]{0,3} ?/;

/** Words of which one stands in every role marker, as the rules read words. */
export const roleWords: ReadonlySet<string> = setOf(
  'system assistant developer ai human user imstart imend endoftext startheaderid eotid inst sys startofturn endofturn systemprompt instruction response',
);

/** Marks by which chat formats tell who speaks: in a document they only pretend. */
export function roleMarker(text: string): Sighting | undefined {
  const lower = text.normalize('NFKC').toLowerCase();
  if (/[<[#]/.test(lower) && tokens.some((token) => lower.includes(token))) return { rule: 'role-marker', score: 0.85 };
  if (!/[:>]/.test(lower)) return undefined;
  for (const line of lower.split('\n')) {
    const found = marker.exec(line.slice(0, 80));
    if (found !== null && directiveStart(line.slice(found[0].length))) return { rule: 'role-marker', score: 0.75 };
  }
  return undefined;
}

/** Whether a line begins as an order to an assistant, or as its obedient answer. */
function directiveStart(line: string): boolean {
  const word = /^[\s"'*_]{0,4}([a-z]{1,12})/.exec(line)?.[1];
  return word !== undefined && starts.has(word);
}
