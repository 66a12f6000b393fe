/** Which URLs the command of a health check calls. Pure. */
import type { Positions } from './positions.js';
import type { HealthCheck } from './types.js';

/** Where a check stands: offsets of its text in the source. */
export interface CheckPlace {
  readonly start: number;
  readonly end: number;
  readonly where: string;
  readonly service: string | null;
}

const URL = /https?:\/\/(\[[0-9a-f:]+\]|\$\{?\w+(?::-[^}]*)?\}?|[\w.-]+)(?::(\d+|\$\{?\w+(?::-(\d+))?\}?))?(\/[^\s"'`)\\|;&,?#\]]*)?/g;
const LOCAL = /^(localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1?\])$/;

/** The calls of a check's command, given as one text. Only calls to the container itself are told. */
export function checksIn(text: string, place: CheckPlace, positions: Positions): readonly HealthCheck[] {
  return [...text.matchAll(URL)].flatMap((match): readonly HealthCheck[] => {
    const [url, host = '', port, fallback, path = '/'] = match;
    if (!LOCAL.test(host)) return [];
    const undecidable = path.includes('$') || path.includes('{') ? 'its path holds a variable' : lenient(text);
    const number = Number(fallback ?? port);
    return [
      {
        path,
        host,
        port: Number.isInteger(number) ? number : null,
        service: place.service,
        ...(undecidable === undefined ? {} : { undecidable }),
        span: positions.find(url, place.start, place.end),
        where: place.where,
      },
    ];
  });
}

/**
 * Why the command may succeed though the path is not there, or undefined. Sources: `curl --fail` (without it any answer is a
 * success), `wget` (fails at 4xx), Python's `urlopen` (raises at 4xx; requests and httpx only through `raise_for_status`).
 */
function lenient(text: string): string | undefined {
  if (/\bcurl\b/.test(text)) return /\s(-[a-zA-Z]*f[a-zA-Z]*|--fail(-with-body)?)\b/.test(text.replaceAll(/["',]/g, ' ')) ? undefined : 'curl without `--fail` takes any answer';
  if (/\bwget\b/.test(text) || /\burlopen\b|raise_for_status|status_code|\.status\b|\.ok\b|statusCode/.test(text)) return undefined;
  return 'it may take any answer';
}

/** A path that a platform or orchestrator asks for by itself. */
export function platformCheck(path: string, port: number | null, place: CheckPlace, positions: Positions): HealthCheck {
  const absolute = path.startsWith('/') ? path : `/${path}`;
  return {
    path: absolute.replace(/[?#].*$/s, ''),
    host: null,
    port,
    service: place.service,
    ...(/[${}]/.test(path) ? { undecidable: 'its path holds a variable' } : {}),
    span: positions.find(path, place.start, place.end),
    where: place.where,
  };
}
