import { defineConfig } from 'vitest/config';

const isLinuxX64 = process.platform === 'linux' && process.arch === 'x64';
// Not 'import': it would be passed on to Node, where a CommonJS package that requires another would be given its ES module.
const conditions = ['@org/source', 'node', 'default'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: [
      '{packages,examples,templates}/*/{src,test}/**/*.test.ts',
      'scripts/**/*.test.ts',
      '{benchmarks/harness,site/src}/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', '**/dist/**', '**/*.service.test.ts'],
    pool: 'forks',
    // V8 on Linux x64 can abort ("Check failed: jit_page.has_value()") when workers with WebAssembly come and go while code memory is guarded by protection keys.
    execArgv: ['--conditions=@org/source', ...(isLinuxX64 ? ['--no-memory-protection-keys'] : [])],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
