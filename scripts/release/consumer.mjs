// A project outside of the workspace that installs the packed packages, as a user would, and loads and type-checks what they offer.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { outsideEnvironment, ownCache } from '../scaffold/outside.mjs';
import { attempt, run } from '../scaffold/run.mjs';
import { typeErrors } from './type-errors.ts';

/** TypeScript versions whose users we support: the oldest, the last of 5, and the one we build with. */
const compilers = { 'typescript-5.6': '5.6.3', 'typescript-5.9': '5.9.3', 'typescript-6.0': '6.0.3' };

const probe = `
  import { createRequire } from 'node:module';
  const [mode, ...entries] = process.argv.slice(2);
  const load = mode === 'require' ? createRequire(import.meta.url) : (entry) => import(entry);
  const loaded = [];
  for (const entry of entries) {
    try {
      if (Object.keys(await load(entry)).length === 0) throw new Error('it exports nothing');
      loaded.push({ entry, mode });
    } catch (error) {
      loaded.push({ entry, mode, error: { code: error.code, message: String(error.message) } });
    }
  }
  console.log(JSON.stringify(loaded));
`;

/** @param {{ root: string, folder: string, registry: string }} places */
export async function createConsumer({ root, folder, registry }) {
  mkdirSync(folder, { recursive: true });
  const settings = join(folder, '.npmrc-global');
  writeFileSync(settings, `@org:registry=${registry}\n`);
  const env = { ...outsideEnvironment(root, settings), npm_config_cache: await ownCache(folder) };
  const project = join(folder, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'probe.mjs'), probe);

  return {
    project,
    /** Writes the dependencies and installs them: name → range. */
    async install(dependencies) {
      const manifest = { name: 'consumer', private: true, type: 'module', dependencies };
      writeFileSync(join(project, 'package.json'), JSON.stringify(manifest, undefined, 2));
      await run('npm', ['install', '--prefer-offline', '--ignore-scripts'], { cwd: project, env });
    },
    /** Loads each entry by import and by require, and gives how it went; both processes have to end by themselves. @returns {Promise<import('./entries.ts').Loaded[]>} */
    async load(entries) {
      const results = [];
      for (const mode of ['import', 'require'])
        results.push(
          ...JSON.parse(await run(process.execPath, ['probe.mjs', mode, ...entries], { cwd: project, env })),
        );
      return results;
    },
    /** Runs a program of node_modules/.bin. */
    program: (name, args) => run(join(project, 'node_modules', '.bin', name), args, { cwd: project, env }),
    compilers: Object.fromEntries(
      Object.entries(compilers).map(([name, version]) => [name, `npm:typescript@${version}`]),
    ),
    /** Type-checks blocks of code, and every entry as a whole, with one compiler. @returns {Promise<readonly string[]>} */
    async typeCheck(compiler, blocks, entries) {
      const places = new Map();
      for (const [index, { file, line, code }] of blocks.entries()) {
        places.set(`block-${index}.ts`, `${file}:${line} `);
        writeFileSync(join(project, `block-${index}.ts`), `${code}\nexport {};\n`);
      }
      const imports = entries.map((entry, index) => `export type Entry${index} = typeof import('${entry}');`);
      writeFileSync(join(project, 'entries.ts'), `${imports.join('\n')}\n`);
      writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
      const tsc = join(project, 'node_modules', compiler, 'bin', 'tsc');
      const args = [tsc, '-p', project, '--pretty', 'false'];
      const { code, stdout, stderr } = await attempt(process.execPath, args, { cwd: project, env });
      // A compiler that gave up without naming an error has checked nothing.
      if (code !== 0 && !stdout.includes('error TS')) return [`it ended with ${code}: ${stderr.slice(-500)}`];
      return typeErrors(stdout, places);
    },
  };
}

// skipLibCheck is off, so that our declarations are checked too.
const compilerOptions = {
  target: 'ES2023',
  lib: ['ES2023', 'ESNext.Disposable', 'DOM', 'DOM.AsyncIterable'],
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  types: ['node'],
  noEmit: true,
};
