/** Reads what the peers print. Pure; each throws for a text that is not the tool's. */
import type { PeerFinding } from './types.js';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** `--output-format=json`. */
export function readPylint(stdout: string, folder: string): PeerFinding[] {
  return items(json(stdout)).map((item) => ({ path: within(folder, text(item, 'path')), line: lineOf(item, 'line'), check: text(item, 'symbol'), text: text(item, 'message') }));
}

/** `path:line: text (60% confidence)`; a file that it can't parse gives a line of its own. */
export function readVulture(stdout: string, folder: string): PeerFinding[] {
  return stdout.split('\n').flatMap((line) => {
    const found = /^(.+?):(\d+): (.+?) \(\d+% confidence(?:, \d+ lines?)?\)$/.exec(line);
    if (found === null) return [];
    const [, path = '', at = '', said = ''] = found;
    return [{ path: within(folder, path), line: Number(at), check: said.replace(/( after)? '.*$/, ''), text: said }];
  });
}

/** `-f json`. */
export function readBandit(stdout: string, folder: string): PeerFinding[] {
  return items(field(json(stdout), 'results')).map((item) => ({ path: within(folder, text(item, 'filename')), line: lineOf(item, 'line_number'), check: text(item, 'test_id'), text: text(item, 'issue_text') }));
}

/** `--outputjson`; lines count from 0 there. What has no rule is a syntax error. */
export function readPyright(stdout: string, folder: string): PeerFinding[] {
  return items(field(json(stdout), 'generalDiagnostics')).map((item) => {
    const line = field(field(field(item, 'range'), 'start'), 'line');
    const message = text(item, 'message');
    const rule = field(item, 'rule');
    const check = typeof rule === 'string' ? rule : 'syntax';
    return { path: within(folder, text(item, 'file')), line: typeof line === 'number' ? line + 1 : null, check: message.includes('is unknown import symbol') ? `${check}:import` : check, text: message };
  });
}

/** `--format json` of ESLint. */
export function readEslint(stdout: string, folder: string): PeerFinding[] {
  return items(json(stdout)).flatMap((file) =>
    items(field(file, 'messages')).map((item) => {
      const rule = field(item, 'ruleId');
      return { path: within(folder, text(file, 'filePath')), line: lineOf(item, 'line'), check: typeof rule === 'string' ? rule : 'syntax', text: text(item, 'message') };
    }),
  );
}

/** `--format json`: `eslint(no-undef)` is the check `no-undef`, `import(named)` is `import/named`. */
export function readOxlint(stdout: string, folder: string): PeerFinding[] {
  return items(field(json(stdout), 'diagnostics')).map((item) => {
    const [label] = items(field(item, 'labels'));
    const code = field(item, 'code');
    const found = typeof code === 'string' ? /^([^(]+)\((.+)\)$/.exec(code) : null;
    const check = found === null ? 'syntax' : found[1] === 'eslint' ? (found[2] as string) : `${found[1]}/${found[2]}`;
    return { path: within(folder, text(item, 'filename')), line: label === undefined ? null : lineOf(field(label, 'span') ?? null, 'line'), check, text: text(item, 'message') };
  });
}

/** `--reporter json`: a row for each file, with a list for each kind of issue. */
export function readKnip(stdout: string, folder: string): PeerFinding[] {
  return items(field(json(stdout), 'issues')).flatMap((row) => {
    const path = within(folder, text(row, 'file'));
    return Object.entries(row as { readonly [key: string]: Json }).flatMap(([check, list]) =>
      Array.isArray(list) && check !== 'owners' ? list.flat().map((item: Json) => ({ path, line: lineOf(item, 'line'), check, text: text(item, 'name') })) : [],
    );
  });
}

function json(stdout: string): Json {
  return JSON.parse(stdout) as Json;
}

function items(value: Json | undefined): readonly Json[] {
  if (!Array.isArray(value)) throw new Error('a list was expected');
  return value as readonly Json[];
}

function field(value: Json | undefined, key: string): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as { readonly [key: string]: Json | undefined })[key] : undefined;
}

function text(value: Json, key: string): string {
  const found = field(value, key);
  if (typeof found !== 'string') throw new Error(`no ${key}`);
  return found;
}

function lineOf(value: Json, key: string): number | null {
  const found = field(value, key);
  return typeof found === 'number' && found > 0 ? found : null;
}

/** The path from the tree's top. */
function within(folder: string, path: string): string {
  const plain = path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;
  return plain.replace(/^\.\//, '');
}
