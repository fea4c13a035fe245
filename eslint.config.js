import { readdirSync } from 'node:fs';
import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { allowedDependencies, layers } from './scripts/layers.mjs';

/** Import rules of one package, made from the layer table: what is not on a lower layer cannot be imported. */
function layerRules(name) {
  const allowed = new Set(allowedDependencies(name));
  const forbidden = Object.keys(layers).filter((other) => other !== name && !allowed.has(other));
  const patterns = [
    {
      group: forbidden.flatMap((other) => [`@org/${other}`, `@org/${other}/*`]),
      message: `${name} is on layer ${layers[name].layer}: it may import strictly lower layers only (scripts/layers.mjs).`,
    },
  ];
  return {
    files: [`packages/${name}/src/**/*.ts`],
    ignores: ['**/*.test.ts', '**/*.service.test.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns }] },
  };
}

const packages = readdirSync(new URL('./packages', import.meta.url)).filter((name) => name in layers);

export default defineConfig(
  globalIgnores([
    '**/dist/**',
    '**/node_modules/**',
    '**/coverage/**',
    '.cache/**',
    'benchmarks/node_modules/**',
    'docs/**',
    'site/.pages/**',
    'site/.vitepress/{cache,.temp}/**',
    'examples/*/corpus/**',
  ]),
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        tsconfigRootDir: import.meta.dirname,
        projectService: {
          allowDefaultProject: ['*.ts', 'packages/*/tsup.config.ts'],
          maximumDefaultProjectFileMatchCount_THIS_WILL_SLOW_DOWN_LINTING: 40,
        },
      },
    },
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
        { selector: 'ExportAllDeclaration', message: 'Name what is exported.' },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  ...packages.map(layerRules),
  {
    files: ['packages/*/src/**/*.ts', 'examples/**/*.ts', 'benchmarks/**/*.ts'],
    ignores: ['**/*.test.ts', '**/test/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
        { selector: 'ExportAllDeclaration', message: 'Name what is exported.' },
        {
          selector: 'VariableDeclaration[kind=/using$/]',
          message: 'Node 22 runs the sources by stripping types, which leaves "using" in place: write try and finally.',
        },
      ],
    },
  },
  {
    files: ['**/*.test.ts', '**/*.service.test.ts', '**/test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/require-await': 'off',
      // Asymmetric matchers of vitest are typed as any.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      // Methods are handed to expect() to be looked at, not to be called.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-floating-promises': 'error',
    },
  },
  {
    files: [
      '**/*.js',
      '**/*.mjs',
      '**/tsup.config.ts',
      '*.config.ts',
      'tsup.config.base.ts',
      'site/.vitepress/config.ts',
      'site/.vitepress/theme/index.ts',
    ],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        fetch: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        Buffer: 'readonly',
        performance: 'readonly',
        AbortController: 'readonly',
        TextDecoder: 'readonly',
      },
    },
    rules: { 'no-restricted-syntax': 'off' },
  },
);
