/** setup.cfg and tox.ini. Pure. */
import { indexLines, type LineIndex } from '../common/spans.js';
import type { DeclaredDependency, ManifestFacts } from '../types.js';
import { readIni, type IniLine, type IniOption } from './ini.js';
import { insertionOf } from './insertion.js';
import { readRequirementLines } from './requirements.js';
import { conflictError, dependencyOf, manifestOf, normaliseName, type Group } from './shared.js';

/** setup.cfg, setuptools' declarative form. */
export function readSetupCfg(text: string): ManifestFacts {
  const error = conflictError(text);
  if (error !== undefined) return manifestOf('python', 'setup-cfg', { error });
  const lines = indexLines(text);
  const options = readIni(text);
  const of = (section: string, key: string): readonly IniLine[] => options.findLast((option) => option.section === section && option.key === key)?.lines ?? [];
  const declare = (found: readonly IniLine[], group: Group): DeclaredDependency[] => requirementsOf(found).flatMap((line) => dependencyOf(line.text, group, lines.span(line.start, line.end)) ?? []);
  const requires = of('options', 'install_requires');
  const name = of('metadata', 'name')[0]?.text;
  const insertion = insertionFor(text, lines, requires);
  return manifestOf('python', 'setup-cfg', {
    ...(name === undefined || /[:\s]/.test(name) ? {} : { name: normaliseName(name) }),
    dependencies: [
      ...declare(requires, 'main'),
      ...inSection(options, 'options.extras_require').flatMap((option) => declare(option.lines, 'optional')),
      ...declare(of('options', 'tests_require'), 'development'),
      ...declare(of('options', 'setup_requires'), 'development'),
    ],
    dynamic: requires.some((line) => line.text.startsWith('file:')),
    dynamicSources: requires.flatMap((line) => (line.text.startsWith('file:') ? line.text.slice(5).split(',').map((path) => path.trim()) : [])),
    sourceRoots: [...of('options.packages.find', 'where').map((line) => line.text), ...of('options', 'package_dir').flatMap((line) => /^[^=:]*[=:]\s*(\S+)$/.exec(line.text)?.[1] ?? [])],
    entryPoints: inSection(options, 'options.entry_points').flatMap((option) => option.lines.flatMap((line) => entryPoint(line, lines))),
    ...(insertion === undefined ? {} : { insertion }),
  });
}

/** tox.ini: what the test environments install. */
export function readToxIni(text: string): ManifestFacts {
  const error = conflictError(text);
  if (error !== undefined) return manifestOf('python', 'tox-ini', { error });
  const lines = indexLines(text);
  const found = readIni(text).flatMap((option) => (option.key === 'deps' && option.section.startsWith('testenv') ? option.lines : []));
  // `py38,lint: name`: a condition before the requirement; `{toxinidir}` is the file's own folder.
  const plain = found.map((line) => ({ ...line, text: line.text.replace(/^[\w!{},.-]+:\s+/, '').replace(/\{toxinidir\}\/?/g, './') }));
  return manifestOf('python', 'tox-ini', readRequirementLines(plain.filter((line) => !line.text.includes('{')), 'development', lines));
}

function inSection(options: readonly IniOption[], section: string): readonly IniOption[] {
  return options.filter((option) => option.section === section);
}

/** Requirements stand one on a line, or behind each other with `;` on the key's own line. */
function requirementsOf(found: readonly IniLine[]): readonly IniLine[] {
  return found.flatMap((line) => {
    if (line.continued || !/;\s*[A-Za-z][\w.-]*\s*([<>=~!,;]|$)/.test(line.text)) return [line];
    let at = line.start;
    return line.text.split(';').flatMap((text) => {
      const start = at + text.length - text.trimStart().length;
      at += text.length + 1;
      return text.trim() === '' ? [] : [{ text: text.trim(), start, end: start + text.trim().length, continued: false }];
    });
  });
}

function entryPoint(line: IniLine, lines: LineIndex): ManifestFacts['entryPoints'] {
  const match = /^([^=]+?)\s*=\s*(\S+)/.exec(line.text);
  if (match === null) return [];
  const [, name, target] = match as unknown as [string, string, string];
  const start = line.start + match[0].length - target.length;
  return [{ name, target, span: lines.span(start, start + target.length) }];
}

function insertionFor(text: string, lines: LineIndex, requires: readonly IniLine[]): ManifestFacts['insertion'] {
  const entries = requires.flatMap((line) => {
    const dependency = dependencyOf(line.text, 'main', [1, 1, 1, 1]);
    return dependency === null || !line.continued ? [] : [{ name: dependency.name, start: line.start, end: line.end }];
  });
  return entries.length === requires.length ? insertionOf(entries, { text, lines, template: '{name}{constraint}', separator: '' }) : undefined;
}
