/** Reads the command lines of a document: what they need to exist. Pure. */
import { readCommand } from '../deployment/commands.js';
import { changeDirectory, readShell, type ShellCommand } from '../deployment/shell.js';
import type { DocumentCommand } from '../types.js';

/** A command's need, with the line of the text (0-based) it stands in. */
export interface CommandNeed extends Pick<DocumentCommand, 'kind' | 'value' | 'directory' | 'cloned' | 'undecidable'> {
  readonly line: number;
}

/** What the commands read so far have changed; carried from one fence of a document to the next. */
export interface Session {
  directory: string | null;
  cloned?: string;
  /** Another project was begun (`npm create`, `django-admin startproject`). */
  elsewhere?: true;
  /** Base names of files that commands write. */
  readonly written: Set<string>;
}

type Need = Pick<DocumentCommand, 'kind' | 'value' | 'undecidable'>;
type Words = readonly (string | null)[];

const PROMPT = /^\s*(?:\([\w.-]+\)\s*)?(?:[\w.@~:/-]+)?[$❯➜%]\s+(?=\S)/;
const SCAFFOLD = /^\s*(sudo\s+)?((npx|bunx|pnpm dlx|yarn dlx)\s+[-\w@/.\s]*\bcreate-|(npm|pnpm|yarn|bun)\s+(create|init)\b|npx\s+\S*\s*init\b|(django-admin|python\s+-m\s+django)\s+startproject|cookiecutter|copier\b|degit\b|npx\s+degit|rails\s+new|vue\s+create|ng\s+new|poetry\s+new|uv\s+init|cargo\s+new|ssh\b|docker\s+(exec|run)\b|kubectl\s+exec|heroku\b|su\b)/;
const CLONE = /\bgit\s+clone\s+(?:-\S+\s+(?:\d+\s+|\w+\s+(?=\S*[:/]))?)*(\S+)(?:\s+([\w./-]+))?/;
const WRITES = /(?:>>?|\b(?:touch|nano|vim?|code|tee|wget|mkdir(?:\s+-p)?|-o|--output|-O)\s)\s*([\w./@-]+)|\b(?:cp|mv|ln)\s+.*\s([\w./@-]+)\s*$/g;
/** Scripts that yarn, pnpm and bun run without `run`, and that are no commands of theirs. */
const PLAIN_SCRIPT = /^(start|dev|build|test|lint|format|serve|preview|storybook|typecheck|type-check|[\w-]+:[\w:.-]+)$/;

/** Characters; what is longer is no command that a person types, and not read. */
const LONGEST_COMMAND = 2_000;

/** What the command lines of a shell text need, in order. `session` goes on where it stood before. */
export function readCommandLines(text: string, session: Session): readonly CommandNeed[] {
  const lines = promptedLines(text);
  const needs: CommandNeed[] = [];
  for (const { line, command } of lines) {
    const clone = CLONE.exec(command);
    if (SCAFFOLD.test(command)) session.elsewhere = true;
    else if (clone === null) needs.push(...needsOf(command, session).map((need) => ({ ...need, line })));
    if (clone !== null) session.cloned = nameOfClone(clone[1] ?? '');
    noteWritten(command, session);
    follow(command, session);
  }
  return needs;
}

interface CommandLine {
  /** 0-based line where it begins. */
  readonly line: number;
  readonly command: string;
}

