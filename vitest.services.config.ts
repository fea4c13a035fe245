import { defineConfig } from 'vitest/config';
import { findServices, requiredServices, services } from './scripts/services.mjs';
import base from './vitest.config.ts';

// A suite names its service in its file name: page.chromium.service.test.ts. It runs where the service is, or where AI_REQUIRE demands it.
const wanted = new Set([...findServices().keys(), ...requiredServices()]);
const absent = Object.keys(services).filter((name) => !wanted.has(name));

export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: [
      '{packages,examples,templates}/*/{src,test}/**/*.service.test.ts',
      'scripts/**/*.service.test.ts',
      'site/test/**/*.service.test.ts',
    ],
    exclude: ['**/node_modules/**', '**/dist/**', ...absent.map((name) => `**/*.${name}.service.test.ts`)],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    passWithNoTests: true,
  },
});
