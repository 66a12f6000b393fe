import { extractPython, type PythonExtraction } from '../../../src/facts/python/extract.js';
import { testGrammars } from '../../support/grammars.js';

const grammars = await testGrammars();

export function extract(source: string): PythonExtraction {
  return extractPython(source, grammars);
}

/** A source of these lines. */
export function lines(...parts: readonly string[]): string {
  return `${parts.join('\n')}\n`;
}
