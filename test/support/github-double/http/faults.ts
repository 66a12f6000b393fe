import type { FaultSpec } from '../types.js';

/** Faults that a test has ordered and that have not all come up yet. */
export interface Faults {
  add(fault: FaultSpec): void;
  /** The first ordered fault that fits, counted as met. */
  take(method: string, path: string): FaultSpec | null;
  /** Sentences about faults that no request has met. */
  unmet(): string[];
  clear(): void;
}

export function createFaults(): Faults {
  let pending: { readonly fault: FaultSpec; left: number; skip: number }[] = [];
  return {
    add: (fault) => {
      pending.push({ fault, left: fault.times ?? 1, skip: fault.skip ?? 0 });
    },
    take: (method, path) => {
      const matching = pending.filter(({ fault }) => matches(fault, method, path));
      const entry = matching.find(({ skip }) => skip === 0);
      for (const other of matching) other.skip = Math.max(0, other.skip - 1);
      if (!entry) return null;
      entry.left -= 1;
      pending = pending.filter(({ left }) => left > 0);
      return entry.fault;
    },
    unmet: () => pending.map(({ fault, left }) => `The fault for ${fault.method ?? 'any method'} ${String(fault.path ?? 'any path')} was ordered ${left} more time(s) than it came up`),
    clear: () => {
      pending = [];
    },
  };
}

function matches(fault: FaultSpec, method: string, path: string): boolean {
  if (fault.method !== undefined && fault.method.toUpperCase() !== method) return false;
  if (fault.path === undefined) return true;
  return typeof fault.path === 'string' ? path.startsWith(fault.path) : fault.path.test(path);
}
