/** Pipfile, Python lock files and conda environments. Pure. */
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { indexLines, type LineIndex } from '../common/spans.js';
import type { DeclaredDependency, ManifestFacts, Span } from '../types.js';
import { tableInsertion, tableOf } from './pyproject.js';
import { neededIn } from './needed.js';
import { conflictError, dependencyOf, manifestOf, normaliseName, servesDevelopment, type Group } from './shared.js';
import { readToml } from './toml.js';
import { asArray, asString, asTable } from './values.js';

/** Distribution names that conda spells its own way; source: the packages' conda-forge recipes. */
const CONDA_NAMES: Readonly<Record<string, string>> = {
  pytorch: 'torch',
  'pytorch-gpu': 'torch',
  'pytorch-cpu': 'torch',
  opencv: 'opencv-python',
  'py-opencv': 'opencv-python',
  'msgpack-python': 'msgpack',
  'python-graphviz': 'graphviz',
  'python-kaleido': 'kaleido',
  'matplotlib-base': 'matplotlib',
  'dask-core': 'dask',
  'seaborn-base': 'seaborn',
  'psycopg2-binary': 'psycopg2',
  'redis-py': 'redis',
  pytables: 'tables',
};

/** Pipfile: packages, dev-packages and categories of one's own. */
export function readPipfile(text: string): ManifestFacts {
  const document = readToml(text);
  if (typeof document === 'string') return manifestOf('python', 'pipfile', { error: document });
  const categories = Object.keys(document.root).filter((key) => !['source', 'requires', 'scripts', 'pipenv'].includes(key));
  const groupOf = (key: string): Group => (key === 'packages' ? 'main' : servesDevelopment(key) ? 'development' : 'optional');
  const insertion = tableInsertion(document, ['packages']);
  const ownIndex = asArray(document.root.source).some((source) => !/pypi\.(python\.)?org\//.test(asString(asTable(source).url) ?? 'pypi.org/'));
  return manifestOf('python', 'pipfile', {
    dependencies: categories.flatMap((key) => tableOf(document, [key], groupOf(key))),
    ...(ownIndex ? { ownIndex } : {}),
    ...(insertion === undefined ? {} : { insertion }),
  });
}

/** poetry.lock, uv.lock, pdm.lock, pylock.toml (`[[package]]`/`[[packages]]` tables) and Pipfile.lock (JSON). */
export function readPythonLock(name: string, text: string): ManifestFacts {
  const error = conflictError(text);
  if (error !== undefined) return manifestOf('python', 'python-lock', { error });
  const lines = indexLines(text);
  if (name !== 'Pipfile.lock') return manifestOf('python', 'python-lock', { dependencies: packageTables(text, lines), needed: neededIn(name, text) });
  const dependencies = pipfileLock(text, lines);
  return manifestOf('python', 'python-lock', dependencies === null ? { error: 'it is not valid JSON' } : { dependencies });
}

/** By line: lock files are large and written by tools in one form. */
function packageTables(text: string, lines: LineIndex): DeclaredDependency[] {
  const found: DeclaredDependency[] = [];
  for (const block of text.matchAll(/^\[\[packages?\]\]\r?\n((?:(?!\[).*\r?\n?)*)/gm)) {
    const body = block[1] ?? '';
    const raw = /^name = "([^"]+)"/m.exec(body)?.[1];
    const version = /^version = "([^"]+)"/m.exec(body)?.[1];
    // uv lists the project itself, and the members of its workspace, with a virtual or editable source.
    if (raw === undefined || /^source = \{ (virtual|editable) = "/m.test(body)) continue;
    const [header] = block[0].split('\n', 1);
    found.push({ name: normaliseName(raw), raw, group: 'locked', extras: [], span: lines.span(block.index, block.index + (header ?? '').trimEnd().length), ...(version === undefined ? {} : { constraint: version }) });
  }
  return found;
}

function pipfileLock(text: string, lines: LineIndex): DeclaredDependency[] | null {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return null;
  }
  return Object.keys(asTable(document)).flatMap((section) =>
    section === '_meta'
      ? []
      : Object.entries(asTable(asTable(document)[section])).map(([raw, detail]) => {
          const version = asString(asTable(detail).version)?.replace(/^==/, '');
          const group: Group = section === 'develop' ? 'development' : 'locked';
          return { name: normaliseName(raw), raw, group, extras: [], span: keyPlace(text, lines, raw, section), ...(version === undefined ? {} : { constraint: version }) };
        }),
  );
}

/** `"name": {` below its section's key. */
function keyPlace(text: string, lines: LineIndex, name: string, section: string): Span {
  const from = Math.max(text.indexOf(`"${section}": {`), 0);
  const start = text.indexOf(`"${name}": {`, from);
  return start < 0 ? lines.span(from, from) : lines.span(start, start + name.length + 2);
}

/** environment.yml: conda's own list and its pip section. Everything conda installs counts as declared. */
export function readConda(text: string): ManifestFacts {
  const conflict = conflictError(text);
  if (conflict !== undefined) return manifestOf('python', 'conda', { error: conflict });
  const lines = indexLines(text);
  const document = parseDocument(text);
  if (document.errors.length > 0) return manifestOf('python', 'conda', { error: 'it is not valid YAML' });
  const list = isMap(document.contents) ? document.contents.get('dependencies', true) : undefined;
  const dependencies: DeclaredDependency[] = [];
  const includes: ManifestFacts['includes'][number][] = [];
  for (const item of isSeq(list) ? list.items : []) {
    if (isScalar(item)) dependencies.push(...condaEntry(item.value, placeOf(item, lines)));
    const pip = isMap(item) ? item.get('pip', true) : undefined;
    for (const line of isSeq(pip) ? pip.items : []) {
      if (!isScalar(line) || typeof line.value !== 'string') continue;
      const include = /^(?:-r|--requirement)[=\s]*(\S+)/.exec(line.value)?.[1];
      if (include !== undefined) includes.push({ path: include, kind: 'requirement', span: placeOf(line, lines) });
      const dependency = line.value.startsWith('-') ? null : dependencyOf(line.value, 'main', placeOf(line, lines));
      if (dependency !== null) dependencies.push(dependency);
    }
  }
  return manifestOf('python', 'conda', { dependencies, includes });
}

function placeOf(node: { range?: readonly [number, number, number] | null }, lines: LineIndex): Span {
  const [start, end] = node.range ?? [0, 0];
  return lines.span(start, end);
}

function condaEntry(entry: unknown, span: Span): DeclaredDependency[] {
  const match = typeof entry === 'string' ? /^(?:[^\s:]+::)?([A-Za-z0-9_][\w.-]*)/.exec(entry) : null;
  if (match === null) return [];
  const name = normaliseName(match[1] as string);
  if (name === 'python' || name === 'pip') return [];
  return [{ name: CONDA_NAMES[name] ?? name, raw: String(entry), group: 'main', extras: [], span }];
}
