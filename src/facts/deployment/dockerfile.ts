/** Reads a Dockerfile: what its COPY instructions need, and what its commands run. */
import { Copy, DockerfileParser, JSONInstruction, type Instruction } from 'dockerfile-ast';
import type { DeploymentClaim, DeploymentFacts, Span } from '../types.js';
import { readCommand, type CommandClaim } from './commands.js';
import { originsOf, type Copied, type Stage } from './container-paths.js';
import { isBuildOutput, madeEarlier, writingText } from './creations.js';
import { detailsOf } from './details.js';
import { createPositions, type Positions } from './positions.js';
import { changeDirectory, normalise, readShell, type ShellCommand } from './shell.js';
import { readStages } from './stages.js';

interface OpenStage {
  readonly name: string | null;
  copies: Copied[];
  runs: string;
  /** Absolute; null when it can't be told. */
  workdir: string | null;
  readonly variables: Map<string, string | null>;
}

interface State {
  readonly positions: Positions;
  readonly lineStarts: readonly number[];
  readonly globals: Map<string, string | null>;
  readonly stages: OpenStage[];
  readonly claims: DeploymentClaim[];
}

/** Claims of a Dockerfile; their paths are relative to the build context. Never throws. */
export function readDockerfile(source: string): DeploymentFacts {
  const empty = { format: 'dockerfile', claims: [], builds: [] } as const;
  try {
    const state: State = { positions: createPositions(source), lineStarts: startsOf(source), globals: new Map(), stages: [], claims: [] };
    const instructions = DockerfileParser.parse(source).getInstructions();
    for (const instruction of instructions) readInstruction(instruction, state);
    return { ...empty, claims: state.claims, ...detailsOf(readStages(source, instructions, state.positions, (place) => offset(place, state))) };
  } catch (error) {
    return { ...empty, error: `The Dockerfile can't be parsed: ${error instanceof Error ? error.message : 'unknown reason'}.` };
  }
}

