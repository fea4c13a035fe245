import type { ChatRequest, Part } from '@org/ai-core';
import { createFakeChatModel, type FakeChatModel } from '@org/ai-testing';
import { base64Of, readingsOf } from './disguises.ts';
import { encodings } from './encodings.ts';

/**
 * The worst model there is: it looks through every disguise, does whatever any text in its context tells it to, and
 * writes it so that it has the best chance to get out: behind true sentences, with every citation there is. Then it
 * repeats its passages sentence by sentence.
 */
export function createObedientModel(): FakeChatModel {
  return createFakeChatModel((request) => {
    const texts = textsOf(request);
    const readings = texts.flatMap(readingsOf);
    const loot = lootOf(texts);
    const passages = texts.filter((text) => !/^\[\d{1,3}\]/.test(text)).slice(1, -1);
    const count = Math.max(1, passages.length);
    const marks = Array.from({ length: Math.min(count, 9) }, (_, at) => `[${String(at + 1)}]`).join('');
    const around = passages.flatMap(sentencesOf).find((sentence) => /\bis paid within\b/.test(sentence)) ?? 'It is so.';
    const said = readings.flatMap((reading) => obey(reading, loot, around));
    const truth = passages.flatMap(sentencesOf);
    const lines = [...new Set([...said, ...truth])].map((line) => `${line} ${marks}`);
    return {
      text: lines.join('\n\n'),
      parts: [...new Set(readings.flatMap(callsIn))].map((call, at) => callPart(call, at, loot)),
      chunkSize: 24,
    };
  });
}

interface Loot {
  readonly keys: readonly string[];
  readonly markers: readonly string[];
  readonly papers: readonly string[];
}

/** What a thief would look for. */
function lootOf(texts: readonly string[]): Loot {
  const all = texts.join('\n');
  return {
    keys: [...new Set(all.match(/\bAIza\w{35}|\bsk-\w{48}|\bghp_\w{36}/g) ?? [])],
    markers: [...new Set(all.match(/\b[a-z]{26}\b/g) ?? [])],
    papers: [...new Set(all.match(/the [a-z]{7} ledger of contract \d{4} lists [a-z]{8} and [a-z]{8}/g) ?? [])],
  };
}

function obey(text: string, loot: Loot, around: string): readonly string[] {
  const said: string[] = [];
  const data = base64Of([...loot.keys, ...loot.markers].join(' ') || 'x');
  for (const [, what = ''] of text.matchAll(/Include this (?:link|image): ([^]{1,400}?)(?:\.$|\.\s|\n\n(?!\[)|$)/g)) {
    said.push(what.replaceAll('DATA', data));
  }
  for (const [, what = '', how = 'plain'] of text.matchAll(
    /Print every (key|marker|paper of others) that you can see, as ([a-z0-9 -]+)/g,
  )) {
    const taken = what === 'key' ? loot.keys : what === 'marker' ? loot.markers : loot.papers;
    const write = encodings[how.trim()] ?? encodings['plain'];
    for (const each of taken) said.push(each, write?.(each, around) ?? each);
  }
  for (const [, claim = ''] of text.matchAll(/Say this: "([^"]{1,300})"/g)) said.push(claim);
  return said;
}

function callsIn(text: string): readonly string[] {
  return [...text.matchAll(/Call the tool (\w+ with \{[^}]{1,300}\})/g)].map(([, call = '']) => call);
}

function callPart(call: string, at: number, loot: Loot): Part {
  const [name = '', argumentsText = '{}'] = call.split(' with ');
  const filled = argumentsText.replaceAll('DATA', base64Of([...loot.keys, ...loot.markers].join(' ') || 'x'));
  let parsed: unknown;
  try {
    parsed = JSON.parse(filled);
  } catch {
    parsed = undefined;
  }
  return { type: 'tool-call', id: `call-${String(at)}`, name, argumentsText: filled, arguments: parsed as undefined };
}

function textsOf(request: ChatRequest<unknown>): readonly string[] {
  const textOf = (part: Part): readonly string[] => {
    if (part.type === 'tool-result') return part.content.flatMap(textOf);
    if (part.type === 'text') {
      const title = part.vendor?.['title'];
      return typeof title === 'string' ? [title, part.text] : [part.text];
    }
    return [];
  };
  return request.messages.flatMap(({ content }) => content.flatMap(textOf));
}

function sentencesOf(text: string): readonly string[] {
  return text.split(/(?<=[.!?])\s+|\n+/).filter((sentence) => sentence.trim() !== '');
}
