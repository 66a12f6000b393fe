import { createScriptParser, type ScriptParser } from './lint/javascript.js';
import { createRuff, type Ruff } from './lint/ruff.js';
import type { RuffModule } from './lint/ruff-library.js';
import { createWalk, type Walk } from './python/code/cursor.js';
import { Language, Parser } from 'web-tree-sitter';

/** WebAssembly bytes of the grammars and, optionally, of the tree-sitter runtime itself; Ruff, which is larger than all of them, when it is asked for. */
export interface GrammarBytes {
  readonly python: Uint8Array;
  readonly typescript: Uint8Array;
  readonly tsx: Uint8Array;
  /** `web-tree-sitter.wasm`. Left out: the library looks for the file beside itself. */
  readonly runtime?: Uint8Array;
  /** Loads Ruff. Throws where it is missing. */
  ruff(): RuffModule;
}

/**
 * One parser for each grammar. `.py` and `.pyi` are read with `python`; `.ts`, `.mts` and `.cts` with `typescript`;
 * `.tsx`, `.jsx`, `.js`, `.mjs` and `.cjs` with `tsx`. A parser is not re-entrant, but synchronous extractors may
 * share it. Whoever parses deletes the tree: its memory is outside the garbage collector's reach.
 */
export interface Grammars {
  readonly python: Parser;
  readonly typescript: Parser;
  readonly tsx: Parser;
  /** Walks syntax trees. Default: as the library does. */
  readonly walk?: Walk;
  /** Ruff's own parser and linter. */
  readonly ruff: Ruff;
  /** oxc's parser, which alone decides whether JavaScript and TypeScript parse. */
  readonly scripts: ScriptParser;
}

/**
 * Makes the parsers from the bytes of their grammars. The runtime is shared by all calls in a process.
 * Throws when the bytes are not WebAssembly or were built for another version of tree-sitter.
 */
export async function loadGrammars(wasm: GrammarBytes): Promise<Grammars> {
  const options = wasm.runtime ? { wasmBinary: wasm.runtime } : {};
  await Parser.init(options);
  const python = await makeParser(wasm.python);
  return {
    python,
    walk: createWalk(options, python),
    typescript: await makeParser(wasm.typescript),
    tsx: await makeParser(wasm.tsx),
    ruff: createRuff(wasm.ruff),
    scripts: await createScriptParser(),
  };
}

/** Frees the parsers. Trees made by them stay valid until they are deleted themselves. */
export function deleteGrammars(grammars: Grammars): void {
  grammars.python.delete();
  grammars.typescript.delete();
  grammars.tsx.delete();
}

async function makeParser(bytes: Uint8Array): Promise<Parser> {
  const language = await Language.load(bytes);
  return new Parser().setLanguage(language);
}
