/** URL paths that a document says are served. Pure. */
import type { DocumentEndpoint } from '../types.js';

type Endpoint = Pick<DocumentEndpoint, 'method' | 'path'>;

const METHOD = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)$/;
const METHOD_AND_PATH = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+(?:https?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0)(?::\d+)?)?(\/\S*)/;
const LOCAL_URL = /\bhttps?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0)(?::\d+)?(\/[^\s"'`\\)]*)/;

/** `GET /x`, or `/x` alone, or null. */
export function endpointOf(text: string): Endpoint | null {
  const match = METHOD_AND_PATH.exec(text.trim());
  const path = cleanPath(match?.[2] ?? text.trim());
  return path === null ? null : { method: match?.[1] ?? null, path };
}

/** The path that a `curl` line asks of the local host, or null. */
export function curledEndpoint(line: string): Endpoint | null {
  const path = /\bcurl\b/.test(line) ? cleanPath(LOCAL_URL.exec(line)?.[1] ?? '') : null;
  if (path === null) return null;
  const named = /(?:-X|--request)[\s=]*["']?([A-Z]+)/.exec(line)?.[1];
  const sends = /\s(-d|--data\S*|-F|--form|--json|-T)\b/.test(line);
  const head = /\s(-I|--head)\b/.test(line) ? 'HEAD' : null;
  return { method: named ?? head ?? (sends ? 'POST' : 'GET'), path };
}

/** A row that has a cell with a method and one with a path. */
export function endpointOfRow(cells: readonly string[]): Endpoint | null {
  const method = cells.map((cell) => cell.trim()).find((cell) => METHOD.test(cell));
  const path = cells.flatMap((cell) => cleanPath(cell.trim()) ?? [])[0];
  return method === undefined || path === undefined ? null : { method, path };
}

/** Parameters in one form, query and anchor cut; null for what is no plain URL path. */
function cleanPath(written: string): string | null {
  const path = written
    .replace(/[?#].*$/s, '')
    .replace(/[.,;:]+$/, '')
    .replace(/<(?:\w+:)?(\w[\w-]*)>/g, '{$1}')
    .replace(/\/:(\w+)/g, '/{$1}')
    .replace(/\$\{?\w+\}?/g, '{value}');
  if (!/^\/[\w{][\w{}./@~-]*$/.test(path) || path.includes('..') || path.includes('//') || /\{[^}]*$|\{\}/.test(path)) return null;
  return path;
}
