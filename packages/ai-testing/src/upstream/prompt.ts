/** One message of a request as the upstream got it: every text in it, in order. */
export interface PromptMessage {
  readonly role: string;
  readonly texts: readonly string[];
}

/** Reads the texts out of a chat request body; anything that is not a message is passed over. */
export function readPrompt(body: unknown): readonly PromptMessage[] {
  const messages = isRecord(body) && Array.isArray(body['messages']) ? (body['messages'] as readonly unknown[]) : [];
  return messages.filter(isRecord).map((message) => ({
    role: typeof message['role'] === 'string' ? message['role'] : 'user',
    texts: textsOf(message['content']),
  }));
}

function textsOf(content: unknown): readonly string[] {
  if (typeof content === 'string') return [content];
  if (!Array.isArray(content)) return [];
  return (content as readonly unknown[]).flatMap((part) =>
    isRecord(part) && typeof part['text'] === 'string' ? [part['text']] : [],
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
