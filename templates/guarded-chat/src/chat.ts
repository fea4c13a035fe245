import type { CallContext } from '@org/ai-core';
import { z } from 'zod';

/** What somebody said. The system's part is the service's own: see src/prompt.ts. */
export interface ChatMessage {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}

/** A piece of an answer. `blocked`: a rail stopped it; show it as that, not as an answer. */
export type ChatPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'finish'; readonly reason: 'stop' | 'length' | 'blocked' | 'other' };

/** Answers a conversation; nothing comes out that the rails have not passed. Leaving early cancels the call. */
export type Chat = (messages: readonly ChatMessage[], context: CallContext) => AsyncIterable<ChatPart>;

/** The body of `POST /chat`. */
export const chatRequest: z.ZodType<{ readonly messages: readonly ChatMessage[] }> = z.strictObject({
  messages: z
    .array(z.strictObject({ role: z.enum(['user', 'assistant']), content: z.string().min(1).max(20_000) }))
    .min(1)
    .max(50),
});
