/** pyproject.toml: PEP 621, PEP 735 groups, Poetry, PDM, uv, Hatch, setuptools, pytest. Pure. */
import { parse } from 'smol-toml';
import { indexLines, type LineIndex } from '../common/spans.js';
import type { DeclaredDependency, ManifestFacts, Span } from '../types.js';
import { conflictError, dependencyOf, insertionOf, lineText, manifestOf, normaliseName, spanOfText, type Group } from './shared.js';
import { asArray, asString, asTable, strings, type Table } from './values.js';

interface Source {
  readonly text: string;
  readonly lines: LineIndex;
}

/** Reads one file; what does not parse as TOML has `error`. */
export function readPyproject(text: string): ManifestFacts {
  const document = parseToml(text);
  if (typeof document === 'string') return manifestOf('python', 'pyproject', { error: document });
  const source = { text, lines: indexLines(text) };
  const project = asTable(document.project);
  const tool = asTable(document.tool);
  const poetry = asTable(tool.poetry);
  const name = asString(project.name) ?? asString(poetry.name);
  return manifestOf('python', 'pyproject', {
    ...(name === undefined ? {} : { name: normaliseName(name) }),
    dependencies: [...projectDependencies(source, document), ...poetryDependencies(source, poetry), ...toolDependencies(source, tool)],
    dynamic: strings(project.dynamic).includes('dependencies'),
    dynamicSources: dynamicSources(asTable(tool.setuptools)),
    sourceRoots: sourceRoots(tool),
    workspaces: strings(asTable(asTable(tool.uv).workspace).members),
    entryPoints: entryPoints(source, project, poetry),
    ...insertions(source, document),
  });
}

/** The document, or why it can't be read. */
export function parseToml(text: string): Table | string {
  const conflict = conflictError(text);
  if (conflict !== undefined) return conflict;
  try {
    return asTable(parse(text));
  } catch (error) {
    return `it is not valid TOML: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unreadable'}`;
  }
}

function projectDependencies(source: Source, document: Table): DeclaredDependency[] {
  const project = asTable(document.project);
  const found = strings(project.dependencies).flatMap((text) => requirement(source, text, 'main'));
  for (const group of Object.values(asTable(project['optional-dependencies']))) found.push(...strings(group).flatMap((text) => requirement(source, text, 'optional')));
  for (const group of Object.values(asTable(document['dependency-groups']))) found.push(...strings(group).flatMap((text) => requirement(source, text, 'development')));
  found.push(...strings(asTable(document['build-system']).requires).flatMap((text) => requirement(source, text, 'development')));
  return found;
}

function toolDependencies(source: Source, tool: Table): DeclaredDependency[] {
  const found: DeclaredDependency[] = [];
  for (const group of Object.values(asTable(asTable(tool.pdm)['dev-dependencies']))) found.push(...strings(group).flatMap((text) => requirement(source, text, 'development')));
  found.push(...strings(asTable(tool.uv)['dev-dependencies']).flatMap((text) => requirement(source, text, 'development')));
  for (const environment of Object.values(asTable(asTable(tool.hatch).envs))) {
    for (const key of ['dependencies', 'extra-dependencies']) found.push(...strings(asTable(environment)[key]).flatMap((text) => requirement(source, text, 'development')));
  }
  const flit = asTable(asTable(tool.flit).metadata);
  found.push(...strings(flit.requires).flatMap((text) => requirement(source, text, 'main')));
  return found;
}

function requirement(source: Source, text: string, group: Group): DeclaredDependency[] {
  const span = quotedSpan(source, text);
  const dependency = dependencyOf(text, group, span);
  return dependency === null ? [] : [dependency];
}

function quotedSpan({ text, lines }: Source, value: string): Span {
  for (const quote of ['"', "'"]) {
    const at = text.indexOf(quote + value + quote);
    if (at >= 0) return lines.span(at + 1, at + 1 + value.length);
  }
  return spanOfText(text, lines, value);
}

