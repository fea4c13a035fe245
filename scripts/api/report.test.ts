import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { inputTypes } from './inputs.ts';
import type { PackageManifest } from '../check/packages.mjs';
import { workspaceApi } from './workspace-api.ts';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'ai-api-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

/** The lines of the only report of a workspace with one package, whose files are given. */
function report(files: Readonly<Record<string, string>>): readonly string[] {
  for (const [file, text] of Object.entries(files)) write(`packages/one/src/${file}`, text);
  const { reports } = workspaceApi(root, [{ name: 'one', manifest: manifest('one') }]);
  const text = reports[0]?.wanted ?? '';
  return text.slice(text.indexOf('```text\n') + 8, text.lastIndexOf('\n```')).split('\n');
}

function manifest(name: string): PackageManifest {
  return { name: `@org/${name}`, version: '0.1.0', exports: { '.': { '@org/source': './src/index.ts' } } };
}

it('gives a line to every exported name and member, sorted, without comments, defaults and what is private', () => {
  const lines = report({
    'index.ts': `export { createKiln, limit, Fault } from './kiln.ts'; export type { KilnOptions, State } from './kiln.ts';`,
    'kiln.ts': `
      /** A kiln. */
      export interface KilnOptions {
        /** Degrees. */
        readonly heat?: number | undefined;
        readonly clay: string;
      }
      export type State = 'cold' | 'hot';
      export const limit: number = 1300;
      interface Hidden { readonly a: string }
      export class Fault extends Error { #secret = 1; readonly code: string; constructor(code: string) { super(code); this.code = code; } }
      export function createKiln({ heat = 3, clay }: KilnOptions, seed = 0): State { return heat > seed ? clay as State : 'cold'; }`,
  });
  expect(lines).toEqual([
    'class Fault extends Error',
    '  constructor(code: string)',
    '  readonly code: string',
    'interface KilnOptions',
    '  readonly clay: string',
    '  readonly heat?: number | undefined',
    "type State = 'cold' | 'hot'",
    'function createKiln(options: KilnOptions, seed?: number): State',
    'const limit: number',
  ]);
});

it('does not change with the order of exports, of members and of what stands in comments', () => {
  const first = report({ 'index.ts': 'export interface A { b: string; a: string } export function f(): void {}' });
  const second = report({
    'index.ts': '/** Now. */ export function f(): void {} export interface A { a: string; /** Text. */ b: string }',
  });
  expect(second).toEqual(first);
});

it('keeps the order of overloads, in which a compiler tries them', () => {
  const lines = report({ 'index.ts': 'export interface A { f(a: string): string; f(a: number): number }' });
  expect(lines.slice(1)).toEqual(['  f(a: string): string', '  f(a: number): number']);
});

it('marks what may still change and what will go, and leaves out what is internal', () => {
  const lines = report({
    'index.ts': `/** New. @beta */ export function f(): void {}
      export interface A {
        /** @deprecated use b */
        a: string;
        /** @internal */
        c: string;
      }
      /** @internal */ export function g(): void {}`,
  });
  expect(lines).toEqual(['interface A', '  [deprecated] a: string', '[beta] function f(): void']);
});

it('follows renamed exports, and names what comes from another package', () => {
  const lines = report({
    'index.ts': `import { own } from './own.ts'; export { own as made }; export type { Kept } from '@org/other';`,
    'own.ts': 'export function own(): void {}',
  });
  expect(lines).toEqual(['export Kept from @org/other', 'function own(): void (as made)']);
});

it('refuses an export that nothing declares', () => {
  expect(() => report({ 'index.ts': `export { gone } from './own.ts';`, 'own.ts': 'export {};' })).toThrow(
    /nothing declares gone/,
  );
});

it('tells what users make from what they only read', () => {
  write(
    'packages/one/src/index.ts',
    `export interface Options { readonly on?: (event: Event) => Reply } export interface Event { a: string }
     export interface Reply { a: string } export interface Result { a: Part; ask(question: Question): Result }
     export interface Part { a: string } export interface Question { a: string }
     export function create(options: Options): Result { throw new Error(String(options)); }`,
  );
  const { declarations, reports } = workspaceApi(root, [{ name: 'one', manifest: manifest('one') }]);
  const files = reports.flatMap(({ entries }) => entries.map(({ file }) => file));
  const names = [...inputTypes(files, declarations)].map((key) => key.slice(key.indexOf('#') + 1));
  expect(names.toSorted()).toEqual(['Options', 'Question', 'Reply']);
});
