import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { GrammarBytes } from '../facts/grammars.js';
import type { RuffModule } from '../facts/lint/ruff-library.js';

/**
 * Reads the tree-sitter runtime and the grammars out of the installed npm packages, wherever they are installed
 * relative to this file. Throws an Error of code `MODULE_NOT_FOUND` when a package is missing.
 */
export async function readGrammarBytes(): Promise<GrammarBytes> {
  const [python, typescript, tsx, runtime] = await Promise.all([
    readPackageFile('tree-sitter-python/tree-sitter-python.wasm'),
    readPackageFile('tree-sitter-typescript/tree-sitter-typescript.wasm'),
    readPackageFile('tree-sitter-typescript/tree-sitter-tsx.wasm'),
    readPackageFile('web-tree-sitter/web-tree-sitter.wasm'),
  ]);
  return { python, typescript, tsx, runtime, ruff: () => createRequire(import.meta.url)('@astral-sh/ruff-wasm-nodejs') as RuffModule };
}

async function readPackageFile(specifier: string): Promise<Uint8Array> {
  return readFile(createRequire(import.meta.url).resolve(specifier));
}
