import { systemClock } from '@org/ai-core';
import { testContext } from '@org/ai-testing';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createScreen } from '../screen/screen.ts';
import { createRandom } from '../testing/secret-samples.ts';
import { secretsRail } from './secrets.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const kinds = /\.(?:js|mjs|cjs|ts|mts|map|json|ya?ml|md|html|css|svg)$/;
/** Packages with code, minified code, maps, declarations and documents of many hands. */
const packages = [
  'typescript',
  'vitest',
  'eslint',
  'fast-check',
  'prettier',
  'esbuild',
  'tsup',
  'knip',
  'turbo',
  '@types',
  'yaml',
  'zod',
];
const MOST_UNITS = 6_000_000;
const MOST_PER_MEGABYTE = 1;

function filesBelow(folder: string, depth = 0): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return depth < 6 && entry.name !== 'node_modules' ? filesBelow(path, depth + 1) : [];
    return entry.isFile() && kinds.test(entry.name) && !entry.name.endsWith('.test.ts') ? [path] : [];
  });
}

it(`raises no more than ${String(MOST_PER_MEGABYTE)} false alarm per megabyte of code, lock files, maps and documents`, () => {
  const random = createRandom(20_261_125);
  const installed = new Set(readdirSync(join(root, 'node_modules')));
  const drawn = [
    ...packages.filter((name) => installed.has(name)).flatMap((name) => filesBelow(join(root, 'node_modules', name))),
    ...filesBelow(join(root, 'packages')),
    ...filesBelow(join(root, 'docs')),
  ]
    .map((path) => ({ path, turn: random() }))
    .sort((a, b) => a.turn - b.turn);
  const locks = ['pnpm-lock.yaml', 'benchmarks/package-lock.json'].map((path) => ({ path: join(root, path) }));
  const rail = secretsRail();
  let units = 0;
  const alarms: string[] = [];
  for (const { path } of [...locks, ...drawn]) {
    if (units > MOST_UNITS) break;
    const text = readFileSync(path, 'utf8').slice(0, 1_000_000);
    units += text.length;
    const signal = new AbortController().signal;
    const screen = createScreen({
      rails: [rail],
      scope: { stage: 'output', context: testContext(), signal },
      clock: systemClock,
    });
    void screen.push(text);
    void screen.end();
    const { findings, rails } = screen.outcome();
    expect(rails[0]?.error).toBeUndefined();
    for (const { label, rule, start } of findings) alarms.push(`${path}:${String(start)} ${label} ${rule}`);
  }
  expect(units).toBeGreaterThan(4_000_000);
  expect(alarms.length / (units / 1_000_000), alarms.join('\n')).toBeLessThanOrEqual(MOST_PER_MEGABYTE);
});
