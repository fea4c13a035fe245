// node --conditions=@org/source packages/ai-policy/scripts/write-schema.mjs
import { writeFileSync } from 'node:fs';
import { policyJsonSchema } from '../src/file/json-schema.ts';

const file = new URL('../schema/policy.schema.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(policyJsonSchema(), null, 2)}\n`);
