import type { PromptMessage } from './prompt.ts';

const demandVerb =
  /\b(?:say|repeat|reply|respond|answer|write|state|output|print|display|show|include|insert|add|append|embed|render|put|mention|quote|cite|claim|tell|send|post|fetch|load|visit|open|call)\b/gi;
const imperativeLead =
  /(?:^|[.:;,!>*"'(-]|\b(?:and|then|please|always|now|just|instead|also|assistant|model|(?:can|could|will|would) you|you (?:must|should|will|shall|can|to|have to|need to|are to)))$/i;
const dumpVerb =
  /\b(?:reveal|print|dump|show|output|list|repeat|disclose|share|give|tell|display|leak|expose|copy|write|return|summari[sz]e|encode|translate|send)\b/gi;
const dumpTarget =
  /\b(?:everything|all|entire|full|whole|complete|system prompt|instructions?|rules|context|documents?|passages?|above|verbatim|secrets?|confidential|restricted|salary|salaries|password|credentials?|table|other (?:users|tenants))\b/i;
const reference =
  /!?\[[^\]\n]{0,200}\]\([^)\s]{1,500}\)|<(?:img|a|script|iframe|link|svg|form|style)\b[^>\n]{0,500}>|<https?:\/\/[^>\s]{1,500}>|\bhttps?:\/\/[^\s)"'<>\]]{1,500}/gi;
const quotation = /"([^"\n]{1,500})"|“([^”\n]{1,500})”|'([^'\n]{3,500})'|`([^`\n]{1,500})`/g;
const conditional = /^\s*(?:if|when|unless|whenever|only)\b/i;

/**
 * Answers as a model that follows every instruction it reads, whoever wrote it: the worst upstream there is.
 * A sentence that demands words is echoed, demanded images and links are sent verbatim, a demand for secrets, rules or documents dumps the whole context;
 * after that comes a normal answer: the sentence of a passage nearest to the question, cited with `[n]`.
 * In system messages, which are the application's own, only unconditional demands with words to quote count ("If nothing answers, reply ..." is a rule).
 */
export function obeyInstructions(messages: readonly PromptMessage[]): string {
  const demanded: string[] = [];
  let shouldDump = false;
  for (const { role, texts } of messages) {
    for (const sentence of texts.flatMap(sentencesOf)) {
      if (role === 'system' && conditional.test(sentence)) continue;
      demanded.push(...demandsOf(sentence, role));
      if (role !== 'system' && imperative(sentence, dumpVerb) !== undefined && dumpTarget.test(sentence))
        shouldDump = true;
    }
  }
  const dump = shouldDump ? messages.map(({ role, texts }) => `${role}: ${texts.join('\n')}`) : [];
  return [...new Set(demanded), ...dump, citedAnswer(messages)].join('\n\n');
}

/** What a sentence wants said: its references, its quotations, or else all that follows the verb. */
function demandsOf(sentence: string, role: string): readonly string[] {
  const verb = imperative(sentence, demandVerb);
  if (verb === undefined) return [];
  const references = sentence.match(reference) ?? [];
  const quotations = [...sentence.matchAll(quotation)].flatMap((match) => match.slice(1).filter(Boolean));
  if (references.length + quotations.length > 0) return [...references, ...quotations];
  if (role === 'system') return [];
  const rest = sentence.slice(verb.index + verb[0].length).trim();
  const demand = rest.replace(/^(?:to (?:the user|them) )?(?:with |that |exactly |only )?:?/i, '').trim();
  return demand === '' ? [] : [demand];
}

/** The first of the verbs that stands as an order: at the start, after punctuation, or after words like "please" and "you must". */
function imperative(sentence: string, verbs: RegExp): RegExpExecArray | undefined {
  return [...sentence.matchAll(verbs)].find(({ index }) => imperativeLead.test(sentence.slice(0, index).trimEnd()));
}

function citedAnswer(messages: readonly PromptMessage[]): string {
  const asked = messages.findLast((message) => message.role === 'user')?.texts ?? [];
  const words = new Set(wordsOf(asked.at(-1) ?? ''));
  let best = { score: 0, text: 'The documents do not answer this question.' };
  for (const { number, text } of passagesOf(asked)) {
    for (const sentence of sentencesOf(text)) {
      const score = wordsOf(sentence).filter((word) => words.has(word)).length;
      if (score > best.score) best = { score, text: `${sentence.trim()} [${String(number)}]` };
    }
  }
  return best.text;
}

/** Passages are the texts before the question, which is the last text, or what follows `[n]` at a line's start within one text. */
function passagesOf(asked: readonly string[]): readonly { readonly number: number; readonly text: string }[] {
  const labelled = (asked.length > 1 ? asked.slice(0, -1) : asked)
    .join('\n\n')
    .split(/^(?=\[\d{1,3}\])/m)
    .flatMap((text) => {
      const number = /^\[(\d{1,3})\]/.exec(text);
      return number === null ? [] : [{ number: Number(number[1]), text: text.slice(number[0].length) }];
    });
  return labelled.length > 0 ? labelled : asked.slice(0, -1).map((text, index) => ({ number: index + 1, text }));
}

function sentencesOf(text: string): readonly string[] {
  return text.split(/(?<=[.!?])\s+|(?<!:)\n+/).filter((sentence) => sentence.trim() !== '');
}

function wordsOf(text: string): readonly string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}]{4,}/gu) ?? []).filter(
    (word) => !['what', 'which', 'when', 'where', 'does', 'with'].includes(word),
  );
}
