import { parseConfig } from '@org/ai-core/config';
import { z } from 'zod';

const text = z.string().trim().min(1);
const common = { id: text, as: text, question: text };
const facts = z.array(z.array(text).min(1)).min(1);
const documents = z.array(text).min(1);
const absent = z.array(text).min(1);

const schema = z.union([
  z.strictObject({ ...common, kind: z.literal('answerable'), documents, facts, absent: absent.optional() }),
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

/** One line of a question file. */
export type Question = z.infer<typeof schema>;

/** What a good answer to a question is judged by. */
export type Expectation = Question;

/** @throws AiError `invalid-input` that names the field */
export function parseQuestion(value: unknown): Question {
  return parseConfig(schema, value, { name: 'question' });
}
