import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

const script = fileURLToPath(new URL('./publish.mjs', import.meta.url));
let place: string;

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'ai-publish-'));
  mkdirSync(join(place, 'bin'));
  // An npm that knows what the file registry.json says is published, and writes down what it is asked to publish.
  const npm = `#!${process.execPath}
    const { appendFileSync, readFileSync, existsSync } = require('node:fs');
    const [command, what, ...rest] = process.argv.slice(2);
    const file = ${JSON.stringify(join(place, 'registry.json'))};
    const known = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
    if (command === 'view') { if (known[what] === undefined) process.exit(1); console.log(known[what]); }
    if (command === 'publish') appendFileSync(${JSON.stringify(join(place, 'published.txt'))}, [what.split('/').at(-1), ...rest].join(' ') + '\\n');`;
  writeFileSync(join(place, 'bin', 'npm'), npm);
  chmodSync(join(place, 'bin', 'npm'), 0o755);
  git('init', '--quiet');
  git('-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '--quiet', '--allow-empty', '-m', 'first');
  pack('above', { '@org/below': '^0.2.0', zod: '^4.0.0' });
  pack('below', {});
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: place, encoding: 'utf8' });
}

function pack(name: string, dependencies: Readonly<Record<string, string>>): void {
  const folder = join(place, 'unpacked', name);
  mkdirSync(join(folder, 'package'), { recursive: true });
  mkdirSync(join(place, 'tarballs', name), { recursive: true });
  const manifest = { name: `@org/${name}`, version: '0.2.0', dependencies };
  writeFileSync(join(folder, 'package', 'package.json'), JSON.stringify(manifest));
  execFileSync('tar', ['-czf', join(place, 'tarballs', name, `${name}.tgz`), 'package'], { cwd: folder });
}

function publish(): { readonly status: number | null; readonly output: string; readonly published: readonly string[] } {
  const env = { ...process.env, PATH: [join(place, 'bin'), process.env['PATH'] ?? ''].join(delimiter) };
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, join(place, 'tarballs')], {
    cwd: place,
    env,
    encoding: 'utf8',
  });
  let text = '';
  try {
    text = readFileSync(join(place, 'published.txt'), 'utf8');
  } catch {
    // Nothing was published.
  }
  return { status, output: stdout + stderr, published: text.split('\n').filter((line) => line !== '') };
}

it.runIf(process.platform !== 'win32')(
  'publishes with provenance, what others depend on first, and tags the commit',
  () => {
    const { status, published } = publish();
    expect(status).toBe(0);
    expect(published).toEqual(['below.tgz --access public --provenance', 'above.tgz --access public --provenance']);
    expect(git('tag', '--list').trim().split('\n')).toEqual(['@org/above@0.2.0', '@org/below@0.2.0']);
  },
);

it.runIf(process.platform !== 'win32')(
  'passes over what is there already with the same digest, and still tags it',
  () => {
    const digest = createHash('sha512')
      .update(readFileSync(join(place, 'tarballs', 'below', 'below.tgz')))
      .digest('base64');
    writeFileSync(join(place, 'registry.json'), JSON.stringify({ '@org/below@0.2.0': `sha512-${digest}` }));
    const { status, published } = publish();
    expect(status).toBe(0);
    expect(published).toEqual(['above.tgz --access public --provenance']);
    expect(git('tag', '--list')).toContain('@org/below@0.2.0');
  },
);

it.runIf(process.platform !== 'win32')('stops before anything else when a version is there with another digest', () => {
  writeFileSync(join(place, 'registry.json'), JSON.stringify({ '@org/below@0.2.0': 'sha512-other' }));
  const { status, output, published } = publish();
  expect(status).not.toBe(0);
  expect(output).toContain('@org/below@0.2.0 is on the registry with another digest');
  expect(published).toEqual([]);
});
