/** The peers that npm has, in a folder of their own: they are no dependencies of this program. I/O. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Ignored by git. */
const FOLDER = fileURLToPath(new URL('../.peers/', import.meta.url));

const PACKAGES: Readonly<Record<string, string>> = {
  '@typescript-eslint/parser': '8.74.0',
  eslint: '10.15.0',
  'eslint-import-resolver-typescript': '4.4.5',
  'eslint-plugin-import-x': '4.18.1',
  globals: '17.14.0',
  knip: '6.44.2',
  oxlint: '1.94.0',
  pyright: '1.1.414',
  typescript: '5.9.3',
};

export const INSTALL = 'npm run bench:peers -- --install';
/** ESLint has no rules by default, so these are its configuration. */
export const ESLINT_CONFIG = join(FOLDER, 'eslint.config.mjs');
/** In the place of what a tree says itself, which may ask for plugins that are not here. */
export const OXLINT_CONFIG = join(FOLDER, 'oxlintrc.json');

const ESLINT_TEXT = `import parser from '@typescript-eslint/parser';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import imports from 'eslint-plugin-import-x';
import globals from 'globals';

const everywhere = { ...globals.browser, ...globals.node, ...globals.jest, ...globals.es2025 };
export default [
  {
    files: ['**/*.{js,cjs,mjs,jsx,ts,cts,mts,tsx}'],
    languageOptions: { parser, globals: everywhere, parserOptions: { ecmaFeatures: { jsx: true } } },
    linterOptions: { reportUnusedDisableDirectives: 'off' },
    plugins: { 'import-x': imports },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver({ alwaysTryTypes: true })] },
    rules: { 'import-x/no-unresolved': 'error', 'import-x/named': 'error', 'import-x/default': 'error', 'import-x/no-extraneous-dependencies': 'error', 'no-unused-vars': 'error', 'no-empty': 'error' },
  },
  // TypeScript's own compiler says so of its files (typescript-eslint.io, "no-undef").
  { files: ['**/*.{js,cjs,mjs,jsx}'], rules: { 'no-undef': 'error' } },
];
`;

const OXLINT_TEXT = {
  plugins: ['eslint', 'typescript', 'unicorn', 'oxc', 'import'],
  categories: { correctness: 'error' },
  env: { builtin: true, browser: true, node: true, jest: true },
  rules: { 'import/named': 'error', 'import/default': 'error', 'no-empty': 'error' },
  overrides: [{ files: ['**/*.{js,cjs,mjs,jsx}'], rules: { 'no-undef': 'error' } }],
};

/** The path of a package's program, or null where it is not installed. */
export function npmProgram(name: string): string | null {
  const path = join(FOLDER, 'node_modules/.bin', name);
  return existsSync(path) ? path : null;
}

/** Fetches the packages, without running their scripts, and writes their configurations. */
export function installNpmTools(): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, 'package.json'), `${JSON.stringify({ private: true, type: 'module', dependencies: PACKAGES }, null, 2)}\n`);
  writeConfigurations();
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', FOLDER], { cwd: FOLDER, stdio: 'inherit' });
}

/** As they stand in this file now. */
export function writeConfigurations(): void {
  if (!existsSync(FOLDER)) return;
  writeFileSync(ESLINT_CONFIG, ESLINT_TEXT);
  writeFileSync(OXLINT_CONFIG, `${JSON.stringify(OXLINT_TEXT, null, 2)}\n`);
}
