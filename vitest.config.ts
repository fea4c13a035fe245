import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const isLinuxX64 = process.platform === 'linux' && process.arch === 'x64';
// Not 'import': it would be passed on to Node, where a CommonJS package that requires another would be given its ES module.
const conditions = ['@org/source', 'node', 'default'];

// Suites that kill, cut the power or draw at random for minutes: begun first, so that none of them is left to run alone.
const isLong = ({ moduleId }: TestSpecification): boolean =>
  /(?:crash|kill|power-cut|property|large-document)\.test\.ts$/.test(moduleId);

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

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
    sequence: { sequencer: LongestFirst },
    // V8 on Linux x64 can abort ("Check failed: jit_page.has_value()") when workers with WebAssembly come and go while code memory is guarded by protection keys.
    execArgv: ['--conditions=@org/source', ...(isLinuxX64 ? ['--no-memory-protection-keys'] : [])],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
