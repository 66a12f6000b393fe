/** pyproject.toml: PEP 621, PEP 735 groups, Poetry, PDM, uv, Rye, Hatch, Flit, Pixi, setuptools, pytest. Pure. */
import type { DeclaredDependency, ManifestFacts } from '../types.js';
import { insertionOf } from './insertion.js';
import { dependencyOf, manifestOf, normaliseName, parseRequirement, servesDevelopment, type Group } from './shared.js';
import { pairSpan, readToml, valueSpan, type TomlDocument, type TomlPath } from './toml.js';
import { asArray, asString, asTable, strings, type Table } from './values.js';

/** Reads one file; what does not parse as TOML has `error`. */
export function readPyproject(text: string): ManifestFacts {
  const document = readToml(text);
  if (typeof document === 'string') return manifestOf('python', 'pyproject', { error: document });
  const project = asTable(document.root.project);
  const tool = asTable(document.root.tool);
  const name = asString(project.name) ?? asString(asTable(tool.poetry).name) ?? asString(asTable(asTable(tool.flit).metadata).module);
  const insertion = insertionFor(document, project, tool);
  const unnamed = urlsOf(document);
  const ownIndex = usesOwnIndex(tool);
  return manifestOf('python', 'pyproject', {
    ...(name === undefined ? {} : { name: normaliseName(name) }),
    dependencies: [...projectDependencies(document), ...poetryDependencies(document), ...toolDependencies(document)],
    dynamic: isDynamic(project, tool),
    dynamicSources: dynamicSources(tool),
    sourceRoots: sourceRoots(tool),
    workspaces: localProjects(tool),
    entryPoints: entryPoints(document, project, tool),
    ...(unnamed.length === 0 ? {} : { unnamed }),
    ...(ownIndex ? { ownIndex } : {}),
    ...(insertion === undefined ? {} : { insertion }),
  });
}

/** Poetry 2 fills dependencies that are named dynamic from its own table. */
function isDynamic(project: Table, tool: Table): boolean {
  return strings(project.dynamic).includes('dependencies') && Object.keys(asTable(asTable(tool.poetry).dependencies)).length === 0;
}

function at(document: TomlDocument, path: TomlPath): unknown {
  return path.reduce<unknown>((value, key) => (typeof key === 'number' ? asArray(value)[key] : ownValue(asTable(value), key)), document.root);
}

