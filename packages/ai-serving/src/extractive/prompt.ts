import type { ChatRequest, JsonValue, Part } from '@org/ai-core';
import type { GivenPassage } from './scoring.ts';

/** What an extractive model reads out of a request: the passages of its last user message, and the question. */
export interface RagPrompt {
  readonly question: string;
  /** In order: the first is cited as [1]. */
  readonly passages: readonly GivenPassage[];
}

/**
 * Reads a prompt by the convention of retrieval-augmented answers: in the last user message, text parts whose `origin.sources` is not empty are passages,
 * numbered from 1 in their order; the last text part without an origin is the question. A passage's `vendor.title` (text) and `vendor.headingPath` (list of text) help to rank it.
 * System messages and earlier turns are not read.
 */
export function readRagPrompt(request: ChatRequest<unknown>, maxPassageCharacters: number): RagPrompt {
  const parts = request.messages.findLast((message) => message.role === 'user')?.content ?? [];
  const passages: GivenPassage[] = [];
  let question = '';
  for (const part of parts) {
    if (part.type !== 'text') continue;
    if (part.origin === undefined) question = part.text;
    else if (part.origin.sources.length > 0) {
      passages.push({ text: part.text.slice(0, maxPassageCharacters), headings: headingsOf(part) });
    }
  }
  return { question, passages };
}

function headingsOf({ vendor }: Part): string {
  const path: JsonValue | undefined = vendor?.['headingPath'];
  const names = [vendor?.['title'], ...(Array.isArray(path) ? (path as readonly JsonValue[]) : [])];
  return names.filter((name) => typeof name === 'string').join(' ');
}
