/** Runs settings modules: imports, star imports, and each module once. */
import type { Located, Statement } from '../../../facts/python/code/nodes.js';
import type { DjangoInput } from '../input.js';
import type { Place } from '../types.js';
import { evaluate } from './expressions.js';
import { Frame, type Held, type Machine, type Mode, type Outcome } from './frame.js';
import { run } from './statements.js';
import { unknown } from './values.js';

type ImportStatement = Extract<Statement, { kind: 'import' }>;

/** Expressions that one module may evaluate; a file beyond it is data, or code that goes round in circles. */
const LONGEST_RUN = 200_000;

export type MachineInput = Pick<DjangoInput, 'facts' | 'tree' | 'python' | 'symbols'>;

/** A machine for one tree and mode: each module runs once. */
export function createMachine(input: MachineInput, mode: Mode): Machine {
  const outcomes = new Map<string, Outcome>();
  let steps = 0;
  const machine: Machine = {
    mode,
    evaluate(frame, expression) {
      steps += 1;
      return steps > LONGEST_RUN ? unknown(frame.place(expression), 'the settings are too long to follow') : evaluate(frame, expression);
    },
    run,
    place: (path: string, node: Located): Place => ({ path, span: input.symbols.span(path, node) }),
    hasFile: (path) => input.tree.hasFile(path),
    canImport: (frame, statement) => input.python.resolve(frame.path, statement).kind === 'local' && (statement.names ?? []).every(({ name }) => name === '*' || leadsSomewhere(input, frame.path, statement, name)),
    importInto: (frame, statement) => importInto(input, machine, frame, statement),
    module(path) {
      const known = outcomes.get(path);
      if (known !== undefined) return known;
      const outcome: Outcome = { names: new Map(), chain: [], open: null };
      outcomes.set(path, outcome);
      const before = steps;
      steps = 0;
      runModule(input, machine, path, outcome);
      steps = before;
      return outcome;
    },
  };
  return machine;
}

function runModule(input: MachineInput, machine: Machine, path: string, outcome: Outcome): void {
  const code = input.symbols.code(path);
  if (code === undefined) outcome.open = `${path} was not read`;
  else if (code.hasErrors) outcome.open = `${path} has a syntax error`;
  const frame = new Frame(machine, path, outcome, outcome.names, null, 0);
  run(frame, code?.body ?? []);
  for (const [name, held] of frame.names) outcome.names.set(name, held);
  for (const name of outcome.names.keys()) if (!frame.names.has(name)) outcome.names.delete(name);
  outcome.chain.push(path);
}

function leadsSomewhere(input: MachineInput, path: string, statement: ImportStatement, name: string): boolean {
  const target = input.python.resolve(path, statement);
  return input.python.resolveSubmodule(path, statement, name) !== undefined || (target.kind === 'local' && input.python.exportsName(target.path, name).kind === 'yes');
}

function importInto(input: MachineInput, machine: Machine, frame: Frame, statement: ImportStatement): void {
  const place = frame.place(statement);
  const target = input.python.resolve(frame.path, statement);
  if (statement.names === null) {
    const name = statement.alias ?? (statement.module.split('.')[0] as string);
    const held: Held = target.kind === 'local' && statement.alias !== null ? { kind: 'module', path: target.path, dotted: statement.module, place } : { kind: 'object', dotted: statement.alias === null ? name : statement.module, place };
    frame.set(name, held);
    return;
  }
  for (const { name, alias } of statement.names) {
    if (name === '*') importAll(machine, frame, statement, target.kind === 'local' ? target.path : undefined);
    else frame.set(alias ?? name, member(input, frame, statement, name, target.kind === 'local' ? target.path : undefined, place));
  }
}

function member(input: MachineInput, frame: Frame, statement: ImportStatement, name: string, target: string | undefined, place: Place): Held {
  const base = statement.level === 0 ? statement.module : (target === undefined ? statement.module : (input.python.dottedName(target, frame.path) ?? statement.module));
  const dotted = base === '' ? name : `${base}.${name}`;
  const submodule = input.python.resolveSubmodule(frame.path, statement, name);
  if (target !== undefined && input.python.exportsName(target, name).kind === 'yes' && submodule?.kind !== 'local') return { kind: 'lazy', path: target, name, dotted, place };
  if (submodule?.kind === 'local') return { kind: 'module', path: submodule.path, dotted, place };
  return target === undefined ? { kind: 'object', dotted, place } : { kind: 'lazy', path: target, name, dotted, place };
}

/** All names of the other module, after it ran. */
function importAll(machine: Machine, frame: Frame, statement: ImportStatement, target: string | undefined): void {
  const written = '.'.repeat(statement.level) + statement.module;
  if (target === undefined) {
    frame.outcome.open ??= `\`from ${written} import *\` may set anything`;
    return;
  }
  if (target === frame.path || frame.outcome.chain.includes(target)) return;
  const other = machine.module(target);
  for (const [name, held] of other.names) if (!name.startsWith('_')) frame.set(name, held);
  frame.outcome.chain.push(...other.chain.filter((path) => !frame.outcome.chain.includes(path)));
  frame.outcome.open ??= other.open;
}
