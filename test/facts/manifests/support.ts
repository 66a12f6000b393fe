import { extractManifest, manifestFormat } from '../../../src/facts/manifests/index.js';
import type { ManifestFacts, Span } from '../../../src/facts/types.js';
import { testGrammars } from '../../support/grammars.js';

const grammars = await testGrammars();

/** Reads a manifest by its path, as the program does. */
export function read(path: string, text: string): ManifestFacts {
  const format = manifestFormat(path);
  if (format === null) throw new Error(`${path} is no manifest`);
  return extractManifest(format, path.slice(path.lastIndexOf('/') + 1), text, grammars);
}

/** What stands in a span. */
export function textAt(text: string, [startLine, startColumn, endLine, endColumn]: Span): string {
  const lines = text.split('\n').map((line, index, all) => (index < all.length - 1 ? `${line}\n` : line));
  const offset = (line: number, column: number): number => lines.slice(0, line - 1).join('').length + column - 1;
  return text.slice(offset(startLine, startColumn), offset(endLine, endColumn));
}

/** `group name[extras]constraint @ text of the span`, one for each dependency. */
export function summary(path: string, text: string): string[] {
  return read(path, text).dependencies.map((dependency) => {
    const extras = dependency.extras.length > 0 ? `[${dependency.extras.join(',')}]` : '';
    return `${dependency.group} ${dependency.name}${extras}${dependency.constraint === undefined ? '' : ` ${dependency.constraint}`} @ ${textAt(text, dependency.span)}`;
  });
}
