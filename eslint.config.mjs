import path from 'node:path';
import { defineConfig } from 'eslint/config';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const KEBAB_CASE = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)*$/;
const EMPTY_NAMES = new Set(['utils', 'util', 'helpers', 'helper', 'types', 'common', 'misc', 'shared']);

/**
 * A file's and its folders' names say what they hold: kebab-case, and none of the names that hold anything.
 * @type {import('eslint').Rule.RuleModule}
 */
const fileName = {
  meta: { type: 'suggestion', schema: [] },
  create: (context) => ({
    Program(node) {
      const parts = path.relative(context.cwd, context.filename).split(path.sep);
      for (const [i, part] of parts.entries()) {
        const name = part.replace(/^\./, '').replace(/\.(?:tsx?|mjs|js)$/, '');
        if (!KEBAB_CASE.test(name)) context.report({ node, message: `'${part}' is not kebab-case.` });
        const stem = name.split('.')[0] ?? name;
        if (EMPTY_NAMES.has(stem)) context.report({ node, message: `'${part}' (part ${String(i + 1)} of the path) does not say what it holds.` });
      }
    },
  }),
};

const TESTS = ['**/*.test.ts', '**/*.test.tsx', 'tests/**/*.ts'];

export default defineConfig(
  { ignores: ['node_modules/', '.runtime/', 'results/', 'docs/', 'web/dist/', 'web/public/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts', '**/*.tsx', '**/*.mjs', 'src/reports/page/*.js'],
    plugins: { aima: { rules: { 'file-name': fileName } } },
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      'aima/file-name': 'error',
      'max-lines': ['error', { max: 400 }],
      'max-lines-per-function': ['error', { max: 60, skipComments: true, skipBlankLines: true }],
      'no-console': 'error',
      eqeqeq: 'error',
      'prefer-const': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', prefer: 'type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // Interfaces that are asynchronous have implementations that need no await.
      '@typescript-eslint/require-await': 'off',
      // Objects here are made by factories and close over their state; none of them uses `this`.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['src/reports/page/*.js'],
    languageOptions: { parserOptions: { project: './src/reports/page/tsconfig.json', tsconfigRootDir: import.meta.dirname } },
  },
  {
    files: ['web/**/*.ts', 'web/**/*.tsx'],
    extends: [reactHooks.configs.flat['recommended-latest']],
    // The React compiler is not used, so what it would skip does not matter.
    rules: { 'react-hooks/incompatible-library': 'off' },
    languageOptions: { parserOptions: { project: './web/tsconfig.json', tsconfigRootDir: import.meta.dirname } },
  },
  {
    files: ['src/cli/**', 'src/bin/**', 'scripts/**', ...TESTS],
    rules: { 'no-console': 'off' },
  },
  {
    files: TESTS,
    rules: { 'max-lines-per-function': ['error', { max: 200, skipComments: true, skipBlankLines: true }] },
  },
);
