import { readGrammarBytes } from '../../src/assets/grammar-files.js';
import { loadGrammars, type Grammars } from '../../src/facts/grammars.js';

let loading: Promise<Grammars> | undefined;

/** The parsers, loaded once for each test file (jest gives every file its own module registry). */
export async function testGrammars(): Promise<Grammars> {
  loading ??= readGrammarBytes().then(loadGrammars);
  return loading;
}
