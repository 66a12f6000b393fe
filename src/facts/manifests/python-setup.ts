/** setup.cfg and setup.py. Pure. */
import { parse as parseIni } from 'ini';
import { indexLines } from '../common/spans.js';
import type { DeclaredDependency, ManifestFacts } from '../types.js';
import { conflictError, dependencyOf, manifestOf, normaliseName, spanOfText, type Group } from './shared.js';
import { asString, asTable } from './values.js';

/** setup.cfg, setuptools' declarative form. */
export function readSetupCfg(text: string): ManifestFacts {
  const error = conflictError(text);
  if (error !== undefined) return manifestOf('python', 'setup-cfg', { error });
  const lines = indexLines(text);
  const sections = asTable(parseIni(foldContinuations(text)));
  const metadata = asTable(sections.metadata);
  const options = asTable(sections.options);
  const list = (value: unknown): string[] => (asString(value) ?? '').split('\u0001').map((entry) => entry.replace(/\s#.*$/, '').trim()).filter(Boolean);
  const declare = (value: unknown, group: Group): DeclaredDependency[] => list(value).flatMap((entry) => dependencyOf(entry, group, spanOfText(text, lines, entry)) ?? []);
  const extras = Object.values(asTable(sections['options.extras_require']));
  const name = asString(metadata.name);
  const where = list(asTable(sections['options.packages.find']).where);
  const packageDirs = list(options.package_dir).map((entry) => entry.replace(/^[^=]*=\s*/, ''));
  return manifestOf('python', 'setup-cfg', {
    ...(name === undefined ? {} : { name: normaliseName(name) }),
    dependencies: [...declare(options.install_requires, 'main'), ...extras.flatMap((extra) => declare(extra, 'optional')), ...declare(options.tests_require, 'development'), ...declare(options.setup_requires, 'development')],
    dynamic: list(options.install_requires).some((entry) => entry.startsWith('file:')),
    dynamicSources: list(options.install_requires).flatMap((entry) => (entry.startsWith('file:') ? [entry.slice(5).trim()] : [])),
    sourceRoots: [...where, ...packageDirs],
    entryPoints: Object.values(asTable(sections['options.entry_points'])).flatMap((value) =>
      list(value).flatMap((entry) => {
        const [entryName, target] = entry.split('=').map((part) => part.trim());
        return entryName === undefined || target === undefined ? [] : [{ name: entryName, target, span: spanOfText(text, lines, target) }];
      }),
    ),
  });
}

/** configparser's indented continuation lines become one value, joined by U+0001; `.` in section names does not nest. */
function foldContinuations(text: string): string {
  const folded: string[] = [];
  for (const line of text.replace(/\r/g, '').split('\n')) {
    if (/^\s+\S/.test(line) && folded.length > 0) {
      if (!/^\s*[#;]/.test(line)) folded[folded.length - 1] += `\u0001${line.trim().replaceAll(';', '\\;').replace(/\s#.*$/, '').replaceAll('#', '\\#')}`;
    } else folded.push(/^\[.*\]$/.test(line.trim()) ? line.trim().replaceAll('.', '\\.') : line);
  }
  return folded.join('\n');
}

/** What of setup.py stands there literally; anything computed makes the manifest dynamic. */
export function readSetupPy(text: string): ManifestFacts {
  const error = conflictError(text);
  if (error !== undefined) return manifestOf('python', 'setup-py', { error });
  const lines = indexLines(text);
  const requires = argument(text, 'install_requires');
  const found: DeclaredDependency[] = [];
  const declare = (list: string | null, group: Group): void => {
    for (const entry of literals(list)) found.push(...[dependencyOf(entry, group, spanOfText(text, lines, entry)) ?? []].flat());
  };
  declare(requires.list, 'main');
  declare(argument(text, 'extras_require').list, 'optional');
  declare(argument(text, 'tests_require').list, 'development');
  declare(argument(text, 'setup_requires').list, 'development');
  const name = /\bname\s*=\s*(["'])([\w.-]+)\1/.exec(text)?.[2];
  const callsSetup = /\bsetup\s*\(/.test(text);
  return manifestOf('python', 'setup-py', {
    ...(name === undefined || !callsSetup ? {} : { name: normaliseName(name) }),
    dependencies: found,
    dynamic: requires.present && requires.list === null,
    dynamicSources: requires.present && requires.list === null ? [...text.matchAll(/["']([\w./-]*requirements[\w./-]*\.(?:txt|in))["']/g)].map((match) => match[1] as string) : [],
    sourceRoots: [...(argument(text, 'package_dir').list ?? '').matchAll(/:\s*["']([\w./-]+)["']/g), ...text.matchAll(/find_(?:namespace_)?packages\(\s*(?:where\s*=\s*)?["']([\w./-]+)["']/g)].map((match) => match[1] as string),
    entryPoints: literals(argument(text, 'entry_points').list).flatMap((entry) => {
      const match = /^([\w.-]+)\s*=\s*([\w.]+(?::[\w.]+)?)/.exec(entry);
      return match === null ? [] : [{ name: match[1] as string, target: match[2] as string, span: spanOfText(text, lines, entry) }];
    }),
  });
}

/** The literal list or dict that a keyword argument (or the name it is bound to) holds; `list` null when computed. */
function argument(text: string, keyword: string): { present: boolean; list: string | null } {
  const start = new RegExp(`(?:\\b${keyword}|["']${keyword}["'])\\s*[=:]\\s*`).exec(text);
  if (start === null) return { present: false, list: null };
  const value = text.slice(start.index + start[0].length);
  if (/^[[{(]/.test(value)) return { present: true, list: balanced(value) };
  const name = /^([A-Za-z_]\w*)\s*[,)\n]/.exec(value)?.[1];
  const bound = name === undefined ? null : new RegExp(`^\\s*${name}\\s*=\\s*(?=[[{(])`, 'm').exec(text);
  const grows = name !== undefined && new RegExp(`\\b${name}\\s*(\\+=|\\.(append|extend)\\b)`).test(text);
  return { present: true, list: bound === null || grows ? null : balanced(text.slice(bound.index + bound[0].length)) };
}

/** The bracketed text at the start; null when it is not closed, or computed inside. */
function balanced(text: string): string | null {
  let depth = 0;
  let quote = '';
  for (let index = 0; index < text.length; index++) {
    const character = text[index] as string;
    if (quote !== '') {
      if (character === '\\') index += 1;
      else if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '#') index = Math.max(index, text.indexOf('\n', index) - 1);
    else if ('[{('.includes(character)) depth += 1;
    else if (']})'.includes(character)) {
      depth -= 1;
      if (depth === 0) return /^\s*(\+|\.|if\b|for\b)/.test(text.slice(index + 1)) ? null : text.slice(0, index + 1);
    }
  }
  return null;
}

function literals(list: string | null): string[] {
  if (list === null) return [];
  const code = list.replace(/^(\s*)#.*$/gm, '$1');
  return [...code.matchAll(/(["'])((?:(?!\1).)*)\1(?!\s*:)/g)].map((match) => match[2] as string);
}
