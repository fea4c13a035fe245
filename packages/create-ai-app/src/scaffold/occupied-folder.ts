import { join } from 'node:path';
import process from 'node:process';
import { z } from 'zod';
import type { Files } from '../content/content.ts';
import type { Disk } from '../disk/disk.ts';
import { appError } from '../errors/app-error.ts';
import { parseStrictly } from '../template/parse-strictly.ts';
import { isAlive } from './temporary.ts';
import { writeFiles } from './write-files.ts';

const staging = '.create-ai-app';
const plan = z.strictObject({ names: z.array(z.string().regex(/^[^/\\]+$/)) });

/** What a folder may hold and still be empty enough: a repository without files, and what file managers leave. */
const harmless = new Set(['.git', '.DS_Store', 'Thumbs.db', 'desktop.ini']);

/** The names in a folder that keep it from being scaffolded into. */
export async function namesInTheWay(disk: Disk, folder: string): Promise<readonly string[]> {
  return (await disk.list(folder)).filter((name) => !harmless.has(name) && !isStaging(name));
}

/**
 * Writes a project into a folder that exists: into a folder inside of it first; a list of names marks it complete, and then each
 * is moved up. Whoever is killed before the list leaves nothing but that folder; after it, {@link finishPlacing} goes on.
 */
export async function placeInto(
  disk: Disk,
  folder: string,
  files: Files,
  signal: AbortSignal | undefined,
): Promise<void> {
  const inside = join(folder, `${staging}-${process.pid}`);
  try {
    await writeFiles(disk, join(inside, 'files'), files, signal);
    const names = await disk.list(join(inside, 'files'));
    await disk.write(join(inside, 'plan.part'), Buffer.from(JSON.stringify({ names })));
    await disk.rename(join(inside, 'plan.part'), join(inside, 'plan.json'));
    await disk.sync(inside);
  } catch (error) {
    await disk.remove(inside);
    throw error;
  }
  await moveUp(disk, folder, inside);
}

/**
 * Ends what a killed run began in a folder: a complete project is moved up, an incomplete one removed.
 *
 * @returns whether a project has been completed
 */
export async function finishPlacing(disk: Disk, folder: string): Promise<boolean> {
  let isCompleted = false;
  for (const name of (await disk.list(folder)).filter(isStaging)) {
    if (isAlive(Number(name.slice(staging.length + 1)))) {
      throw appError('busy', `another create-ai-app is at work in ${folder}: wait for it`);
    }
    const inside = join(folder, name);
    if ((await disk.kind(join(inside, 'plan.json'))) === 'file') {
      await moveUp(disk, folder, inside);
      isCompleted = true;
    } else await disk.remove(inside);
  }
  return isCompleted;
}

async function moveUp(disk: Disk, folder: string, inside: string): Promise<void> {
  const text = (await disk.read(join(inside, 'plan.json')))?.toString('utf8') ?? '';
  const { names } = parseStrictly(plan, text, 'plan.json', 'invalid-record', `remove ${inside}, then run again`);
  for (const name of names) {
    const isThere = (await disk.kind(join(folder, name))) !== undefined;
    const isWaiting = (await disk.kind(join(inside, 'files', name))) !== undefined;
    if (isThere && isWaiting)
      throw appError('folder-not-empty', `${join(folder, name)} has been made meanwhile: move it away, then run again`);
    if (isWaiting) await disk.rename(join(inside, 'files', name), join(folder, name));
  }
  await disk.sync(folder);
  await disk.remove(inside);
}

function isStaging(name: string): boolean {
  return name.startsWith(`${staging}-`) && /^[0-9]+$/.test(name.slice(staging.length + 1));
}
