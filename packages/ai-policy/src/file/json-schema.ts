import * as z from 'zod';
import { documentSchema } from './document-schema.ts';

/**
 * The JSON Schema (draft 2020-12) of policy files, for editors. The package ships it as `schema/policy.schema.json`.
 */
export function policyJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(documentSchema, { target: 'draft-2020-12' });
  return {
    $schema,
    title: 'Policies of @org/ai-policy',
    description: 'Rules that say what findings of rails mean and which actions may go ahead.',
    ...schema,
  };
}
