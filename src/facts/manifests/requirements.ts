/** requirements files, as pip reads them. Pure. */
import { indexLines, type LineIndex } from '../common/spans.js';
import type { DeclaredDependency, ManifestFacts } from '../types.js';
import { conflictError, dependencyOf, insertionOf, lineText, manifestOf, type Group, type PartialManifest } from './shared.js';

/** Files of these names serve development only. */
const DEVELOPMENT = /(dev|develop|development|test|tests|testing|lint|linting|docs?|ci|style|typing|types|mypy|quality|tools?|build|local|debug|benchmarks?)/i;
const INCLUDE = /^(?:-r|--requirement|-c|--constraint)[=\s]*(\S+)/;

interface LogicalLine {
  /** Without comment and continuation, trimmed. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Reads one file. @param name its file name: `requirements-dev.txt` declares for development */
export function readRequirements(name: string, text: string): ManifestFacts {
  const error = conflictError(text);
  if (error !== undefined) return manifestOf('python', 'requirements', { error });
  const lines = indexLines(text);
  const group: Group = /constraints/i.test(name) ? 'locked' : developmentName(name) ? 'development' : 'main';
  const dependencies: DeclaredDependency[] = [];
  const includes: ManifestFacts['includes'][number][] = [];
  let open = false;
  for (const line of logicalLines(text)) {
    const span = lines.span(line.start, line.end);
    const include = INCLUDE.exec(line.text);
    if (include !== null) {
      includes.push({ path: include[1] as string, kind: line.text.startsWith('-c') || line.text.startsWith('--c') ? 'constraint' : 'requirement', span });
      continue;
    }
    const dependency = /^-(?!e\s)|^--(?!editable)/.test(line.text) ? null : dependencyOf(line.text, group, span);
    if (dependency !== null) dependencies.push(dependency);
    else if (!line.text.startsWith('-') || /^(-e|--editable)/.test(line.text)) open ||= !isProjectItself(line.text);
  }
  const part: PartialManifest = { dependencies, includes, dynamic: open };
  return manifestOf('python', 'requirements', group === 'locked' ? part : { ...part, insertion: insertion(text, lines, dependencies) });
}

function developmentName(name: string): boolean {
  const stem = name.replace(/\.[^.]*$/, '').replace(/requirements|reqs/i, '');
  return stem.split(/[-_./]/).some((word) => new RegExp(`^${DEVELOPMENT.source}$`, 'i').test(word));
}

/** `.` and `-e .` install the project, whose own manifest speaks for it. */
function isProjectItself(text: string): boolean {
  return /^(-e\s*|--editable[=\s]*)?\.{1,2}(\/[\w./-]*)?(\[[\w,\s-]*\])?$/.test(text);
}

/** Continuations joined, comments cut, blank lines left out. */
function logicalLines(text: string): LogicalLine[] {
  const found: LogicalLine[] = [];
  let start = 0;
  while (start < text.length) {
    let end = lineEnd(text, start);
    while (/\\\r?$/.test(text.slice(start, end)) && end < text.length) end = lineEnd(text, end + 1);
    const raw = text.slice(start, end);
    const content = raw.replace(/(^|\s)#.*$/gm, '').replace(/\\\r?\n/g, ' ').replace(/\\\s*$/, '').trim();
    const indent = raw.length - raw.trimStart().length;
    if (content !== '') {
      const firstLine = raw.replace(/(^|\s)#[^\n]*/g, (comment) => ' '.repeat(comment.length)).trimEnd();
      found.push({ text: content, start: start + indent, end: start + Math.max(firstLine.length, indent + 1) });
    }
    start = end + 1;
  }
  return found;
}

function lineEnd(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  return newline < 0 ? text.length : newline;
}

function insertion(text: string, lines: LineIndex, dependencies: readonly DeclaredDependency[]): ManifestFacts['insertion'] {
  const entries = dependencies.map((dependency) => ({ name: dependency.name, line: dependency.span[2], text: lineText(text, lines, dependency.span[2]) }));
  return insertionOf(text, entries, { template: '{name}{constraint}', separator: '', emptyAfterLine: lines.lineCount });
}
