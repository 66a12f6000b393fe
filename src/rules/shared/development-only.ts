/** Whether code meets a production install, which leaves development dependencies out. Pure. */
import type { ProjectModel } from '../../project/types.js';
import type { Subject } from '../types.js';

/** Imports of these make a module part of the tests, wherever it stands. Source: the tools' own documentation. */
const TEST_TOOLS = new Set(['pytest', 'unittest', 'nose', 'hypothesis', 'jest', 'vitest', '@jest/globals', 'mocha', 'chai', '@playwright/test', 'cypress', 'ava']);

/** True for a module that imports a test runner's own package. */
export function servesTests({ facts }: Subject): boolean {
  const python = facts.python?.imports.some((statement) => statement.guard === 'none' && statement.scope === 'module' && isTestTool(statement.module.split('.')[0] as string));
  const javascript = facts.javascript?.imports.some((statement) => statement.form === 'import' && isTestTool(statement.specifier));
  return python === true || javascript === true;
}

function isTestTool(name: string): boolean {
  return TEST_TOOLS.has(name) || /^pytest[_-]|^@testing-library\//.test(name);
}

/** Who imports one of these at its top is a plug-in of a linter, which runs where developers and CI run it. Source: how their documentation writes checkers. */
const LINTERS = new Set(['pylint', 'astroid', 'flake8', 'mypy', 'bandit']);

/** Rewrites of source code, which developers start. */
const CODEMODS = /^(libcst\.codemod|lib2to3|fissix|bowler)(\.|$)/;

/** True for a module of checks that a linter loads, or of a rewrite of source code. */
export function servesLinting({ facts }: Subject): boolean {
  return facts.python?.imports.some(({ guard, scope, module }) => guard === 'none' && scope === 'module' && (isOfLinter(module) || CODEMODS.test(module))) === true;
}

/** Whether a dotted import is of a package that is there wherever the linter is. */
export function isOfLinter(dotted: string): boolean {
  return LINTERS.has(dotted.split('.')[0] as string);
}

/** Packages that only make sense while building: who imports them is part of the build. */
const BUILD_TOOLS = /^(@babel\/.*|babel-.*|typescript|ts-morph|eslint.*|@typescript-eslint\/.*|prettier|jsdoc.*|gulp.*|grunt.*|rollup.*|webpack.*|esbuild.*|vite.*|execa|shelljs|semver|rimraf|fs-extra|chalk|ora|inquirer|prompts|cross-spawn|cheerio)$/;

/**
 * Whether a package declared for development only may be missing where the code runs. Commands that people start by
 * hand (Django's management commands) are no part of what serves, and build tools no part of what ships.
 */
export function missesInProduction(found: { readonly ecosystem: 'python' | 'npm'; readonly name: string }, path: string, model: ProjectModel): boolean {
  if (found.ecosystem === 'python') return !/(^|\/)management\/commands\//.test(path);
  return !BUILD_TOOLS.test(found.name) && runsFromSource(path, model);
}

/** Tools that put dependencies into what they build, so that an install of the built code needs none of them. */
const BUNDLERS =
  /^(vite|webpack|rollup|esbuild|parcel|@parcel\/.*|next|nuxt|react-scripts|@craco\/craco|tsup|tsdown|unbuild|bun|@rspack\/.*|@rsbuild\/.*|snowpack|browserify|gatsby|astro|@sveltejs\/.*|svelte|@angular\/cli|@angular-devkit\/.*|@vue\/cli-service|expo|react-native|metro|electron|electron-builder|@vercel\/ncc|microbundle|tsdx|preact-cli|ember-cli|quasar|@remix-run\/dev|@react-router\/dev|wrangler|serverless-esbuild|lerna|turbo|nx|grunt|gulp|docusaurus|@docusaurus\/core)$/;

/** True where the nearest package.json starts its own sources with node, and nothing in reach bundles them. */
function runsFromSource(path: string, model: ProjectModel): boolean {
  const { manifests } = model.dependencies.scopeFor(path, 'npm');
  const packages = manifests.filter((manifest) => /(^|\/)package\.json$/.test(manifest));
  const [nearest] = packages;
  if (nearest === undefined) return false;
  const bundled = packages.some((manifest) => model.dependencies.manifest(manifest)?.dependencies.some((dependency) => BUNDLERS.test(dependency.name)));
  return !bundled && /"start"\s*:\s*"(?:[A-Z_]+=\S+ )*node /.test(model.facts(nearest)?.text ?? '');
}
