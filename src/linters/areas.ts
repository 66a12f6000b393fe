/** Under which area a linter's diagnostic is counted, and how grave it is. Pure; docs/linters.md has the table. */
import type { Area, Severity } from '../findings/types.js';

interface Place {
  readonly area: Area;
  readonly severity: Severity;
}

/** The first pattern that a code matches. What speaks of defects is a warning, what speaks of style a note. */
const RUFF: readonly (readonly [RegExp, Area, Severity])[] = [
  [/^(F401|F811|F841|F842|ERA|ARG|PIE794|PLW0127)/, 'dead-code', 'info'],
  [/^(F821|F822|F823|F63|F70|F50|F52|F60|F62|PLE)/, 'reliability', 'warning'],
  [/^S\d/, 'security', 'warning'],
  [/^(ASYNC|PERF)/, 'scalability', 'warning'],
  [/^(T20|LOG|G\d)/, 'observability', 'info'],
  [/^PT\d/, 'testing', 'info'],
  [/^(B\d|BLE|TRY|RUF006|RUF016|DTZ|T10|F\d|PLW|SIM22|DJ)/, 'reliability', 'warning'],
];

/** By the plugin, and for ESLint's own rules by the name. */
const OXLINT: readonly (readonly [RegExp, Area, Severity])[] = [
  [/^no-unused|^(typescript\/)?no-useless/, 'dead-code', 'info'],
  [/no-eval|implied-eval|script-url|no-danger|target-blank|new-func/, 'security', 'warning'],
  [/^(jest|vitest)\//, 'testing', 'info'],
  [/^react-perf\//, 'scalability', 'info'],
  [/^no-console$/, 'observability', 'info'],
  [/^(import|node)\//, 'wiring', 'info'],
  [/^(jsx-a11y|jsdoc)\//, 'maintainability', 'info'],
];

const NOTE: Place = { area: 'maintainability', severity: 'info' };

export function placeOfRuff(code: string): Place {
  return placeIn(RUFF, code) ?? NOTE;
}

/** @param level as oxlint's configuration has it: what it calls an error is none of ours to gate. */
export function placeOfOxlint(code: string, level: 'error' | 'warning'): Place {
  return placeIn(OXLINT, code) ?? { area: 'reliability', severity: level === 'error' ? 'warning' : 'info' };
}

function placeIn(places: readonly (readonly [RegExp, Area, Severity])[], code: string): Place | undefined {
  const found = places.find(([pattern]) => pattern.test(code));
  return found === undefined ? undefined : { area: found[1], severity: found[2] };
}