/** Where some lines have a prompt, only those are commands: the others are output. Continued lines are joined, here-documents left out. */
function promptedLines(text: string): readonly CommandLine[] {
  const raw = text.split(/\r?\n/);
  const prompted = raw.some((line) => PROMPT.test(line));
  const found: CommandLine[] = [];
  let delimiter: string | null = null;
  for (let line = 0; line < raw.length; line += 1) {
    const first = raw[line] ?? '';
    if (delimiter !== null) {
      if (first.trim() === delimiter) delimiter = null;
      continue;
    }
    if (first.length > LONGEST_COMMAND || (prompted && !PROMPT.test(first))) continue;
    const begin = line;
    let command = first.replace(PROMPT, '');
    while (command.endsWith('\\') && line + 1 < raw.length && command.length <= LONGEST_COMMAND) command = `${command.slice(0, -1)} ${(raw[(line += 1)] ?? '').trim()}`;
    delimiter = /<<-?\s*(['"]?)([A-Za-z_]\w*)\1/.exec(command)?.[2] ?? null;
    if (command.trim() !== '' && !command.trimStart().startsWith('#')) found.push({ line: begin, command });
  }
  return found;
}

/** `https://host/owner/name.git` -> `name`. */
function nameOfClone(url: string): string {
  return (url.split(/[/:]/).at(-1) ?? '').replace(/\.git$/, '').toLowerCase();
}

function noteWritten(command: string, session: Session): void {
  for (const match of command.matchAll(WRITES)) session.written.add(baseName(match[1] ?? match[2] ?? ''));
}

function baseName(path: string): string {
  return path.replace(/\/+$/, '').split('/').at(-1) ?? '';
}

/** Moves the session as the line's `cd` does; one in a subshell does not last. */
function follow(command: string, session: Session): void {
  if (command.trimStart().startsWith('(')) return;
  for (const match of command.matchAll(/(?:^|&&|;)\s*cd(?:\s+([^\s;&|]+))?/g)) session.directory = changeDirectory(session.directory, match[1]);
  if (/\b(pushd|popd)\b/.test(command)) session.directory = null;
}

function needsOf(command: string, session: Session): readonly Omit<CommandNeed, 'line'>[] {
  // A word in angle brackets or with an ellipsis is the reader's to fill in.
  if (/<[\w -]+>|\.\.\.|…|\[[\w -]+\]/.test(command)) return [];
  return readShell(command).flatMap((read) => {
    const directory = read.directory === '' ? session.directory : session.directory === '' ? read.directory : changeDirectory(session.directory, read.directory);
    const reason = session.elsewhere ? 'another project or machine was entered before' : read.conditional ? 'it runs only under a condition' : undefined;
    return needsOfWords(read).map((need) => {
      const undecidable = reason ?? (session.written.has(baseName(need.value)) ? 'it is written before' : need.undecidable);
      return { ...need, directory, ...(session.cloned === undefined ? {} : { cloned: session.cloned }), ...(undecidable === undefined ? {} : { undecidable }) };
    });
  });
}

function needsOfWords({ words }: ShellCommand): readonly Need[] {
  const rest = words.filter((word, index) => !(index === 0 && word === 'sudo') && !/^[A-Z_][A-Z0-9_]*=/.test(word ?? ''));
  const [name, ...tail] = rest;
  if (name === 'make') return makeTargets(tail);
  if (name === 'yarn' || name === 'pnpm' || name === 'bun') return packageScript(name, tail);
  if (name === 'npm' && tail.length === 1 && tail[0] === 'start') return [{ kind: 'npm-script', value: 'start' }];
  if (name === 'docker' && tail[0] === 'compose') return composeServices(tail.slice(1));
  if (name === 'docker-compose') return composeServices(tail);
  if (name === 'cp') return copied(tail);
  return readCommand(words).map(({ kind, value, directory, undecidable }) => {
    const reason = undecidable ?? (directory === undefined ? undefined : 'an option moves it to another folder');
    return { kind, value, ...(reason === undefined ? {} : { undecidable: reason }) };
  });
}

function makeTargets(tail: Words): readonly Need[] {
  if (tail.some((word) => word === null || word === '-C' || word === '-f' || word.startsWith('--'))) return [];
  return tail.flatMap((word) => (word !== null && /^[A-Za-z][\w-]*$/.test(word) ? [{ kind: 'make-target' as const, value: word }] : []));
}

function packageScript(name: string, tail: Words): readonly Need[] {
  if (tail.some((word) => word === null || /^(-w|-C|-F|-r|--filter|--cwd|--dir|--recursive|workspace|workspaces)(=|$)/.test(word))) return [];
  const [first, second] = tail;
  const script = first === 'run' ? second : name !== 'bun' && PLAIN_SCRIPT.test(first ?? '') ? first : undefined;
  return script && /^[\w:.@/-]+$/.test(script) && !/\.[cm]?[jt]sx?$/.test(script) ? [{ kind: 'npm-script', value: script }] : [];
}

/** Services that `up`, `run`, `exec` and the like name. */
function composeServices(tail: Words): readonly Need[] {
  const at = tail.findIndex((word) => ['up', 'run', 'exec', 'logs', 'restart', 'build', 'stop', 'start'].includes(word ?? ''));
  if (at === -1 || tail.slice(0, at).some((word) => word === null || /^(-p|--project-directory)/.test(word))) return [];
  const words = tail.slice(at + 1);
  // An option may take the next word as its value: then the service can't be told.
  const [service] = words;
  return service && /^[a-z][\w-]*$/.test(service) && !words.includes(null) ? [{ kind: 'compose-service', value: service }] : [];
}

/** `cp .env.example .env`: the example must be there. */
function copied(tail: Words): readonly Need[] {
  const [source, target, ...more] = tail.filter((word) => word === null || !word.startsWith('-'));
  if (!source || !target || more.length > 0 || /^[~/]/.test(source)) return [];
  return /(^|[/.])(env|example|sample|template|dist)([/.-]|$)/.test(source) && /[a-z]\.[a-z]|\.env/.test(source) ? [{ kind: 'file', value: source }] : [];
}
