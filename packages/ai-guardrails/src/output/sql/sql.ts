import { AiError } from '@org/ai-core';
import type { JudgeRail, MatchAction, Rail, RailMatch } from '../../rail/rail.ts';
import { textsOf } from '../sink-texts.ts';
import { railBase, type OutputRailOptions } from '../rail-options.ts';
import { unsafeStatement, unsafeValue } from './unsafe-sql.ts';

/** How the rail for SQL works. */
export interface SqlRailOptions extends OutputRailOptions {
  /** Whether the text is a whole statement that is run, or a value that is put into one. @defaultValue statement */
  readonly context?: 'statement' | 'value' | undefined;
  /** First words of statements that may be run, for instance `select`, `insert`. @defaultValue select, with, values, explain */
  readonly allowedStatements?: readonly string[] | undefined;
  /** Names of the arguments of tools that hold SQL. @defaultValue every text among them */
  readonly argumentNames?: readonly string[] | undefined;
  /** @defaultValue block */
  readonly action?: Extract<MatchAction, 'report' | 'block' | 'require-approval'> | undefined;
}

/**
 * Holds text that goes to a database to one statement of an allowed kind: no second statement, no comments, no functions
 * that wait, read files or call out; or, as a value, to stay in its place. Use it only where the text does go to a
 * database: prose about SQL would be blocked. Literals and quoted names are data and are not looked into.
 *
 * It adds to, and never replaces, bound parameters and a database role that can do nothing else (OWASP LLM05, CWE-89).
 * @throws AiError `invalid-input` for an allowed statement that is no word
 * @example
 * ```ts
 * import { createGuard, sqlRail } from '@org/ai-guardrails';
 *
 * const guard = createGuard({ rails: [sqlRail({ argumentNames: ['query'], stages: ['tool-call'] })] });
 * console.log(guard.maxHeldUnits('tool-call'));
 * ```
 */
export function sqlRail(options: SqlRailOptions = {}): Rail {
  const { context = 'statement', action = 'block', argumentNames } = options;
  const allowed = new Set(
    (options.allowedStatements ?? ['select', 'with', 'values', 'explain']).map((word) => word.toLowerCase()),
  );
  for (const word of allowed) {
    if (!/^[a-z]+$/.test(word)) throw new AiError('invalid-input', 'allowedStatements takes words like "select"');
  }
  const rail: JudgeRail = {
    ...railBase(options, 'sql', ['tool-call', 'output']),
    unit: 'whole',
    maxUnit: 100_000,
    open: ({ stage }) => ({
      judge(unit) {
        const matches: RailMatch[] = [];
        for (const { text, start, end } of textsOf(unit.text, stage, argumentNames)) {
          const found = context === 'value' ? unsafeValue(text) : unsafeStatement(text, allowed);
          for (const one of found) {
            const span = end === undefined ? { start: one.start, end: one.end } : { start, end };
            matches.push({ ...span, rule: one.rule, label: 'SQL_INJECTION', score: 1, action });
          }
        }
        return matches;
      },
    }),
  };
  return rail;
}
