/** Pieces that the manifest extractors share. Pure. */
import { parsePipRequirementsLine } from 'pip-requirements-js';
import type { LineIndex } from '../common/spans.js';
import type { DeclaredDependency, DependencyInsertion, ManifestFacts, ManifestFormat, Span } from '../types.js';

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

export interface ParsedRequirement {
  readonly name: string;
  readonly constraint?: string;
  readonly extras: readonly string[];
}

/** One PEP 508 requirement, also `git+…#egg=name`, with pip's per-line options cut off; null when it names no package. */
export function parseRequirement(text: string): ParsedRequirement | null {
  const egg = /[#&]egg=([A-Za-z0-9][\w.-]*)/.exec(text);
  if (egg !== null && /^(-e\s+|--editable[=\s]+)?[\w+]+:/.test(text)) return { name: normaliseName(egg[1] as string), extras: [] };
  const plain = text.replace(/\s+--[a-z-]+(=|\s).*$/, '').replace(/\s+\\$/, '').trim();
  try {
    const parsed = parsePipRequirementsLine(plain);
    if (parsed === null || !('name' in parsed)) return null;
    const constraint = 'versionSpec' in parsed ? parsed.versionSpec?.map((part) => part.operator + part.version).join(',') : undefined;
    return { name: normaliseName(parsed.name), extras: parsed.extras ?? [], ...(constraint ? { constraint } : {}) };
  } catch {
    return parseLoosely(plain);
  }
}

/** pip tolerates more than the grammar: legacy versions, stray spaces and commas. */
function parseLoosely(text: string): ParsedRequirement | null {
  const match = /^([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[([^\]]*)\])?\s*((?:[<>=!~]=?=?|@|;|\().*)?$/.exec(text);
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
  return /^(<{7} |>{7} |={7}$)/m.test(text) && /^<{7} /m.test(text) ? 'it holds merge-conflict markers' : undefined;
}

/** Where a quoted or bare string stands at or after an offset; the whole first line when it can't be found. */
export function spanOfText(text: string, lines: LineIndex, needle: string, from = 0): Span {
  const start = needle === '' ? -1 : text.indexOf(needle, from);
  return start < 0 ? [1, 1, 1, 1] : lines.span(start, start + needle.length);
}

/** How a new entry is written, from the entries there are. */
export function insertionOf(
  text: string,
  entries: DependencyInsertion['entries'],
  style: Pick<DependencyInsertion, 'template' | 'separator' | 'emptyAfterLine'>,
): DependencyInsertion {
  const names = entries.map((entry) => entry.name);
  return {
    entries,
    ...style,
    sorted: names.length > 0 && names.every((name, index) => index === 0 || (names[index - 1] as string) <= name),
    newline: text.includes('\r\n') ? '\r\n' : '\n',
    endsWithNewline: text === '' || text.endsWith('\n'),
  };
}

/** The text of a 1-based line, without its line end. */
export function lineText(text: string, lines: LineIndex, line: number): string {
  const end = line < lines.lineCount ? lines.startOf(line + 1) - 1 : text.length;
  return text.slice(lines.startOf(line), end).replace(/[\r\n]+$/, '');
}
