/** Pieces that the manifest extractors share. Pure. */
import { parsePipRequirementsLine } from 'pip-requirements-js';
import type { DeclaredDependency, ManifestFacts, ManifestFormat, Span } from '../types.js';

export type Group = DeclaredDependency['group'];

/** What an extractor answers; the rest is filled in by `manifestOf`. */
export type PartialManifest = Partial<Omit<ManifestFacts, 'ecosystem' | 'format'>>;

/** A manifest with its defaults filled in. */
export function manifestOf(ecosystem: ManifestFacts['ecosystem'], format: ManifestFormat, part: PartialManifest): ManifestFacts {
  return {
    ecosystem,
    format,
    dependencies: [],
    includes: [],
    dynamic: false,
    dynamicSources: [],
    sourceRoots: [],
    workspaces: [],
    entryPoints: [],
    ...part,
  };
}

/** PEP 503: runs of `-`, `_` and `.` become one `-`; lower case. */
export function normaliseName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

const DEVELOPMENT_WORDS = new Set([
  'dev', 'devel', 'develop', 'development', 'developer', 'test', 'tests', 'testing', 'lint', 'linting', 'linters', 'doc', 'docs', 'documentation', 'ci', 'style', 'format', 'formatting',
  'typing', 'types', 'typecheck', 'typechecking', 'type', 'mypy', 'quality', 'tool', 'tools', 'tooling', 'build', 'local', 'debug', 'benchmark', 'benchmarks', 'bench', 'coverage', 'release', 'precommit',
  'profiling', 'notebook', 'notebooks', 'examples', 'tox', 'nox', 'pytest', 'sphinx', 'mkdocs',
]);

/** Whether a group, an extra or a file of this name serves development only: `dev`, `requirements-test`, `lint_ci`. */
export function servesDevelopment(name: string): boolean {
  return name.toLowerCase().split(/[^a-z0-9]+/).some((word) => DEVELOPMENT_WORDS.has(word));
}

export interface ParsedRequirement {
  readonly name: string;
  readonly constraint?: string;
  readonly extras: readonly string[];
}

const NAME = '[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?';
const ARCHIVE = new RegExp(`(?:^|[\\\\/])(${NAME.replace('._-', '._')})-v?\\d[^\\\\/\\s]*\\.(?:whl|tar\\.gz|zip|tar\\.bz2)(?:[#?\\s].*)?$`);

/** One requirement as pip takes it: PEP 508, `git+…#egg=name`, an archive, with per-line options cut off; null when it names no package. */
export function parseRequirement(text: string): ParsedRequirement | null {
  const plain = text.replace(/\s+--[a-z][a-z-]*(=|\s).*$/s, '').replace(/\s+\\$/, '').trim();
  if (/^(-e\s*|--editable[=\s]+)?(\w[\w+.-]*:\/\/|[./~])/.test(plain)) return parseSource(plain);
  const common = parsePlainly(plain);
  if (common !== null) return common;
  if (plain.length > GRAMMAR_LIMIT || !BEGINS.test(plain)) return parseLoosely(plain);
  try {
    const parsed = parsePipRequirementsLine(plain);
    if (parsed === null || !('name' in parsed)) return parseSource(plain);
    const constraint = 'versionSpec' in parsed ? parsed.versionSpec?.map((part) => part.operator + part.version).join(',') : undefined;
    return { name: normaliseName(parsed.name), extras: parsed.extras ?? [], ...(constraint ? { constraint } : {}) };
  } catch {
    return parseLoosely(plain) ?? parseSource(plain);
  }
}

/** The name that a URL or path tells: its egg, or its archive's. */
function parseSource(text: string): ParsedRequirement | null {
  const egg = new RegExp(`[#&]egg=(${NAME})`).exec(text)?.[1];
  const name = egg ?? ARCHIVE.exec(text)?.[1];
  return name === undefined ? null : { name: normaliseName(name), extras: [] };
}

/** A name, and then an end, extras, a version, a marker or an address: nothing else has a chance with the grammar. */
const BEGINS = new RegExp(`^${NAME}\\s*(?:$|[[<>=!~@;(])`);
/** Characters; the grammar takes microseconds for each, and no requirement that people write is longer. */
const GRAMMAR_LIMIT = 2000;

/** `name[extra]>=1,<2; marker`, the form of nearly all lines, without the grammar; null for any other. */
function parsePlainly(text: string): ParsedRequirement | null {
  const match = /^([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[([\w.,\s-]*)\])?([^@[\]()]*)$/.exec(text.split(';', 1)[0] as string);
  if (match === null) return null;
  const [, name, extras, versions] = match as unknown as [string, string, string | undefined, string];
  const specifiers = versions.trim() === '' ? [] : versions.split(',').map((part) => /^\s*(===|[<>=!~]=|[<>])\s*([\w.*+!-]+)\s*$/.exec(part));
  if (specifiers.includes(null)) return null;
  const constraint = specifiers.map((specifier) => `${specifier?.[1]}${specifier?.[2]}`).join(',');
  return {
    name: normaliseName(name),
    extras: extras?.split(',').map((extra) => extra.trim()).filter((extra) => extra !== '') ?? [],
    ...(constraint === '' ? {} : { constraint }),
  };
}

/** pip tolerates more than the grammar: legacy versions, stray spaces and commas. */
function parseLoosely(text: string): ParsedRequirement | null {
  const match = new RegExp(`^(${NAME})\\s*(?:\\[([^\\]]*)\\])?\\s*((?:[<>=!~]=?=?|@|;|\\().*)?$`).exec(text);
  if (match === null) return null;
  const [, name, extras, rest] = match;
  const constraint = rest?.split(';')[0]?.replace(/[\s()]/g, '');
  return {
    name: normaliseName(name as string),
    extras: extras?.split(',').map((extra) => extra.trim()).filter(Boolean) ?? [],
    ...(constraint !== undefined && /^[<>=!~]/.test(constraint) ? { constraint } : {}),
  };
}

/** A dependency out of a requirement string. */
export function dependencyOf(text: string, group: Group, span: Span): DeclaredDependency | null {
  const parsed = parseRequirement(text);
  return parsed === null ? null : { ...parsed, raw: text, group, span };
}

/** Conflict markers make a manifest's meaning undecidable. */
export function conflictError(text: string): string | undefined {
  return /^<{7} /m.test(text) && /^(>{7} |={7}\r?$)/m.test(text) ? 'it holds merge-conflict markers' : undefined;
}
