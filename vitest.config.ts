import { defineConfig } from 'vitest/config';

const conditions = ['@org/source', 'node', 'import', 'default'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['packages/*/{src,test}/**/*.test.ts', 'examples/*/{src,test}/**/*.test.ts', 'scripts/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/*.service.test.ts'],
    pool: 'forks',
    execArgv: ['--conditions=@org/source'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
