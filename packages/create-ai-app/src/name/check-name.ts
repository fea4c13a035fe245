import { builtinModules } from 'node:module';
import { appError } from '../errors/app-error.ts';

/** A project's names, of which each place allows another form. */
export interface AppName {
  /** The package name: `@acme/help.desk`. */
  readonly packageName: string;
  /** The folder: `help.desk`. */
  readonly folder: string;
  /** Letters, digits and hyphens, at most 63: for images, labels and host names: `help-desk`. */
  readonly slug: string;
}

const longestName = 214;
/** Devices of Windows, which no file there may be called, whatever its ending. */
const windowsDevice = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?$/;
const taken = new Set(['node_modules', 'favicon.ico', 'update', 'doctor', 'package.json', ...builtinModules]);

/**
 * Checks the name of a new project: it becomes a package name, a folder on every system and a label.
 *
 * @throws AppError `invalid-name`, which says why and suggests another
 */
export function checkName(name: string): AppName {
  const problem = problemOf(name);
  if (problem !== undefined)
    throw appError('invalid-name', `${JSON.stringify(shorten(name))} ${problem}; try ${suggestName(name)}`);
  const folder = name.startsWith('@') ? name.slice(name.indexOf('/') + 1) : name;
  return { packageName: name, folder, slug: slugOf(folder) };
}

/** The nearest name that {@link checkName} takes. */
export function suggestName(name: string): string {
  const last = name
    .split(/[\\/]/)
    .filter((part) => part !== '' && part !== '.' && part !== '..' && !part.endsWith(':'))
    .at(-1);
  const plain = (last ?? '')
    .slice(0, 1_000)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9._-]/g, '-')
    .replace(/-{2,}/g, '-')
    .slice(0, 100);
  const trimmed = trimSigns(plain);
  if (trimmed === '') return 'my-ai-app';
  return problemOf(trimmed) === undefined ? trimmed : trimSigns(trimmed.split('.')[0] ?? '') + '-app';
}

function problemOf(name: string): string | undefined {
  if (name.trim() === '') return 'is empty';
  if (/^([a-zA-Z]:|[\\/]|~)/.test(name) || name.includes('\\'))
    return 'is a path: go to the folder that is to hold the project, and give a name alone';
  const parts = name.split('/');
  if (parts.includes('..') || parts.includes('.'))
    return 'is a path: go to the folder that is to hold the project, and give a name alone';
  if (name.length > longestName) return `is longer than ${longestName} characters`;
  if (name.startsWith('@')) {
    if (parts.length !== 2) return 'is no scoped name such as @acme/help-desk';
    return (
      problemOfPart((parts[0] ?? '').slice(1), 'has a scope that') ??
      problemOfPart(parts[1] ?? '', 'has a second part that')
    );
  }
  if (parts.length > 1) return 'is a path: go to the folder that is to hold the project, and give a name alone';
  return problemOfPart(name, '');
}

function problemOfPart(part: string, subject: string): string | undefined {
  const say = (text: string): string => [subject, text].filter((word) => word !== '').join(' ');
  if (part === '') return say('is empty');
  if (/[A-Z]/.test(part)) return say('has upper-case letters, which a package name may not');
  if (/[^a-z0-9._~-]/.test(part)) return say('has characters other than a to z, 0 to 9, ".", "_" and "-"');
  if (/^[._~-]/.test(part)) return say('starts with a sign');
  if (/[._~-]$/.test(part)) return say('ends with a sign');
  if (part.includes('~')) return say('has a "~"');
  if (windowsDevice.test(part)) return say('is the name of a device on Windows');
  if (taken.has(part)) return say('is taken by Node, npm or this tool');
  return undefined;
}

function trimSigns(text: string): string {
  let start = 0;
  let end = text.length;
  const isSign = (at: number): boolean => '._-'.includes(text.charAt(at));
  while (start < end && isSign(start)) start++;
  while (end > start && isSign(end - 1)) end--;
  return text.slice(start, end);
}

function slugOf(folder: string): string {
  const slug = folder.replace(/[^a-z0-9]/g, '-').replace(/-{2,}/g, '-');
  return trimSigns(slug.slice(0, 63));
}

function shorten(name: string): string {
  return name.length > 60 ? `${name.slice(0, 60)}…` : name;
}
