/** Definitions that their own file names only once. Pure. */
import type { JavaScriptFacts, PythonFacts } from '../types.js';
import { decoratorsAbove } from './tests-python.js';
import { hashText } from './pack.js';
import type { Unmentioned } from './types.js';

interface Words {
  readonly lines: readonly string[];
  /** By hash, as `countWords` gives them. */
  readonly counts: ReadonlyMap<number, number>;
}

/** Decorators that change a function or class and hand it to no one. */
const KEEPS = /^@(?:dataclass|dataclasses\.dataclass|functools\.\w+|lru_cache|cache|contextmanager|contextlib\.\w+|asynccontextmanager|total_ordering|wraps|attr\.\w+|attrs\.\w+|define|frozen|final|typing\.final|transaction\.atomic|sync_to_async|async_to_sync)\b/;

/** Functions and classes at the top of a Python file. Those with decorators that may register them are left out. */
export function unmentionedPython(facts: PythonFacts, { lines, counts }: Words): readonly Unmentioned[] {
  if (facts.hasErrors || facts.dynamicNamespace || facts.hasModuleGetattr) return [];
  const found: Unmentioned[] = [];
  for (const { name, kind, span } of facts.definitions) {
    if ((kind !== 'function' && kind !== 'class') || counts.get(hashText(name)) !== 1 || /^_?_|^test|^Test|^pytest_/.test(name)) continue;
    const first = span[0] - 1;
    if (!decoratorsAbove(lines, first).every((line) => !line.trim().startsWith('@') || KEEPS.test(line.trim()))) continue;
    const bases = kind === 'class' ? basesOf(lines, first) : undefined;
    if (kind === 'class' && bases === undefined) continue;
    found.push({ name, kind, span, ...(bases === undefined || bases.length === 0 ? {} : { bases }) });
  }
  return found;
}

/** Base classes in the header of a class; undefined where the header has several lines, keywords or calls. */
function basesOf(lines: readonly string[], first: number): readonly string[] | undefined {
  const match = /^\s*class\s+\w+\s*(?:\(([^()=]*)\))?\s*:/.exec(lines[first] ?? '');
  if (match === null) return undefined;
  return (match[1] ?? '').split(',').map((base) => base.replace(/\[.*$/, '').trim()).filter((base) => base !== '');
}

/** Exported functions, classes and variables of a JavaScript module; types, re-exports and default exports are left out. */
export function unmentionedJavaScript(facts: JavaScriptFacts, { lines, counts }: Words): readonly Unmentioned[] {
  if (facts.hasErrors || facts.commonJs.used) return [];
  return facts.exports.flatMap(({ name, kind, span }) => {
    const line = lines[span[0] - 1] ?? '';
    if (kind === 'import' || name === 'default' || counts.get(hashText(name)) !== 1) return [];
    if (!/^\s*export\s+(?:async\s+)?(?:function\b|class\b|abstract\s+class\b|const\s|let\s|var\s|enum\s)/.test(line)) return [];
    if (decoratorsAbove(lines, span[0] - 1).length > 0) return [];
    return [{ name, kind, span }];
  });
}
