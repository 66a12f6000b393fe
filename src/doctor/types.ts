/** What `shipworthy doctor` looked at, and what it says of it. */
export interface Check {
  readonly name: string;
  /** `warning`: it works, but not as well as it could; `skipped`: not looked at. */
  readonly state: 'ok' | 'warning' | 'wrong' | 'skipped';
  /** One plain sentence, or the value that is right. Never a secret. */
  readonly says: string;
  /** What to do about it. */
  readonly todo?: string;
}

export function ok(name: string, says: string): Check {
  return { name, state: 'ok', says };
}

export function warning(name: string, says: string, todo: string): Check {
  return { name, state: 'warning', says, todo };
}

export function wrong(name: string, says: string, todo: string): Check {
  return { name, state: 'wrong', says, todo };
}

export function skipped(name: string, says: string): Check {
  return { name, state: 'skipped', says };
}
