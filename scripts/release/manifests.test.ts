import { expect, it } from 'vitest';
import { manifestProblems, type Packed } from './manifests.ts';

const repository = 'git+https://example.com/kiln.git';
const packed: Packed = {
  name: '@org/kiln',
  version: '0.2.0',
  manifest: {
    license: 'Apache-2.0',
    type: 'module',
    repository: { type: 'git', url: repository, directory: 'packages/kiln' },
    engines: { node: '>=22.18' },
    publishConfig: { access: 'public', provenance: true },
  },
  files: ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'dist/index.js', 'dist/templates/a/app.test.ts'],
};
const changed = (manifest: Readonly<Record<string, unknown>>): Packed => ({
  ...packed,
  manifest: { ...packed.manifest, ...manifest },
});

it('finds nothing where everything is said', () => {
  expect(manifestProblems([packed], repository)).toEqual([]);
});

it.each<[string, Packed]>([
  ['repository', changed({ repository: { type: 'git', url: 'git+https://example.com/other.git' } })],
  ['provenance', changed({ publishConfig: { access: 'public' } })],
  ['access', changed({ publishConfig: { provenance: true } })],
  ['license', changed({ license: 'UNLICENSED' })],
  ['CHANGELOG.md', { ...packed, files: packed.files.filter((file) => file !== 'CHANGELOG.md') }],
  ['src/kiln.test.ts', { ...packed, files: [...packed.files, 'src/kiln.test.ts'] }],
  ['.env', { ...packed, files: [...packed.files, '.env'] }],
])('names what is wrong with %s', (what, one) => {
  const problems = manifestProblems([one], repository);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(what);
});

it('refuses packages of several versions', () => {
  expect(manifestProblems([packed, { ...packed, version: '0.3.0' }], repository)[0]).toContain('0.2.0, 0.3.0');
});
