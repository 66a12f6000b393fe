/** Reads nginx configuration: a tokenizer for directives, since no parser of it is kept up. Pure. */
import type { DeploymentClaim, DeploymentFacts, Span } from '../types.js';
import { detailsOf } from './details.js';
import { createPositions } from './positions.js';

/** A directive with its words; `start` is the offset of the second word, or of the first where it is alone. */
export interface Directive {
  readonly words: readonly string[];
  readonly starts: readonly number[];
}

const TOKEN = /#[^\n]*|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|[;{}]|(?:[^\s;{}"'#\\$]|\\.|\$\{[^}]*\}|\$)+/g;

/** Directives in file order, blocks flattened. Source of the syntax: nginx.org, "Configuration file's structure". */
export function readDirectives(source: string): readonly Directive[] {
  const found: Directive[] = [];
  let words: string[] = [];
  let starts: number[] = [];
  for (const match of source.matchAll(TOKEN)) {
    const [token, double, single] = match;
    if (token.startsWith('#')) continue;
    if (/^[;{}]$/.test(token)) {
      if (words.length > 0) found.push({ words, starts });
      [words, starts] = [[], []];
    } else {
      words.push(double ?? single ?? token);
      starts.push(match.index + (double === undefined && single === undefined ? 0 : 1));
    }
  }
  return found;
}

const UNITS: Readonly<Record<string, number>> = { k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

function bytesOf(size: string): number | undefined {
  const match = /^(\d+)([kmg]?)$/i.exec(size);
  return match === null ? undefined : Number(match[1]) * (UNITS[(match[2] as string).toLowerCase()] ?? 1);
}

/** Roots and aliases are paths of the server that it runs on: each is looked at and left undecided. Never throws. */
export function readNginx(source: string): DeploymentFacts {
  const positions = createPositions(source);
  const claims: DeploymentClaim[] = [];
  const bodyLimits: { bytes: number; span: Span }[] = [];
  for (const { words, starts } of readDirectives(source)) {
    const [directive, value] = words;
    const start = starts[1];
    if (value === undefined || start === undefined) continue;
    const span = positions.span(start, start + value.length);
    if (directive === 'root' || directive === 'alias') claims.push({ kind: 'folder', value, workingDirectory: null, undecidable: 'it is a path of the server', span, where: `nginx ${directive}` });
    const bytes = directive === 'client_max_body_size' ? bytesOf(value) : undefined;
    if (bytes !== undefined) bodyLimits.push({ bytes, span });
  }
  return { format: 'nginx', claims, builds: [], ...detailsOf({ bodyLimits }) };
}
