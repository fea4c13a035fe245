import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { billOfMaterials } from './bill-of-materials.ts';
import { closure, readInstalled } from './installed.ts';

let project: string;
beforeEach(() => (project = mkdtempSync(join(tmpdir(), 'ai-bill-'))));
afterEach(() => rmSync(project, { recursive: true, force: true }));

const integrity = `sha512-${Buffer.alloc(64, 1).toString('base64')}`;

/** Writes a lock file, and a manifest for each of its packages but those of another platform. */
function install(packages: Readonly<Record<string, Readonly<Record<string, unknown>>>>): void {
  writeFileSync(join(project, 'package-lock.json'), JSON.stringify({ packages: { '': {}, ...packages } }));
  for (const [path, { foreign, ...entry }] of Object.entries(packages)) {
    if (foreign === true) continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    mkdirSync(join(project, path), { recursive: true });
    writeFileSync(join(project, path, 'package.json'), JSON.stringify({ name, license: 'MIT', ...entry }));
  }
}

const bomSchema = z.object({
  components: z.array(z.object({ purl: z.string() })),
  dependencies: z.array(z.object({ ref: z.string(), dependsOn: z.array(z.string()).optional() })),
});

it('lists what a package brings along, each with its digest, and who brings it; not what only others bring', async () => {
  install({
    'node_modules/@org/kiln': { version: '1.0.0', integrity, dependencies: { clay: '^2.0.0' } },
    'node_modules/clay': { version: '2.1.0', integrity, dependencies: { water: '1.0.0' } },
    'node_modules/clay/node_modules/water': { version: '1.0.0', integrity },
    'node_modules/water': { version: '3.0.0', integrity },
    'node_modules/tar': { version: '9.0.0', integrity },
  });
  const text = await billOfMaterials(readInstalled(project), 'node_modules/@org/kiln');
  const { components, dependencies } = bomSchema.parse(JSON.parse(text));
  expect(components.map(({ purl }) => purl)).toEqual(['pkg:npm/clay@2.1.0', 'pkg:npm/water@1.0.0']);
  expect(dependencies).toContainEqual({ ref: 'node_modules/@org/kiln', dependsOn: ['node_modules/clay'] });
  expect(text).toContain('01010101');
});

it('gives the same text for the same packages', async () => {
  install({
    'node_modules/kiln': { version: '1.0.0', dependencies: { b: '1', a: '1' } },
    'node_modules/b': { version: '1.0.0' },
    'node_modules/a': { version: '1.0.0' },
  });
  const read = (): Promise<string> => billOfMaterials(readInstalled(project), 'node_modules/kiln');
  expect(await read()).toBe(await read());
});

it('refuses a package that is not installed', async () => {
  install({ 'node_modules/kiln': { version: '1.0.0' } });
  await expect(billOfMaterials(readInstalled(project), 'node_modules/other')).rejects.toThrow('is not installed');
});

it('leaves out what the lock file names for other platforms, and ends on cycles', () => {
  install({
    'node_modules/kiln': { version: '1.0.0', optionalDependencies: { 'kiln-arm': '1' }, dependencies: { a: '1' } },
    'node_modules/kiln-arm': { version: '1.0.0', foreign: true },
    'node_modules/a': { version: '1.0.0', peerDependencies: { kiln: '1' } },
  });
  expect(closure(readInstalled(project), 'node_modules/kiln').map(({ name }) => name)).toEqual(['a']);
});
