import { checkConditions } from './check-conditions.ts';
import { checkChoice, checkKeys, isRecord, type ReportIssue } from './check-value.ts';
import { effects, type RuleKind } from './effect.ts';
import { MAX_RULES } from './field.ts';
import type { PolicyIssue } from './issue.ts';

/** Most issues that are told of one document. */
const MAX_ISSUES = 50;

type Path = readonly (string | number)[];

/** What is wrong with a value that should be a policy set; empty when nothing is. */
export function checkPolicies(value: unknown): readonly PolicyIssue[] {
  const issues: PolicyIssue[] = [];
  const report = (path: Path, message: string): void => {
    if (issues.length < MAX_ISSUES) issues.push({ path, message });
  };
  if (!isRecord(value)) return [{ path: [], message: 'a policy set must be an object with id, version and rules' }];
  checkKeys(value, ['id', 'version', 'description', 'rules'], [], report);
  checkName(value['id'], ['id'], report);
  checkName(value['version'], ['version'], report);
  checkText(value['description'], ['description'], report);
  const { rules } = value;
  if (!Array.isArray(rules)) report(['rules'], 'must be a list of rules');
  else if (rules.length > MAX_RULES) report(['rules'], `must be at most ${MAX_RULES} rules, got ${rules.length}`);
  else checkRules(rules, report);
  return issues;
}

function checkRules(rules: readonly unknown[], report: ReportIssue): void {
  const places = new Map<string, number>();
  for (const [index, rule] of rules.entries()) {
    const path: Path = ['rules', index];
    if (!isRecord(rule)) {
      report(path, 'must be an object with id, for, effect and when');
      continue;
    }
    checkKeys(rule, ['id', 'description', 'for', 'when', 'effect'], path, report);
    const { id, for: kind, effect } = rule;
    if (checkName(id, [...path, 'id'], report)) {
      const earlier = places.get(id);
      if (earlier !== undefined) report([...path, 'id'], `is also the id of rules[${earlier}]; ids must be different`);
      places.set(id, index);
    }
    checkText(rule['description'], [...path, 'description'], report);
    if (!checkChoice(kind, Object.keys(effects) as RuleKind[], [...path, 'for'], report)) continue;
    checkChoice<string>(effect, effects[kind], [...path, 'effect'], report);
    if (rule['when'] !== undefined) checkConditions(rule['when'], kind, [...path, 'when'], report);
  }
}

function checkName(value: unknown, path: Path, report: ReportIssue): value is string {
  if (typeof value === 'string' && value.length >= 1 && value.length <= 200 && !/[\p{Cc}\n]/u.test(value)) return true;
  const hint = typeof value === 'number' ? '; write it in quotes' : '';
  report(path, `must be a string of 1 to 200 characters on one line${hint}`);
  return false;
}

function checkText(value: unknown, path: Path, report: ReportIssue): void {
  if (value !== undefined && (typeof value !== 'string' || value.length > 2_000))
    report(path, 'must be a string of at most 2,000 characters');
}
