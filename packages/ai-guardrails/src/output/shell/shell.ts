import type { JudgeRail, MatchAction, Rail, RailMatch } from '../../rail/rail.ts';
import { railBase, type OutputRailOptions } from '../rail-options.ts';
import { textsOf } from '../sink-texts.ts';
import { unsafeArgument, unsafeCommand } from './unsafe-shell.ts';

/** How the rail for shell commands works. */
export interface ShellRailOptions extends OutputRailOptions {
  /** Whether the text is a whole command line that is run, or an argument that is put into one. @defaultValue command */
  readonly context?: 'command' | 'argument' | undefined;
  /** Names of programs that may be run, for instance `git`, `ls`. @defaultValue any that no rule stops */
  readonly allowedCommands?: readonly string[] | undefined;
  /** Names of the arguments of tools that hold commands. @defaultValue every text among them */
  readonly argumentNames?: readonly string[] | undefined;
  /** @defaultValue block */
  readonly action?: Extract<MatchAction, 'report' | 'block' | 'require-approval'> | undefined;
}

/**
 * Looks at text that goes to a shell: command substitution, downloads piped into an interpreter, recursive deletes,
 * writes to system files and devices, privileges, reverse shells; as an argument, anything that would end the word.
 * Quotes and escapes are undone first, so that `r''m` is `rm`. Use it only where the text does go to a shell.
 *
 * A list of what is harmful is never complete: give `allowedCommands`, and run what passes in a sandbox (OWASP LLM05, CWE-78).
 * @example
 * ```ts
 * import { createGuard, shellRail } from '@org/ai-guardrails';
 *
 * const rail = shellRail({ stages: ['tool-call'], argumentNames: ['command'], allowedCommands: ['git', 'ls'] });
 * console.log(createGuard({ rails: [rail] }).maxHeldUnits('tool-call'));
 * ```
 */
export function shellRail(options: ShellRailOptions = {}): Rail {
  const { context = 'command', action = 'block', argumentNames } = options;
  const allowed = options.allowedCommands === undefined ? undefined : new Set(options.allowedCommands);
  const rail: JudgeRail = {
    ...railBase(options, 'shell', ['tool-call', 'output']),
    unit: 'whole',
    maxUnit: 100_000,
    open: ({ stage }) => ({
      judge(unit) {
        const matches: RailMatch[] = [];
        for (const { text, start, end } of textsOf(unit.text, stage, argumentNames)) {
          const rules = context === 'argument' ? unsafeArgument(text) : unsafeCommand(text, allowed);
          for (const rule of rules) {
            matches.push({ start, end: end ?? text.length, rule, label: 'OS_COMMAND_INJECTION', score: 1, action });
          }
        }
        return matches;
      },
    }),
  };
  return rail;
}
