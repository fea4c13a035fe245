import { appError, isAppError } from '../errors/app-error.ts';
import { checkName } from '../name/check-name.ts';
import type { Template } from '../template/template.ts';

/** The two questions of the tool. */
export interface Questions {
  readonly name: (initialValue: string) => Promise<string>;
  readonly template: (templates: readonly Template[], initialValue: string) => Promise<string>;
}

/** Asks on the terminal; the prompts are loaded only where somebody is asked. */
export const terminalQuestions: Questions = { name: askName, template: askTemplate };

async function askName(initialValue: string): Promise<string> {
  const { text } = await import('@clack/prompts');
  return answered(
    await text({ message: 'Name of the project', initialValue, validate: (value) => problemOf(value ?? '') }),
  );
}

async function askTemplate(templates: readonly Template[], initialValue: string): Promise<string> {
  const { select } = await import('@clack/prompts');
  const options = templates.map(({ name, title, description }) => ({ value: name, label: title, hint: description }));
  return answered(await select({ message: 'Template', options, initialValue }));
}

function answered(value: string | symbol): string {
  if (typeof value === 'string') return value;
  throw appError('aborted', 'stopped by the user; nothing was written');
}

function problemOf(name: string): string | undefined {
  try {
    checkName(name);
    return undefined;
  } catch (error) {
    if (isAppError(error)) return error.message;
    throw error;
  }
}
