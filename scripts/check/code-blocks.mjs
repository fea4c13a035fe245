// Type-checks every TypeScript block of READMEs and docs, and every @example of the sources, against the packages.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { nodesOf, readPages, repositoryFiles } from './markdown.mjs';
import { entryMap, readPackages } from './packages.mjs';

/** Every block: its code, and the file and line where it starts. @returns {{ file: string, line: number, code: string }[]} */
export function allBlocks(root) {
  return [...pageBlocks(root), ...exampleBlocks(root)];
}

/** @returns {string[]} */
export function codeBlocks(root) {
  const blocks = allBlocks(root);
  const folder = join(root, '.cache', 'code-blocks');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // Each block is a module of its own, whether it imports something or not.
  for (const [index, { code }] of blocks.entries())
    writeFileSync(join(folder, `block-${index}.ts`), `${code}\nexport {};\n`);
  linkDependencies(root, folder);
  const paths = Object.fromEntries(Object.entries(entryMap(root)).map(([name, file]) => [name, [`../../${file}`]]));
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../tsconfig.base.json',
      compilerOptions: { rootDir: '../..', isolatedDeclarations: false, declaration: false, paths },
      include: ['*.ts'],
    }),
  );
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const result = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], { cwd: root, encoding: 'utf8' });
  const lines = result.stdout.split('\n').filter((line) => line !== '' && !line.startsWith(' '));
  return lines.map((line) => {
    const match = /block-(\d+)\.ts\((\d+),\d+\): (.*)/.exec(line);
    if (match === null) return line;
    const { file, line: first } = blocks[Number(match[1])];
    return `${file}:${first + Number(match[2])}: ${match[3]}`;
  });
}

/** Blocks stand at the root, where what a package depends on (or is tested with) does not resolve: each is linked to the package that has it. */
function linkDependencies(root, folder) {
  for (const { name, manifest } of readPackages(root)) {
    const { dependencies, peerDependencies, devDependencies } = manifest;
    for (const other of Object.keys({ ...devDependencies, ...peerDependencies, ...dependencies })) {
      const installed = join(root, 'packages', name, 'node_modules', other);
      const link = join(folder, 'node_modules', other);
      if (other.startsWith('@org/') || existsSync(link) || !existsSync(installed)) continue;
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(realpathSync(installed), link, 'junction');
    }
  }
}

function pageBlocks(root) {
  return readPages(root).flatMap(({ file, tree }) =>
    nodesOf(tree, 'code')
      .filter((node) => node.lang === 'ts' || node.lang === 'typescript')
      .map((node) => ({ file, line: node.position.start.line, code: node.value })),
  );
}

function exampleBlocks(root) {
  const sources = repositoryFiles(root).filter(
    (file) => /^packages\/[^/]+\/src\/.*\.ts$/.test(file) && !file.endsWith('.test.ts'),
  );
  return sources.flatMap((file) => {
    const blocks = [];
    let open;
    for (const [index, line] of readFileSync(join(root, file), 'utf8').split('\n').entries()) {
      const text = /^\s*\* ?(.*)$/.exec(line)?.[1];
      if (text === undefined) open = undefined;
      else if (open === undefined && /^```ts\b/.test(text)) open = { file, line: index + 1, lines: [] };
      else if (open !== undefined && text.startsWith('```')) {
        blocks.push({ file, line: open.line, code: open.lines.join('\n') });
        open = undefined;
      } else open?.lines.push(text);
    }
    return blocks;
  });
}