function poetryDependencies(source: Source, poetry: Table): DeclaredDependency[] {
  const found = poetryTable(source, poetry.dependencies, 'main');
  found.push(...poetryTable(source, poetry['dev-dependencies'], 'development'));
  for (const [name, group] of Object.entries(asTable(poetry.group))) {
    found.push(...poetryTable(source, asTable(group).dependencies, name === 'main' ? 'main' : 'development'));
  }
  return found;
}

function poetryTable(source: Source, value: unknown, group: Group): DeclaredDependency[] {
  return Object.entries(asTable(value)).flatMap(([raw, written]) => {
    if (raw === 'python') return [];
    const entries = Array.isArray(written) ? written : [written];
    const detail = asTable(entries[0]);
    const constraint = asString(entries[0]) ?? asString(detail.version);
    return [
      {
        name: normaliseName(raw),
        raw,
        group: detail.optional === true ? ('optional' as const) : group,
        extras: strings(detail.extras),
        span: keySpan(source, raw),
        ...(constraint === undefined ? {} : { constraint }),
      },
    ];
  });
}

function keySpan({ text, lines }: Source, key: string): Span {
  const match = new RegExp(`^[ \\t]*["']?${key.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}["']?[ \\t]*=.*$`, 'm').exec(text);
  return match === null ? [1, 1, 1, 1] : lines.span(match.index, match.index + match[0].trimEnd().length);
}

function dynamicSources(setuptools: Table): string[] {
  const file = asTable(asTable(setuptools.dynamic).dependencies).file;
  return typeof file === 'string' ? [file] : strings(file);
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

function entryPoints(source: Source, project: Table, poetry: Table): ManifestFacts['entryPoints'] {
  const tables = [project.scripts, project['gui-scripts'], poetry.scripts, ...Object.values(asTable(project['entry-points'])), ...Object.values(asTable(poetry.plugins))];
  return tables.flatMap((table) =>
    Object.entries(asTable(table)).flatMap(([name, value]) => {
      const target = asString(value) ?? asString(asTable(value).reference) ?? asString(asTable(value).callable);
      return target === undefined ? [] : [{ name, target, span: quotedSpan(source, target) }];
    }),
  );
}

/** Only lists with one entry a line, and Poetry's tables, can take a line. */
function insertions(source: Source, document: Table): Pick<ManifestFacts, 'insertion'> {
  const poetry = asTable(asTable(asTable(document.tool).poetry).dependencies);
  if (asTable(document.project).dependencies !== undefined) return listInsertion(source, strings(asTable(document.project).dependencies));
  return Object.keys(poetry).length > 0 ? tableInsertion(source, poetry) : {};
}

function listInsertion(source: Source, values: readonly string[]): Pick<ManifestFacts, 'insertion'> {
  const { text, lines } = source;
  const entries = values.flatMap((value) => {
    const line = quotedSpan(source, value)[0];
    const dependency = dependencyOf(value, 'main', [1, 1, 1, 1]);
    return dependency === null ? [] : [{ name: dependency.name, line, text: lineText(text, lines, line) }];
  });
  const ownLines = entries.length > 0 && entries.every((entry) => /^\s*(["'])[^"']*\1\s*,?\s*(#.*)?$/.test(entry.text));
  if (!ownLines) return {};
  const indent = /^\s*/.exec(entries[0]?.text ?? '')?.[0] ?? '    ';
  const quote = entries[0]?.text.trimStart()[0] ?? '"';
  return { insertion: insertionOf(text, entries, { template: `${indent}${quote}{name}{constraint}${quote}`, separator: ',', emptyAfterLine: 0 }) };
}

function tableInsertion(source: Source, poetry: Table): Pick<ManifestFacts, 'insertion'> {
  const entries = Object.keys(poetry).flatMap((key) => {
    const span = keySpan(source, key);
    return key === 'python' || span[2] === 1 ? [] : [{ name: normaliseName(key), line: span[2], text: lineText(source.text, source.lines, span[2]) }];
  });
  return { insertion: insertionOf(source.text, entries, { template: '{name} = "{constraint|*}"', separator: '', emptyAfterLine: keySpan(source, 'python')[0] }) };
}
