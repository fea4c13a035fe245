import { join } from 'node:path';
import { valid } from 'semver';
import { z } from 'zod';
import { digestOf, type Files } from '../content/content.ts';
import { isProjectPath } from '../content/project-path.ts';
import type { Disk } from '../disk/disk.ts';
import { appError } from '../errors/app-error.ts';
import { parseStrictly } from '../template/parse-strictly.ts';

/** The file in which a project keeps where it came from. */
export const recordFile = '.ai-app.json';
/** The folder of what the tool needs for an update. */
export const stateFolder = '.ai-app';

/** `.ai-app.json`: the template, its version, the answers, and the digest of every file as it was written. */
export interface AppRecord {
  readonly schemaVersion: 1;
  readonly template: string;
  readonly templateVersion: string;
  readonly toolVersion: string;
  readonly name: string;
  readonly answers: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
}

const version = z.string().refine((text) => valid(text) === text, 'must be a version');
const schema: z.ZodType<AppRecord> = z.strictObject({
  schemaVersion: z.literal(1),
  template: z.string().min(1),
  templateVersion: version,
  toolVersion: version,
  name: z.string().min(1),
  answers: z.record(z.string(), z.string()),
  files: z.record(
    z.string().refine(isProjectPath, 'must be a path below the project'),
    z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 digest'),
  ),
});

/**
 * Reads what a project remembers.
 *
 * @throws AppError `no-record`, `newer-version` or `invalid-record`
 */
export async function readRecord(disk: Disk, project: string): Promise<AppRecord> {
  const content = await disk.read(join(project, recordFile));
  if (content === undefined)
    throw appError(
      'no-record',
      `${project} has no ${recordFile}: run the command in a project that create-ai-app made, or get the file back from git`,
    );
  const text = content.toString('utf8');
  if (isNewer(text))
    throw appError('newer-version', `${recordFile} was written by a newer tool: run npm create @org/ai-app@latest`);
  return parseStrictly(schema, text, recordFile, 'invalid-record', 'get the file back from git');
}

/** The text of the record, with its files in order. */
export function renderRecord(record: Omit<AppRecord, 'schemaVersion' | 'files'>, files: Files): string {
  const { template, templateVersion, toolVersion, name, answers } = record;
  const digests = Object.fromEntries(
    [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, content]) => [path, digestOf(content)]),
  );
  const value: AppRecord = { schemaVersion: 1, template, templateVersion, toolVersion, name, answers, files: digests };
  return `${JSON.stringify(value, null, 2)}\n`;
}

function isNewer(text: string): boolean {
  try {
    const { schemaVersion } = JSON.parse(text) as { schemaVersion?: unknown };
    return typeof schemaVersion === 'number' && schemaVersion > 1;
  } catch {
    return false;
  }
}
