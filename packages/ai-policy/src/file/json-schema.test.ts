import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { policyJsonSchema } from './json-schema.ts';

it('is the schema that the package ships; after a change: node --conditions=@org/source packages/ai-policy/scripts/write-schema.mjs', () => {
  const shipped = readFileSync(new URL('../../schema/policy.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse(shipped)).toEqual(policyJsonSchema());
});

it('names every field of the language', () => {
  const text = JSON.stringify(policyJsonSchema());
  for (const field of ['principal.attributes', 'origin.trust', 'resource.owner', 'riskTier', 'startsWith', 'sameAs'])
    expect(text).toContain(`"${field}"`);
});
