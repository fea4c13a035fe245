// Which code a benchmark measures: the files that its programs import, below the folders that it names; and whether that code is still the same.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { build } from 'esbuild';
import { codeDigest } from './code-digest.ts';

/** File below the root → digest of its code. */
export type MeasuredCode = Readonly<Record<string, string>>;

/**
 * The code that the benchmark in `benchmarks/<name>` measures. What a bundler would leave out, since nothing that is used needs it, does not count.
 *
 * @param entries import name → source file below the root, of every public entry of the workspace
 */
export async function measuredCode(
  root: string,
  name: string,
  measures: readonly string[],
  entries: Readonly<Record<string, string>>,
): Promise<MeasuredCode> {
  const files = new Set<string>();
  let programs = codeFiles(root, join('benchmarks', name));
  while (programs.length > 0) {
    for (const file of await importedFiles(root, programs, entries)) files.add(file);
    // Nothing imports the program of a worker thread: it is found by its name, in every package that takes part.
    const packages = new Set(
      [...files].map((file) => /^packages\/[^/]+/.exec(file)?.[0]).filter((one) => one !== undefined),
    );
    programs = [...packages]
      .flatMap((folder) => codeFiles(root, `${folder}/src`))
      .filter((file) => file.endsWith('.worker.ts') && !files.has(file));
  }
  const measured = [...files].filter((file) => measures.some((folder) => file.startsWith(`${folder}/`))).sort();
  return Object.fromEntries(measured.map((file) => [file, codeDigest(file, readFileSync(join(root, file), 'utf8'))]));
}

/** Files whose code is no longer what was measured. */
export function changedCode(root: string, code: MeasuredCode): readonly string[] {
  return Object.entries(code)
    .filter(([file, digest]) => {
      const path = join(root, file);
      return !existsSync(path) || codeDigest(file, readFileSync(path, 'utf8')) !== digest;
    })
    .map(([file]) => file);
}

async function importedFiles(
  root: string,
  programs: readonly string[],
  entries: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: programs.map((file) => join(root, file)),
    bundle: true,
    write: false,
    outdir: join(root, '.cache', 'measured-code'),
    metafile: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
    plugins: [
      {
        name: 'workspace',
        setup: (bundler) =>
          bundler.onResolve({ filter: /^[^.]/ }, ({ path, kind }) => {
            if (kind === 'entry-point' || isAbsolute(path)) return undefined;
            const entry = entries[path];
            return entry === undefined ? { path, external: true } : { path: join(root, entry) };
          }),
      },
    ],
  });
  return Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs)
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([file]) => relative(root, join(root, file)).replaceAll('\\', '/')),
  );
}

function codeFiles(root: string, folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.includes('node_modules'))
    .map((file) => `${folder}/${file}`.replaceAll('\\', '/'))
    .sort();
}
