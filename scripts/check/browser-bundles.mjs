// Bundles the root import of every package for any runtime as a browser would get it: no node: import, within its size budget (and the budgets of parts that are imported alone), and it loads in Chromium.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { layers } from '../layers.mjs';
import { withChromiumPage } from './chromium-page.mjs';

/** @returns {Promise<string[]>} */
export async function browserBundles(root) {
  const budgets = JSON.parse(readFileSync(join(root, 'scripts', 'check', 'budgets.json'), 'utf8'));
  const problems = [];
  const bundles = [];
  for (const name of Object.keys(layers).filter((key) => layers[key].runtime === 'any')) {
    const budget = budgets[name];
    if (budget === undefined) {
      problems.push(`scripts/check/budgets.json has no budget for ${name}`);
      continue;
    }
    const bundle = await bundleOf(root, name, '*');
    if (bundle.errors.length > 0) {
      problems.push(...bundle.errors.map((error) => `${name}: ${error}`));
      continue;
    }
    if (bundle.gzipBytes > budget.gzipBytes)
      problems.push(`${name} is ${bundle.gzipBytes} bytes gzipped, above its budget of ${budget.gzipBytes}`);
    for (const part of budget.parts ?? []) {
      const { gzipBytes, errors } = await bundleOf(root, name, `{ ${part.names.join(', ')} }`, part.apart);
      problems.push(...errors.map((error) => `${name}: ${error}`));
      if (gzipBytes > part.gzipBytes)
        problems.push(
          `${part.names.join(', ')} of ${name} are ${gzipBytes} bytes gzipped, above their budget of ${part.gzipBytes}`,
        );
    }
    const outside = bundle.packages.filter((other) => !budget.packages.includes(other));
    if (outside.length > 0) problems.push(`${name} bundles ${outside.join(', ')}, which its budget does not name`);
    bundles.push({ name, code: bundle.code });
  }
  const smoke = await withChromiumPage('browser bundles', (page) => smokeTest(page, bundles));
  return [...problems, ...smoke];
}

/** Bundles what a browser gets that imports these names from the root of a package; files that are counted apart stay outside. */
async function bundleOf(root, name, names, apart = []) {
  try {
    const result = await build({
      stdin: { contents: `export ${names} from '@org/${name}';`, resolveDir: join(root, 'packages', name) },
      bundle: true,
      write: false,
      minify: true,
      metafile: true,
      format: 'iife',
      globalName: 'bundle',
      platform: 'browser',
      target: 'es2023',
      conditions: ['@org/source'],
      plugins: apart.length === 0 ? [] : [leaveOut(apart)],
      logLevel: 'silent',
    });
    const code = result.outputFiles[0].text;
    const packages = new Set(
      Object.keys(result.metafile.inputs)
        .map(packageOf)
        .filter((other) => other !== undefined && other !== name),
    );
    return { code, gzipBytes: gzipSync(code).length, packages: [...packages].sort(), errors: [] };
  } catch (error) {
    return {
      errors: error.errors?.map((item) => `${item.text} (${item.location?.file ?? 'entry'})`) ?? [error.message],
    };
  }
}

function leaveOut(files) {
  const setup = (bundler) =>
    bundler.onResolve({ filter: /^\./ }, ({ path, resolveDir }) =>
      files.some((file) => join(resolveDir, path).endsWith(join('/', file))) ? { path, external: true } : undefined,
    );
  return { name: 'leave-out', setup };
}

function packageOf(input) {
  const installed = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(input);
  return installed?.[1] ?? /packages\/([^/]+)\//.exec(input)?.[1];
}

async function smokeTest(page, bundles) {
  const problems = [];
  for (const { name, code } of bundles) {
    const exported = await page.evaluate((source) => {
      try {
        return Object.keys(new Function(`${source}; return bundle;`)()).length;
      } catch (error) {
        return String(error);
      }
    }, code);
    if (typeof exported !== 'number' || exported === 0) problems.push(`${name} does not load in Chromium: ${exported}`);
  }
  return problems;
}
