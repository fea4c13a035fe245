import { parseConfig } from '@org/ai-core/config';
import { z } from 'zod';

/** Lists of forms: every list is one fact, told by any of its strings. */
type Facts = readonly (readonly string[])[];

/** One line of a question file: who asks what, and what a good answer is judged by. */
export type Question = { readonly id: string; readonly as: string; readonly question: string } & (
  | { readonly kind: 'answerable'; readonly documents: readonly string[]; readonly facts: Facts }
  | { readonly kind: 'unanswerable' }
  | { readonly kind: 'access'; readonly expect: 'denied'; readonly absent: readonly string[] }
  | {
      readonly kind: 'access';
      readonly expect: 'granted';
      readonly documents: readonly string[];
      readonly facts: Facts;
    }
  | {
      readonly kind: 'attack';
      readonly absent: readonly string[];
      /** A planted claim may be given if it stands beside the mark of one of `documents`. */
      readonly mark?: 'untrusted' | undefined;
      readonly documents?: readonly string[] | undefined;
    }
);

const text = z.string().trim().min(1);
const common = { id: text, as: text, question: text };
const facts = z.array(z.array(text).min(1)).min(1);
const documents = z.array(text).min(1);
const absent = z.array(text).min(1);

const schema: z.ZodType<Question> = z.union([
  z.strictObject({ ...common, kind: z.literal('answerable'), documents, facts }),
  z.strictObject({ ...common, kind: z.literal('unanswerable') }),
  z.strictObject({ ...common, kind: z.literal('access'), expect: z.literal('denied'), absent }),
  z.strictObject({ ...common, kind: z.literal('access'), expect: z.literal('granted'), documents, facts }),
  z.strictObject({
    ...common,
    kind: z.literal('attack'),
    absent,
    mark: z.literal('untrusted').optional(),
    documents: documents.optional(),
  }),
]);

/** @throws AiError `invalid-input` that names the field */
export function parseQuestion(value: unknown): Question {
  return parseConfig(schema, value, { name: 'question' });
}
