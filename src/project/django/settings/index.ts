/** The settings of a repository's Django projects. Pure; a module is run when first asked for. */
import { early, perKey } from '../../tracked.js';
import { asEntity, sameData } from '../../same-data.js';
import type { DjangoInput } from '../input.js';
import type { SettingsIndex, SettingsModule } from '../types.js';
import { findCandidates, shared, type Candidate } from './candidates.js';
import { plain } from './frame.js';
import { createMachine } from './machine.js';
import { roleByName, roleByNamer } from './names.js';

const ORDER: readonly SettingsModule['role'][] = ['production', 'base', 'development', 'test'];

/** Builds the settings of one tree. */
export function createSettingsIndex(input: DjangoInput): SettingsIndex {
  if (!input.django.present) return { modules: [], production: [], at: () => undefined, forFile: () => [] };
  const candidates = findCandidates(input);
  const roles = rolesOf(candidates);
  const modules = candidates.map((candidate, index) => {
    const role = roles[index] as SettingsModule['role'];
    return createModule(input, candidate, role);
  });
  const byPath = new Map(modules.map((module) => [module.path, module]));
  return {
    modules,
    production: modules.filter(({ role }) => role === 'production'),
    at: (path) => byPath.get(path),
    forFile: createLookup(modules),
  };
}

/** Each answer has a machine of its own, which keeps what it ran: it must not outlive what the answer was made of. */
function createModule(input: DjangoInput, candidate: Candidate, role: SettingsModule['role']): SettingsModule {
  const { path, dotted, root, namedBy } = candidate;
  const whole = early(() => {
    const machine = createMachine(input, role === 'production' ? 'production' : 'open');
    const { chain, open, names: held } = machine.module(path);
    return { chain, open, values: new Map([...held].map(([name, one]) => [name, plain(machine, one)])) };
  }, sameData);
  const names = early(() => [...whole().values.keys()].filter((name) => /^[A-Z][A-Z0-9_]*$/.test(name)).sort());
  return asEntity({
    path,
    dotted,
    root,
    role,
    namedBy,
    get chain() {
      return whole().chain;
    },
    get open() {
      return whole().open;
    },
    get: perKey((name: string) => whole().values.get(name), sameData),
    get names() {
      return names();
    },
  });
}

/** The roles of all candidates, in their order. */
function rolesOf(candidates: readonly Candidate[]): readonly SettingsModule['role'][] {
  const first = candidates.map(({ path }) => roleByName(path));
  return candidates.map((candidate, index) => first[index] ?? roleAmong(candidate, candidates.filter(({ root }) => root === candidate.root), candidates, first));
}

/** A neutral name: production runs it when a server names it, or when nothing else can be what production runs. */
function roleAmong(candidate: Candidate, project: readonly Candidate[], all: readonly Candidate[], known: readonly (SettingsModule['role'] | undefined)[]): SettingsModule['role'] {
  const roleOf = (other: Candidate): SettingsModule['role'] | undefined => known[all.indexOf(other)];
  const namers = candidate.namedBy.map(({ path }) => roleByNamer(path));
  const layered = candidate.importedBy.length > 0;
  if (project.some((other) => roleOf(other) === 'production')) {
    if (!layered && namers.includes('production') && !candidate.namedBy.every(({ path }) => /compose/.test(path))) return 'production';
    return layered ? 'base' : 'development';
  }
  if (namers.includes('production') || namers.includes('manage')) return 'production';
  const [only, ...others] = new Set(namers);
  if ((only === 'test' || only === 'development') && others.length === 0) return layered ? 'base' : only;
  const neutral = project.filter((other) => roleOf(other) === undefined);
  const named = neutral.some((other) => other.namedBy.some(({ path }) => ['production', 'manage'].includes(roleByNamer(path) ?? '')));
  if (named) return layered ? 'base' : 'development';
  const top = neutral.filter((other) => other.importedBy.every((path) => !neutral.some((one) => one.path === path)));
  if (top.length === 1 && top[0] === candidate && !layered) return 'production';
  return layered ? 'base' : 'development';
}

/** The modules of the project that a file stands in, or of the one nearest to it. */
function createLookup(modules: readonly SettingsModule[]): (path: string) => readonly SettingsModule[] {
  const byRoot = new Map<string, SettingsModule[]>();
  for (const module of modules) byRoot.set(module.root, [...(byRoot.get(module.root) ?? []), module]);
  const roots = [...byRoot].map(([root, own]) => ({ root, own: own.toSorted((left, right) => ORDER.indexOf(left.role) - ORDER.indexOf(right.role)), serves: own.some(({ role }) => role === 'production' || role === 'base') }));
  return (path) => {
    const above = roots.filter(({ root }) => root === '' || path.startsWith(`${root}/`)).sort((left, right) => right.root.length - left.root.length);
    const [nearest] = above.filter(({ serves }) => serves);
    if (nearest !== undefined) return nearest.own;
    const beside = roots.toSorted((left, right) => Number(right.serves) - Number(left.serves) || shared(right.root, path) - shared(left.root, path));
    return above[0]?.own ?? beside[0]?.own ?? [];
  };
}
