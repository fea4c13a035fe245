import * as z from 'zod';
import { effects, type RuleKind } from '../policy/effect.ts';
import { comparableFields, fieldNames, fieldOf, fields, MAX_RULES, operators, type Field } from '../policy/field.ts';

// The same field table as the checks of definePolicies, so that a file and typed rules cannot differ in what they know.

const name: z.ZodType = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}]*$/u, 'must stand on one line')
  .meta({ id: 'Name' });
const text = z.string().max(2_000);

function valueOf(field: Field): z.ZodType {
  if (field.type === 'number') return z.number();
  if (field.type === 'value-record') return z.union([z.string(), z.number(), z.boolean()]);
  return field.values === undefined ? z.string() : z.enum(field.values as [string, ...string[]]);
}

const testNames: Readonly<Record<Field['type'], string>> = {
  string: 'TextTest',
  number: 'NumberTest',
  strings: 'ListTest',
  'string-record': 'TextAttributeTest',
  'value-record': 'AttributeTest',
};
const tests = new Map<string, z.ZodType>();

/** One schema for all fields of a type, so that the JSON Schema names it once. */
function testOf(field: Field): z.ZodType {
  const id = field.values === undefined ? testNames[field.type] : `OneOf_${field.values.join('_')}`;
  const known = tests.get(id);
  if (known !== undefined) return known;
  const made = makeTest(field).meta({ id });
  tests.set(id, made);
  return made;
}

function makeTest(field: Field): z.ZodType {
  const value = valueOf(field);
  const list = z.array(value).min(1);
  const operands: Readonly<Record<string, z.ZodType>> = {
    is: value,
    in: list,
    startsWith: z.string().min(1),
    above: z.number(),
    atLeast: z.number(),
    below: z.number(),
    atMost: z.number(),
    exists: z.boolean(),
    sameAs: z.enum(comparableFields),
  };
  const shape = Object.fromEntries(
    Object.entries(operands)
      .filter(([operator]) => operators[operator]?.includes(field.type) === true)
      .map(([operator, operand]) => [operator, operand.optional()]),
  );
  return z.union([value, list, z.strictObject(shape)]);
}

function fieldSchema(field: Field): z.ZodType {
  const test = testOf(field);
  const isRecord = field.type === 'string-record' || field.type === 'value-record';
  return isRecord ? z.record(z.string(), test) : test;
}

function conditionsOf(kind: RuleKind): z.ZodType {
  const shape = Object.fromEntries(fieldNames(kind).map((field) => [field, fieldSchema(fieldOf(field)).optional()]));
  const conditions: z.ZodType = z
    .strictObject({
      ...shape,
      all: z
        .array(z.lazy(() => conditions))
        .min(1)
        .optional(),
      any: z
        .array(z.lazy(() => conditions))
        .min(1)
        .optional(),
      not: z.lazy(() => conditions).optional(),
    })
    .meta({ id: kind === 'finding' ? 'FindingConditions' : 'ActionConditions' });
  return conditions;
}

const findingRule = z.strictObject({
  id: name,
  description: text.optional(),
  for: z.literal('finding'),
  when: conditionsOf('finding').optional(),
  effect: z.enum(effects.finding as ['report']),
});

const actionRule = z.strictObject({
  id: name,
  description: text.optional(),
  for: z.literal('action'),
  when: conditionsOf('action').optional(),
  effect: z.enum(effects.action as ['allow']),
});

const principal: z.ZodType = z
  .strictObject({
    kind: z.enum(['user', 'service', 'anonymous']).optional(),
    tenant: z.string().optional(),
    subject: z.string().optional(),
    groups: z.array(z.string()).optional(),
    attributes: z.record(z.string(), z.string()).optional(),
    actor: z.lazy(() => principal).optional(),
  })
  .meta({ id: 'TestPrincipal' });

const findingRequest = z.strictObject({
  rail: z.string(),
  rule: z.string(),
  label: z.string(),
  score: z.number().min(0).max(1),
  stage: z.enum(fields['stage']?.values as [string, ...string[]]),
  origin: z.strictObject({ trust: z.enum(['trusted', 'untrusted']) }).optional(),
  riskTier: z.string().optional(),
});

const actionRequest = z.strictObject({
  action: z.string(),
  resource: z.strictObject({
    type: z.string(),
    id: z.string(),
    tenant: z.string().optional(),
    owner: z.string().optional(),
  }),
  attributes: z.record(z.string(), z.json()).optional(),
  labels: z.array(z.string()).optional(),
  riskTier: z.string().optional(),
});

const request = z.strictObject({
  given: z.union([findingRequest, actionRequest]),
  principal: principal.optional(),
  context: z
    .strictObject({
      feature: z.string().optional(),
      release: z.string().optional(),
      purpose: z.string().optional(),
      residency: z.string().optional(),
      priority: z.enum(['interactive', 'batch']).optional(),
    })
    .optional(),
});

const test = request.extend({
  name,
  expect: z.enum([...new Set([...effects.finding, ...effects.action, 'as-proposed' as const])] as ['allow']),
  rules: z.array(z.string()).min(1).optional(),
});

/** A request with who makes it. */
export const requestSchema: z.ZodType = request;

/** A policy file: a policy set, and the tests that it must pass before it comes into force. */
export const documentSchema: z.ZodType = z.strictObject({
  $schema: z.string().optional(),
  id: name,
  version: name,
  description: text.optional(),
  rules: z.array(z.discriminatedUnion('for', [findingRule, actionRule])).max(MAX_RULES),
  tests: z.array(test).max(MAX_RULES).optional(),
});
