/** Which fixes can be applied together, and what their files say then. Pure. */
import { isPlainPath } from '../changes/plain-path.js';
import type { Edit, Finding, Fix } from '../findings/types.js';
import { applyEdits, EditError } from './apply.js';

export type Fixable = Finding & { readonly fix: Fix };

export interface ComposeInput {
  /** Text of a file of the head; undefined where there is none that can be written again. */
  textOf(path: string): string | undefined;
  /** Why a file may not be edited: a sentence without its subject and full stop. */
  refusalOf(path: string): string | undefined;
  /** A file or folder stands at the path, or a file where it needs a folder. */
  isTaken(path: string): boolean;
}

export interface Composed {
  readonly chosen: readonly Fixable[];
  /** Path -> new text; null: the file goes. */
  readonly texts: ReadonlyMap<string, string | null>;
  /** Fingerprint -> why its fix is not among them. */
  readonly left: ReadonlyMap<string, string>;
}

/** Takes fixes in the order given, worst first, and leaves those that a file or an earlier fix does not allow. */
export function compose(findings: readonly Fixable[], input: ComposeInput): Composed {
  const files = new Map<string, Patched>();
  const chosen: Fixable[] = [];
  const left = new Map<string, string>();
  for (const finding of findings) {
    const tried = withFix(files, finding, input);
    if (typeof tried === 'string') left.set(finding.fingerprint, tried);
    else {
      chosen.push(finding);
      for (const [path, patched] of tried) files.set(path, patched);
    }
  }
  return { chosen, texts: new Map([...files].map(([path, { text }]) => [path, text])), left };
}

/** Every edit of one file, whose they are, and what it says after them. */
interface Patched {
  readonly edits: readonly Edit[];
  readonly owners: readonly Fixable[];
  readonly text: string | null;
}

/** The files that the fix edits, with it; or why it can't be applied. */
function withFix(files: ReadonlyMap<string, Patched>, finding: Fixable, input: ComposeInput): ReadonlyMap<string, Patched> | string {
  const paths = new Set(finding.fix.edits.map((edit) => edit.path));
  if (paths.size === 0) return 'its fix edits nothing';
  const changed = new Map<string, Patched>();
  for (const path of paths) {
    const refusal = isPlainPath(path) && !path.includes('\uFFFD') ? input.refusalOf(path) : 'its path can’t be written safely on every system';
    if (refusal !== undefined) return `\`${path}\` is not edited: ${refusal}`;
    const known = files.get(path);
    const edits = distinct([...(known?.edits ?? []), ...finding.fix.edits.filter((edit) => edit.path === path)]);
    const text = textAfter(path, edits, input);
    if (text === undefined) return known === undefined ? 'its fix can’t be applied to the file as it is' : `another fix changes the same lines of \`${path}\` (${known.owners[0]?.ruleId ?? ''})`;
    changed.set(path, { edits, owners: [...(known?.owners ?? []), finding], text });
  }
  return changed;
}

/** Undefined: the edits exclude each other, or do not fit the file. */
function textAfter(path: string, edits: readonly Edit[], { textOf, isTaken }: ComposeInput): string | null | undefined {
  const [first] = edits;
  if (first?.kind === 'delete') return edits.length === 1 && textOf(path) !== undefined ? null : undefined;
  if (first?.kind === 'create') return edits.length === 1 && !isTaken(path) ? first.text : undefined;
  const text = textOf(path);
  if (text === undefined || edits.some(({ kind }) => kind !== 'replace')) return undefined;
  try {
    return applyEdits(text, edits);
  } catch (error) {
    if (error instanceof EditError) return undefined;
    throw error;
  }
}

/** Two fixes may want the same line added: once is enough. */
export function distinct(edits: readonly Edit[]): Edit[] {
  return [...new Map(edits.map((edit) => [JSON.stringify(edit), edit])).values()];
}