function ownValue(table: Table, key: string): unknown {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** The requirement strings of a list, each with its own place. */
function listed(document: TomlDocument, path: TomlPath, group: Group): DeclaredDependency[] {
  return asArray(at(document, path)).flatMap((text, index) => {
    const span = valueSpan(document, [...path, index]);
    const dependency = typeof text === 'string' && span !== undefined ? dependencyOf(text, group, span) : null;
    return dependency === null ? [] : [dependency];
  });
}

/** Lists under the keys of a table; the group by the key. */
function listedUnder(document: TomlDocument, path: TomlPath, groupOf: (key: string) => Group): DeclaredDependency[] {
  return Object.keys(asTable(at(document, path))).flatMap((key) => listed(document, [...path, key], groupOf(key)));
}

/** Dependency groups are installed on demand: those not for development may be part of a deployment. */
function groupByName(key: string): Group {
  return servesDevelopment(key) ? 'development' : 'optional';
}

function projectDependencies(document: TomlDocument): DeclaredDependency[] {
  return [
    ...listed(document, ['project', 'dependencies'], 'main'),
    ...listedUnder(document, ['project', 'optional-dependencies'], () => 'optional'),
    ...listedUnder(document, ['dependency-groups'], groupByName),
    ...listed(document, ['build-system', 'requires'], 'development'),
  ];
}

function toolDependencies(document: TomlDocument): DeclaredDependency[] {
  const environments = Object.keys(asTable(at(document, ['tool', 'hatch', 'envs'])));
  const features = Object.keys(asTable(at(document, ['tool', 'pixi', 'feature'])));
  return [
    ...listedUnder(document, ['tool', 'pdm', 'dev-dependencies'], () => 'development'),
    ...listed(document, ['tool', 'uv', 'dev-dependencies'], 'development'),
    ...listed(document, ['tool', 'rye', 'dev-dependencies'], 'development'),
    ...environments.flatMap((name) => ['dependencies', 'extra-dependencies'].flatMap((key) => listed(document, ['tool', 'hatch', 'envs', name, key], 'development'))),
    ...listed(document, ['tool', 'flit', 'metadata', 'requires'], 'main'),
    ...listedUnder(document, ['tool', 'flit', 'metadata', 'requires-extra'], () => 'optional'),
    ...['dependencies', 'pypi-dependencies'].flatMap((key) => [
      ...tableOf(document, ['tool', 'pixi', key], 'main'),
      ...features.flatMap((name) => tableOf(document, ['tool', 'pixi', 'feature', name, key], groupByName(name))),
    ]),
  ];
}

function poetryDependencies(document: TomlDocument): DeclaredDependency[] {
  const groups = Object.keys(asTable(at(document, ['tool', 'poetry', 'group'])));
  return [
    ...tableOf(document, ['tool', 'poetry', 'dependencies'], 'main'),
    ...tableOf(document, ['tool', 'poetry', 'dev-dependencies'], 'development'),
    ...groups.flatMap((name) => tableOf(document, ['tool', 'poetry', 'group', name, 'dependencies'], name === 'main' ? 'main' : groupByName(name))),
  ];
}

/** `name = "constraint"` or `name = { version = … }`, as in Poetry's, Pixi's and Pipenv's tables. */
export function tableOf(document: TomlDocument, path: TomlPath, group: Group): DeclaredDependency[] {
  return Object.entries(asTable(at(document, path))).flatMap(([raw, written]) => {
    if (raw === 'python') return [];
    const first = Array.isArray(written) ? (written as unknown[])[0] : written;
    const detail = asTable(first);
    const constraint = asString(first) ?? asString(detail.version);
    return [
      {
        name: normaliseName(raw),
        raw,
        group: detail.optional === true ? 'optional' : group,
        extras: strings(detail.extras),
        span: pairSpan(document, [...path, raw]) ?? headerSpan(document, [...path, raw]),
        ...(constraint === undefined || constraint === '*' ? {} : { constraint }),
      },
    ];
  });
}

/** The line of a table's header; of the first line for a table made by dotted keys alone. */
function headerSpan(document: TomlDocument, path: TomlPath): DeclaredDependency['span'] {
  const start = document.header(path) ?? 0;
  const end = document.text.indexOf('\n', start);
  return document.lines.span(start, start + document.text.slice(start, end < 0 ? undefined : end).trimEnd().length);
}

/** Requirements that are URLs without a name. */
function urlsOf(document: TomlDocument): string[] {
  return strings(at(document, ['project', 'dependencies'])).filter((text) => parseRequirement(text) === null);
}

function usesOwnIndex(tool: Table): boolean {
  const indexes = [...asArray(asTable(tool.uv).index), ...asArray(asTable(tool.poetry).source), ...asArray(asTable(tool.pdm).source)];
  return indexes.some((entry) => !(asString(asTable(entry).url) ?? 'https://pypi.org/').startsWith('https://pypi.org/'));
}

function dynamicSources(tool: Table): string[] {
  const file = asTable(asTable(asTable(tool.setuptools).dynamic).dependencies).file;
  const hook = asTable(asTable(asTable(asTable(tool.hatch).metadata).hooks).requirements_txt);
  return [...(typeof file === 'string' ? [file] : strings(file)), ...strings(hook.files), ...(asString(hook.filename) ?? '').split(' ').filter(Boolean)];
}

/** uv workspace members, and projects of this repository that Poetry or uv depend on by path. */
function localProjects(tool: Table): string[] {
  const poetry = asTable(tool.poetry);
  const tables = [poetry.dependencies, ...Object.values(asTable(poetry.group)).map((group) => asTable(group).dependencies), asTable(tool.uv).sources];
  const paths = tables.flatMap((table) => Object.values(asTable(table)).flatMap((detail) => asString(asTable(detail).path) ?? []));
  return [...strings(asTable(asTable(tool.uv).workspace).members), ...paths];
}

function sourceRoots(tool: Table): string[] {
  const setuptools = asTable(tool.setuptools);
  const find = asTable(asTable(setuptools.packages).find);
  const roots = [...strings(find.where), ...Object.values(asTable(setuptools['package-dir'])).flatMap((value) => asString(value) ?? [])];
  for (const entry of asArray(asTable(tool.poetry).packages)) {
    const from = asString(asTable(entry).from);
    if (from !== undefined) roots.push(from);
  }
  const pytest = asTable(asTable(tool.pytest).ini_options).pythonpath;
  roots.push(...(typeof pytest === 'string' ? pytest.split(/\s+/) : strings(pytest)));
  const hatch = asTable(asTable(asTable(asTable(tool.hatch).build).targets).wheel);
  roots.push(...strings(hatch.sources), ...strings(hatch.packages).filter((path) => path.includes('/')).map((path) => path.replace(/\/[^/]*$/, '')));
  const pdm = asString(asTable(asTable(tool.pdm).build)['package-dir']);
  return [...new Set([...roots, ...(pdm === undefined ? [] : [pdm])].filter((root) => root !== ''))];
}

function entryPoints(document: TomlDocument, project: Table, tool: Table): ManifestFacts['entryPoints'] {
  const plugins = asTable(project['entry-points']);
  const poetryPlugins = asTable(asTable(tool.poetry).plugins);
  const paths: TomlPath[] = [
    ['project', 'scripts'],
    ['project', 'gui-scripts'],
    ...Object.keys(plugins).map((key) => ['project', 'entry-points', key]),
    ['tool', 'poetry', 'scripts'],
    ...Object.keys(poetryPlugins).map((key) => ['tool', 'poetry', 'plugins', key]),
  ];
  return paths.flatMap((path) =>
    Object.entries(asTable(at(document, path))).flatMap(([name, value]) => {
      const inTable = typeof value === 'string' ? undefined : (asString(asTable(value).reference) ?? asString(asTable(value).callable));
      const target = asString(value) ?? inTable;
      const span = valueSpan(document, [...path, name]);
      return target === undefined || span === undefined ? [] : [{ name, target, span }];
    }),
  );
}

function insertionFor(document: TomlDocument, project: Table, tool: Table): ManifestFacts['insertion'] {
  if (project.dependencies !== undefined) return listInsertion(document, ['project', 'dependencies']);
  return Object.keys(asTable(asTable(tool.poetry).dependencies)).length > 0 ? tableInsertion(document, ['tool', 'poetry', 'dependencies']) : undefined;
}

function listInsertion(document: TomlDocument, path: TomlPath): ManifestFacts['insertion'] {
  const values = asArray(at(document, path));
  const entries = values.flatMap((value, index) => {
    const parsed = typeof value === 'string' ? parseRequirement(value) : null;
    const place = document.place([...path, index]);
    return parsed === null || place === undefined ? [] : [{ name: parsed.name, start: place.value[0], end: place.value[1] }];
  });
  if (entries.length !== values.length) return undefined;
  const quote = document.text[entries.at(-1)?.start ?? 0] === "'" ? "'" : '"';
  return insertionOf(entries, { text: document.text, lines: document.lines, template: `${quote}{name}{constraint}${quote}`, separator: ',' });
}

/** A table of its own header takes `name = "constraint"` lines. Subtables and dotted keys are left alone. */
export function tableInsertion(document: TomlDocument, path: TomlPath): ManifestFacts['insertion'] {
  const header = document.header(path);
  if (header === undefined) return undefined;
  const entries = Object.keys(asTable(at(document, path))).flatMap((key) => {
    const place = document.place([...path, key]);
    return key === 'python' || place === undefined ? [] : [{ name: normaliseName(key), start: place.whole[0], end: place.whole[1] }];
  });
  const python = document.place([...path, 'python'])?.whole[0];
  const byPlace = entries.toSorted((a, b) => a.start - b.start);
  return insertionOf(byPlace, { text: document.text, lines: document.lines, template: '{name} = "{constraint|*}"', separator: '', emptyAfterLine: document.lines.lineAt(python ?? header) });
}