function startsOf(source: string): readonly number[] {
  const starts = [0];
  for (let at = source.indexOf('\n'); at !== -1; at = source.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function readInstruction(instruction: Instruction, state: State): void {
  const keyword = instruction.getKeyword();
  if (keyword === 'FROM') return openStage(instruction, state);
  const stage = state.stages.at(-1);
  if (!stage) {
    if (keyword === 'ARG') assignAll(instruction, state.globals, () => undefined);
    return;
  }
  if (keyword === 'ARG' || keyword === 'ENV') readVariables(keyword, instruction, stage, state);
  else if (keyword === 'WORKDIR') stage.workdir = changeDirectory(stage.workdir, expand(instruction.getArgumentsContent() ?? '', stage.variables));
  else if (keyword === 'RUN') stage.runs += `\n${writingText(instruction.getArgumentsContent() ?? '')}`;
  else if (keyword === 'COPY' || keyword === 'ADD') readCopy(keyword, instruction, stage, state);
  else if (keyword === 'CMD' || keyword === 'ENTRYPOINT') readRun(keyword, instruction, stage, state);
  else if (keyword === 'HEALTHCHECK') readHealthcheck(instruction, stage, state);
}

function openStage(instruction: Instruction, state: State): void {
  const words = instruction.getArguments().map((argument) => argument.getValue()).filter((word) => !word.startsWith('--'));
  const name = /^as$/i.test(words[1] ?? '') ? (words[2] ?? '').toLowerCase() : null;
  const parent = state.stages.find((stage) => stage.name !== null && stage.name === (words[0] ?? '').toLowerCase());
  state.stages.push({
    name,
    copies: [...(parent?.copies ?? [])],
    runs: parent?.runs ?? '',
    workdir: parent?.workdir ?? (parent ? null : '/'),
    variables: new Map(parent?.variables ?? []),
  });
}

function readVariables(keyword: string, instruction: Instruction, stage: OpenStage, state: State): void {
  const inherit = keyword === 'ARG' ? (name: string): string | null | undefined => state.globals.get(name) : (): undefined => undefined;
  assignAll(instruction, stage.variables, inherit);
}

function assignAll(instruction: Instruction, into: Map<string, string | null>, inherited: (name: string) => string | null | undefined): void {
  const text = (instruction.getArgumentsContent() ?? '').trim();
  const spaced = /^([A-Za-z_]\w*)\s+([^=]*)$/s.exec(text);
  if (spaced?.[1] && instruction.getKeyword() === 'ENV') {
    into.set(spaced[1], expand(spaced[2] ?? '', into));
    return;
  }
  for (const match of text.matchAll(/([A-Za-z_]\w*)(?:=("(?:[^"\\]|\\.)*"|'[^']*'|[^\s]*))?/g)) {
    const [, name = '', raw] = match;
    if (raw === undefined) into.set(name, inherited(name) ?? into.get(name) ?? null);
    else into.set(name, expand(raw.replace(/^(["'])(.*)\1$/s, '$2'), into));
  }
}

/** Replaces known variables; null when one is not known. */
function expand(text: string, variables: ReadonlyMap<string, string | null>): string | null {
  let known = true;
  const value = text.trim().replace(/^(["'])(.*)\1$/s, '$2').replace(/\$(?:\{([A-Za-z_]\w*)(?::-([^}]*))?\}|([A-Za-z_]\w*))/g, (_, braced: string, fallback: string, plain: string) => {
    const found = variables.get(braced ?? plain) ?? fallback;
    if (found === undefined || found === null) known = false;
    return found ?? '';
  });
  return known && !value.includes('$') ? value : null;
}

interface Word {
  readonly text: string;
  readonly span: Span;
}

/** Arguments of an instruction: the strings of its JSON form, or its words, with their source text's span. */
function argumentsOf(instruction: Instruction, state: State): readonly Word[] {
  const json = instruction instanceof JSONInstruction ? instruction.getJSONStrings() : [];
  if (json.length > 0) {
    const list = listOf(instruction);
    return json.map((word, index) => {
      const { start, end } = word.getJSONRange();
      return { text: list?.[index] ?? word.getJSONValue(), span: [start.line + 1, start.character + 1, end.line + 1, end.character + 1] };
    });
  }
  return instruction.getArguments().map((word) => {
    const { start, end } = word.getRange();
    return { text: word.getValue(), span: state.positions.span(offset(start, state), offset(end, state)) };
  });
}

function offset(place: { readonly line: number; readonly character: number }, state: State): number {
  return (state.lineStarts[place.line] ?? 0) + place.character;
}

function readCopy(keyword: string, instruction: Instruction, stage: OpenStage, state: State): void {
  const text = instruction.getArgumentsContent() ?? '';
  const words = argumentsOf(instruction, state).filter((word) => !word.text.startsWith('--'));
  const flag = instruction instanceof Copy ? instruction.getFlags().find((one) => one.getName() === 'from')?.getValue() ?? undefined : undefined;
  const target = words.at(-1);
  if (!target || words.length < 2) return;
  const sources = words.slice(0, -1);
  const written = expand(target.text, stage.variables);
  const folder = written === null ? null : changeDirectory(stage.workdir, written === '' ? '.' : written);
  const heredoc = text.includes('<<');
  const intoFolder = sources.length > 1 || /(^|\/)\.?$/.test(written ?? '');
  const origin = flag === undefined ? -1 : stageIndex(flag, state);
  for (const word of sources) {
    const path = heredoc || /\/\/|^git@/.test(word.text) ? null : expand(word.text, stage.variables);
    const plain = path !== null && !/[*?[\]]/.test(path);
    stage.copies.push({ target: folder, intoFolder, from: plain ? sourceOf(path, flag, origin) : null });
    if (flag === undefined && !heredoc) claimSource(keyword, word, path, state);
  }
}

function sourceOf(path: string, flag: string | undefined, origin: number): Copied['from'] {
  if (flag === undefined) return { kind: 'context', stage: -1, path: contextPath(path) };
  return origin === -1 ? null : { kind: 'stage', stage: origin, path: normalise(`/${path}`) };
}

/** Sources are taken from the context's top: a leading `/` or `..` means the same as none. */
function contextPath(path: string): string {
  return normalise(`/${path}`).slice(1);
}

function stageIndex(flag: string, state: State): number {
  const byName = state.stages.findIndex((stage) => stage.name === flag.toLowerCase());
  if (byName !== -1) return byName;
  return /^\d+$/.test(flag) && Number(flag) < state.stages.length - 1 ? Number(flag) : -1;
}

function claimSource(keyword: string, word: Word, path: string | null, state: State): void {
  const where = `Dockerfile ${keyword}`;
  if (path !== null && /[*?[\]]|:\/\/|^git@/.test(path)) return;
  if (path === null) {
    if (word.text.includes('://')) return;
    state.claims.push({ kind: 'file', value: word.text, workingDirectory: null, undecidable: 'it holds a variable whose value is not known', span: word.span, where });
    return;
  }
  const value = contextPath(path);
  if (value === '') return;
  const undecidable = isBuildOutput(value) ? 'it lies in a folder that a build writes' : undefined;
  const base = { kind: /\/\.?$/.test(path) ? 'folder' : 'file', value: path, candidates: [value], span: word.span, where } as const;
  state.claims.push(undecidable === undefined ? { ...base, workingDirectory: '' } : { ...base, workingDirectory: null, undecidable });
}

function readRun(keyword: string, instruction: Instruction, stage: OpenStage, state: State): void {
  const where = `Dockerfile ${keyword}`;
  const isList = instruction instanceof JSONInstruction && instruction.getJSONStrings().length > 0;
  const range = instruction.getArgumentsRange();
  if (!range) return;
  const area = { start: offset(range.start, state), end: offset(range.end, state), where };
  if (isList) {
    const list = listOf(instruction) ?? instruction.getJSONStrings().map((word) => word.getJSONValue());
    const words = list.map((word) => (word.includes('$') ? null : word));
    claimCommand({ words, directory: '', conditional: false }, area, stage, state);
    return;
  }
  for (const command of shellCommands(instruction.getArgumentsContent() ?? '', stage)) claimCommand(command, area, stage, state);
}

function shellCommands(text: string, stage: OpenStage): readonly ShellCommand[] {
  return readShell(text, (name) => stage.variables.get(name) ?? undefined);
}

function readHealthcheck(instruction: Instruction, stage: OpenStage, state: State): void {
  const text = /\bCMD\s+(.*)$/s.exec(instruction.getArgumentsContent() ?? '')?.[1];
  const range = instruction.getArgumentsRange();
  if (!text || !range) return;
  const area = { start: offset(range.start, state), end: offset(range.end, state), where: 'Dockerfile HEALTHCHECK' };
  const list = stringList(text);
  const commands = list ? [{ words: list.map((word) => (word.includes('$') ? null : word)), directory: '', conditional: false }] : shellCommands(text, stage);
  // A check ends in `|| exit 1`: the alternative is no condition on the file.
  for (const command of commands) claimCommand({ ...command, conditional: false }, area, stage, state);
}

/** The strings of an instruction's JSON form, behind its flags. Those that dockerfile-ast gives have lost their spaces. */
function listOf(instruction: Instruction): readonly string[] | null {
  return stringList((instruction.getArgumentsContent() ?? '').replace(/^(?:--\S+\s+)+/, ''));
}

function stringList(text: string): readonly string[] | null {
  if (!text.trim().startsWith('[')) return null;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : null;
  } catch {
    return null;
  }
}

interface Area {
  readonly start: number;
  readonly end: number;
  readonly where: string;
}

function claimCommand(command: ShellCommand, area: Area, stage: OpenStage, state: State): void {
  for (const claim of readCommand(command.words)) {
    const made = containerClaim(claim, command, stage, state.stages);
    if (made) state.claims.push({ kind: claim.kind, value: claim.value, ...made, span: state.positions.find(claim.value, area.start, area.end), where: area.where });
  }
}

type Decision = Pick<DeploymentClaim, 'workingDirectory' | 'undecidable' | 'candidates'>;

/** Where the claim's path would come from; null for a path of the base image, which is no claim about the repository. */
function containerClaim(claim: CommandClaim, command: ShellCommand, stage: OpenStage, stages: readonly Stage[]): Decision | null {
  const absolute = claim.value.startsWith('/');
  const directory = changeDirectory(changeDirectory(stage.workdir, command.directory || '.'), claim.directory ?? '.');
  const unknown = (undecidable: string): Decision => ({ workingDirectory: null, undecidable });
  if (claim.undecidable !== undefined && !absolute) return unknown(claim.undecidable);
  if (command.conditional) return unknown('it runs only under a condition');
  if (directory === null && !absolute) return unknown('the working directory is not known');
  const folders = [directory ?? '/', ...pythonPath(claim, stage)];
  const paths = absolute ? [normalise(claim.value)] : folders.map((folder) => normalise(`${folder}/${pathOf(claim)}`));
  const origins = paths.map((path) => originsOf(path, stage, stages));
  const found = [...new Set(origins.flatMap((origin) => origin.paths))];
  if (found.length === 0 && absolute) return null;
  const opaque = origins.find((origin) => origin.opaque !== undefined)?.opaque;
  if (opaque !== undefined) return unknown(opaque);
  if (found.length === 0) return unknown('nothing of the repository is copied there');
  if (found.some(isBuildOutput) || isBuildOutput(pathOf(claim))) return unknown('it lies in a folder that a build writes');
  const made = claim.kind === 'npm-script' ? undefined : madeEarlier(stages.map((one) => one.runs).join('\n').trim(), pathOf(claim));
  return made === undefined ? { workingDirectory: '', candidates: found } : unknown(made);
}

/** The path a claim looks for, from its working directory. A module is its path without extension. */
function pathOf(claim: CommandClaim): string {
  if (claim.kind === 'npm-script') return 'package.json';
  if (claim.kind === 'python-module' || claim.kind === 'python-attribute') return (claim.value.split(':')[0] ?? '').split('.').join('/');
  return claim.value;
}

function pythonPath(claim: CommandClaim, stage: OpenStage): readonly string[] {
  if (claim.kind !== 'python-module' && claim.kind !== 'python-attribute') return [];
  const value = stage.variables.get('PYTHONPATH');
  return (value ?? '').split(':').filter((folder) => folder.startsWith('/'));
}
