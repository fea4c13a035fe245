import type { PolicyTest } from '../policy-tests/run-policy-tests.ts';
import { checkPolicies } from '../policy/check-policies.ts';
import { definePolicies } from '../policy/define-policies.ts';
import { issuesError, type PolicyIssue } from '../policy/issue.ts';
import type { PolicySet } from '../policy/policy.ts';
import { documentSchema, requestSchema } from './document-schema.ts';
import { schemaIssues } from './schema-issues.ts';
import { readSourceText } from './source-text.ts';

/** What a policy file holds. */
export interface PolicyFile {
  readonly policies: PolicySet;
  /** What the policies must come to before they are put in force. */
  readonly tests: readonly PolicyTest[];
}

/**
 * Reads a policy file strictly: `.json` as JSON, anything else as YAML 1.2.
 *
 * @throws AiError `invalid-input` that names file, line, field and remedy of all that is wrong
 * @example
 * ```ts
 * import { parsePolicyFile } from '@org/ai-policy/file';
 *
 * const { policies } = parsePolicyFile(
 *   'policies.yaml',
 *   `
 * id: help-desk
 * version: "1"
 * rules:
 *   - id: no-cards-out
 *     for: finding
 *     when: { label: CREDIT_CARD, stage: output }
 *     effect: block
 * `,
 * );
 * ```
 */
export function parsePolicyFile(name: string, content: string | Uint8Array): PolicyFile {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const source = readSourceText(name, bytes);
  const parsed = documentSchema.safeParse(source.value);
  if (parsed.success) {
    const {
      $schema: _,
      tests = [],
      ...policies
    } = parsed.data as PolicySet & {
      readonly $schema?: string;
      readonly tests?: readonly PolicyTest[];
    };
    const rest = checkPolicies(policies);
    if (rest.length === 0) return { policies: definePolicies(policies), tests };
    throw issuesError(name, located(rest, source.locate));
  }
  const own = ownIssues(source.value);
  const foreign = schemaIssues(parsed.error.issues, source.value).filter(
    ({ path }) => own.length === 0 || path[0] === 'tests' || path[0] === '$schema',
  );
  throw issuesError(name, located([...own, ...foreign], source.locate));
}

const MAX_ISSUES = 50;

/**
 * Reads a request with who makes it: what a test of a policy file has, without its expectation.
 *
 * @throws AiError `invalid-input` that names file, line, field and remedy
 */
export function parsePolicyRequest(
  name: string,
  content: Uint8Array,
): Pick<PolicyTest, 'given' | 'principal' | 'context'> {
  const source = readSourceText(name, content);
  const parsed = requestSchema.safeParse(source.value);
  if (parsed.success) return parsed.data as Pick<PolicyTest, 'given' | 'principal' | 'context'>;
  throw issuesError(name, located(schemaIssues(parsed.error.issues, source.value), source.locate));
}

/** The checks of typed policies say better what is wrong with a rule than those of a schema. */
function ownIssues(value: unknown): readonly PolicyIssue[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return checkPolicies(value);
  const { $schema: _schema, tests: _tests, ...policies } = value as Readonly<Record<string, unknown>>;
  return checkPolicies(policies);
}

function located(
  issues: readonly PolicyIssue[],
  locate: (path: PolicyIssue['path']) => { readonly line: number; readonly column: number },
): readonly PolicyIssue[] {
  return issues.slice(0, MAX_ISSUES).map((issue) => ({ ...issue, ...locate(issue.path) }));
}
