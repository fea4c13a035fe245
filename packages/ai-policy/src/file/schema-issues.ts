import type { z } from 'zod';
import { didYouMean } from '../policy/did-you-mean.ts';
import type { PolicyIssue } from '../policy/issue.ts';

type SchemaIssue = z.core.$ZodIssue;

// What a test of a policy file may hold, at any depth.
const testKeys = [
  'name',
  'given',
  'principal',
  'context',
  'expect',
  'rules',
  'rail',
  'rule',
  'label',
  'score',
  'stage',
  'origin',
  'trust',
  'riskTier',
  'action',
  'resource',
  'type',
  'id',
  'tenant',
  'owner',
  'attributes',
  'labels',
  'kind',
  'subject',
  'groups',
  'actor',
  'feature',
  'release',
  'purpose',
  'residency',
  'priority',
];

/** The issues of a schema in the words of a policy file. */
export function schemaIssues(issues: readonly SchemaIssue[], value: unknown): readonly PolicyIssue[] {
  return issues.slice(0, 50).flatMap((issue) => issuesOf(issue, [], value));
}

function issuesOf(issue: SchemaIssue, outer: PolicyIssue['path'], document: unknown): readonly PolicyIssue[] {
  const path = [...outer, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.slice(0, 10).map((key) => ({
        path: [...path, key],
        message: `unknown field; ${didYouMean(key, testKeys)}`,
      }));
    case 'invalid_union': {
      // The alternative that is nearest to what was written.
      const nearest = [...issue.errors].sort((a, b) => weight(a) - weight(b))[0];
      if (nearest === undefined) return [{ path, message: 'is none of what it can be' }];
      return nearest.flatMap((inner) => issuesOf(inner, path, document));
    }
    case 'invalid_value': {
      const given = valueAt(document, path);
      const known = issue.values.map(String);
      const hint = typeof given === 'string' ? `; ${didYouMean(given, known)}` : '';
      return [{ path, message: `must be ${known.join(', ')}${hint.includes('there are') ? '' : hint}` }];
    }
    case 'invalid_type': {
      const given = valueAt(document, path);
      if (given === undefined) return [{ path, message: `is missing; it must be a ${issue.expected}` }];
      const isUnquoted = issue.expected === 'string' && (typeof given === 'number' || typeof given === 'boolean');
      return [{ path, message: `must be a ${issue.expected}${isUnquoted ? '; write it in quotes' : ''}` }];
    }
    default:
      return [{ path, message: issue.message.charAt(0).toLowerCase() + issue.message.slice(1) }];
  }
}

function weight(issues: readonly SchemaIssue[]): number {
  return issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0);
}

function valueAt(document: unknown, path: PolicyIssue['path']): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null
        ? (value as Readonly<Record<string | number, unknown>>)[part]
        : undefined,
    document,
  );
}
