/** Pipfile, Python lock files and conda environments. Pure. */
import { parse as parseYaml } from 'yaml';
import { indexLines, type LineIndex } from '../common/spans.js';
import type { DeclaredDependency, ManifestFacts } from '../types.js';
import { parseToml } from './pyproject.js';
import { conflictError, dependencyOf, insertionOf, lineText, manifestOf, normaliseName, spanOfText, type Group } from './shared.js';
import { asArray, asString, asTable, strings, type Table } from './values.js';

/** Distribution names that conda spells its own way; source: the packages' conda-forge recipes. */
const CONDA_NAMES: Readonly<Record<string, string>> = { pytorch: 'torch', 'pytorch-gpu': 'torch', 'opencv': 'opencv-python', 'py-opencv': 'opencv-python', 'msgpack-python': 'msgpack', 'python-graphviz': 'graphviz', 'python-kaleido': 'kaleido' };

export function readPipfile(text: string): ManifestFacts {
  const document = parseToml(text);
  if (typeof document === 'string') return manifestOf('python', 'pipfile', { error: document });
  const lines = indexLines(text);
  const section = (key: string, group: Group): DeclaredDependency[] =>
    Object.entries(asTable(document[key])).map(([raw, written]) => {
      const constraint = asString(written) ?? asString(asTable(written).version);
      return { name: normaliseName(raw), raw, group, extras: strings(asTable(written).extras), span: keyLine(text, lines, raw), ...(constraint === undefined || constraint === '*' ? {} : { constraint }) };
    });
  const dependencies = [...section('packages', 'main'), ...section('dev-packages', 'development')];
  const entries = dependencies.filter((entry) => entry.group === 'main').map((entry) => ({ name: entry.name, line: entry.span[2], text: lineText(text, lines, entry.span[2]) }));
  const header = /^\[packages\]/m.exec(text);
  if (header === null) return manifestOf('python', 'pipfile', { dependencies });
  const insertion = insertionOf(text, entries, { template: '{name} = "{constraint|*}"', separator: '', emptyAfterLine: lines.lineAt(header.index) });
  return manifestOf('python', 'pipfile', { dependencies, insertion });
}

function keyLine(text: string, lines: LineIndex, key: string): DeclaredDependency['span'] {
  const match = new RegExp(`^[ \\t]*["']?${key.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}["']?[ \\t]*=.*$`, 'm').exec(text);
  return match === null ? [1, 1, 1, 1] : lines.span(match.index, match.index + match[0].trimEnd().length);
}

/** poetry.lock, uv.lock, pdm.lock, pylock.toml (`[[package]]`/`[[packages]]` tables) and Pipfile.lock (JSON). */
export function readPythonLock(name: string, text: string): ManifestFacts {
  const error = conflictError(text);
  if (error !== undefined) return manifestOf('python', 'python-lock', { error });
  const lines = indexLines(text);
  return manifestOf('python', 'python-lock', { dependencies: name === 'Pipfile.lock' ? pipfileLock(text, lines) : packageTables(text, lines) });
}

/** By line: lock files are large and written by tools in one form. */
function packageTables(text: string, lines: LineIndex): DeclaredDependency[] {
  const found: DeclaredDependency[] = [];
  for (const block of text.matchAll(/^\[\[packages?\]\]\r?\n((?:(?!\[).*\r?\n?)*)/gm)) {
    const body = block[1] ?? '';
    const raw = /^name = "([^"]+)"/m.exec(body)?.[1];
    const version = /^version = "([^"]+)"/m.exec(body)?.[1];
    if (raw === undefined) continue;
    // uv lists the project itself with a virtual or editable source.
    const isProject = /^source = \{ (virtual|editable) = "/m.test(body);
    if (isProject) continue;
    found.push({ name: normaliseName(raw), raw, group: 'locked', extras: [], span: lines.span(block.index, block.index + 2), ...(version === undefined ? {} : { constraint: version }) });
  }
  return found;
}

function pipfileLock(text: string, lines: LineIndex): DeclaredDependency[] {
  const document = parseJson(text);
  return ['default', 'develop'].flatMap((section) =>
    Object.entries(asTable(document[section])).map(([raw, detail]) => {
      const version = asString(asTable(detail).version)?.replace(/^==/, '');
      return { name: normaliseName(raw), raw, group: section === 'default' ? ('locked' as const) : ('development' as const), extras: [], span: spanOfText(text, lines, `"${raw}"`), ...(version === undefined ? {} : { constraint: version }) };
    }),
  );
}

function parseJson(text: string): Table {
  try {
    return asTable(JSON.parse(text));
  } catch {
    return {};
  }
}

/** environment.yml: conda's own list and its pip section. Everything conda installs counts as declared. */
export function readConda(text: string): ManifestFacts {
  const conflict = conflictError(text);
  if (conflict !== undefined) return manifestOf('python', 'conda', { error: conflict });
  const lines = indexLines(text);
  let document: Table;
  try {
    document = asTable(parseYaml(text, { maxAliasCount: 50 }));
  } catch {
    return manifestOf('python', 'conda', { error: 'it is not valid YAML' });
  }
  const dependencies = asArray(document.dependencies).flatMap((entry) => {
    if (typeof entry === 'string') return condaEntry(entry, text, lines);
    return strings(asTable(entry).pip).flatMap((line) => dependencyOf(line, 'main', spanOfText(text, lines, line)) ?? []);
  });
  return manifestOf('python', 'conda', { dependencies });
}

function condaEntry(entry: string, text: string, lines: LineIndex): DeclaredDependency[] {
  const match = /^(?:[\w.-]+::)?([\w.-]+)\s*(.*)$/.exec(entry);
  if (match === null) return [];
  const name = normaliseName(match[1] as string);
  if (name === 'python' || name === 'pip') return [];
  return [{ name: CONDA_NAMES[name] ?? name, raw: entry, group: 'main', extras: [], span: spanOfText(text, lines, entry) }];
}
