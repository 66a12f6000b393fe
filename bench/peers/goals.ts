/** The fastest peers that cover what a review covers, and how ours stands to them. Pure. */
import { ROLES, type Language, type PeerCosts, type Role } from './types.js';

/** Peers that together cover the roles of some languages. */
export interface PeerSet {
  readonly ids: readonly string[];
  /** Milliseconds, one after another. */
  readonly together: number;
  /** Milliseconds of the slowest: each on a machine of its own. */
  readonly slowest: number;
  /** Milliseconds of processor time, where all of them tell. */
  readonly cpu: number | null;
  /** Roles that no measured peer has, and that the set lacks. */
  readonly missing: readonly string[];
}

/** How much faster ours must be. */
export const GOALS = { review: 20, audit: 2 } as const;

type Part = 'whole' | 'change';

/** The set that is done first when its peers run one after another; null where none was measured. */
export function fastestSet(costs: readonly PeerCosts[], languages: readonly Language[], part: Part): PeerSet | null {
  const able = costs.filter((one) => one.roles.length > 0 && one[part].ran && languages.includes(one.language));
  const wanted = languages.flatMap((language) => ROLES[language].map((role) => nameOf(language, role)));
  const coverable = new Set(able.flatMap(covered));
  const missing = wanted.filter((role) => !coverable.has(role));
  const sets = subsets(able).filter((set) => set.length > 0 && [...coverable].every((role) => set.some((one) => covered(one).includes(role))));
  const summed = sets.map((set) => costOf(set, part, missing)).sort((a, b) => a.together - b.together);
  return summed[0] ?? null;
}

function costOf(set: readonly PeerCosts[], part: Part, missing: readonly string[]): PeerSet {
  const runs = set.flatMap((one) => (one[part].ran ? [one[part]] : []));
  const times = runs.map((run) => run.milliseconds.median);
  const cpus = runs.map((run) => run.cpuMilliseconds?.median ?? null);
  const cpu = cpus.reduce<number | null>((sum, one) => (sum === null || one === null ? null : sum + one), 0);
  return { ids: set.map(({ id }) => id), together: times.reduce((sum, time) => sum + time, 0), slowest: Math.max(...times), cpu, missing };
}

function covered({ language, roles }: PeerCosts): string[] {
  return roles.map((role) => nameOf(language, role));
}

function nameOf(language: Language, role: Role): string {
  return `${role} of ${language}`;
}

function subsets<T>(items: readonly T[]): T[][] {
  return items.reduce<T[][]>((all, item) => [...all, ...all.map((set) => [...set, item])], [[]]);
}
