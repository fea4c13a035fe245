import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CommandManifest } from '@org/ai-core';
import type { CommandPackage } from './find-packages.ts';

/** A command, and the package it comes from. */
export interface InstalledCommand {
  readonly manifest: CommandManifest;
  readonly package: CommandPackage;
}

/** The commands that were found, and what kept a package's commands from being read. */
export interface CommandSet {
  readonly commands: readonly InstalledCommand[];
  readonly problems: readonly string[];
}

/** Reads the manifests of packages: small modules that name commands; a command's own code is loaded only when it runs. */
export async function loadCommands(packages: readonly CommandPackage[]): Promise<CommandSet> {
  const commands: InstalledCommand[] = [];
  const problems: string[] = [];
  for (const [index, manifests] of (await Promise.allSettled(packages.map(importManifests))).entries()) {
    const from = packages[index];
    if (from === undefined) continue;
    if (manifests.status === 'rejected') {
      problems.push(`the commands of ${from.name} could not be read: ${messageOf(manifests.reason)}`);
      continue;
    }
    for (const manifest of manifests.value) {
      const earlier = commands.find((command) => command.manifest.name === manifest.name);
      if (earlier === undefined) commands.push({ manifest, package: from });
      else
        problems.push(
          `${from.name} and ${earlier.package.name} both have a command "${manifest.name}"; the one of ${earlier.package.name} runs`,
        );
    }
  }
  return { commands: commands.sort((a, b) => (a.manifest.name < b.manifest.name ? -1 : 1)), problems };
}

async function importManifests(from: CommandPackage): Promise<readonly CommandManifest[]> {
  // Resolved as the package itself would resolve it, so that export conditions of this process hold.
  const file = createRequire(join(from.directory, 'package.json')).resolve(`${from.name}/cli`);
  const module = (await import(pathToFileURL(file).href)) as { readonly commands?: unknown };
  if (!Array.isArray(module.commands) || !module.commands.every(isManifest)) {
    throw new Error('its /cli entry does not export a list "commands" of command manifests');
  }
  return module.commands;
}

function isManifest(value: unknown): value is CommandManifest {
  if (typeof value !== 'object' || value === null) return false;
  const { name, summary, load } = value as Partial<Record<keyof CommandManifest, unknown>>;
  return (
    typeof name === 'string' && /^[a-z][a-z-]*$/.test(name) && typeof summary === 'string' && typeof load === 'function'
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
