/** Proves a fix before it is offered: the patched tree is judged again. Pure. */
import { isPlainPath } from '../changes/plain-path.js';
import type { ChangeSet } from '../changes/types.js';
import { classify } from '../facts/classify.js';
import { extractFacts } from '../facts/extract.js';
import type { Grammars } from '../facts/grammars.js';
import type { FileFacts } from '../facts/types.js';
import type { Edit, Fix } from '../findings/types.js';
import type { TreeState } from '../project/live-tree.js';
import type { LiveModel } from '../project/model.js';
import type { Side } from '../rules/both-sides.js';
import { hitsOfSide, type RuleHit } from '../rules/explain.js';
import type { Audit } from '../rules/run.js';
import { applyEdits, EditError } from './apply.js';
import { distinct } from './compose.js';

export interface VerifyInput {
  /** The side that the fixes are made for. */
  readonly side: Side;
  readonly changes: ChangeSet;
  readonly grammars: Grammars;
  /** Texts of the files that the fix edits. */
  textOf(path: string): string | undefined;
}

/** A finding whose fix is to be proved. */
export interface FixedFinding {
  readonly path: string;
  readonly fingerprint: string;
  readonly fix: Pick<Fix, 'edits'>;
}

/**
 * The files a fix rewrites, makes or deletes: path -> new text, null for a deleted file.
 * @throws EditError when edits can't be applied, a file can't be read, or one to be made is there already or would not stand in the repository.
 */
export function patchedTexts(fix: Pick<Fix, 'edits'>, textOf: (path: string) => string | undefined): Map<string, string | null> {
  const patched = new Map<string, string | null>();
  for (const edit of fix.edits) {
    if (edit.kind === 'delete') patched.set(edit.path, null);
    else if (edit.kind === 'create') patched.set(edit.path, newText(edit, fix.edits, textOf));
    else if (!patched.has(edit.path)) {
      const text = textOf(edit.path);
      if (text === undefined) throw new EditError(`${edit.path} can't be read`);
      patched.set(edit.path, applyEdits(text, fix.edits.filter((other) => other.kind === 'replace' && other.path === edit.path)));
    }
  }
  return patched;
}

function newText(edit: Extract<Edit, { kind: 'create' }>, edits: readonly Edit[], textOf: (path: string) => string | undefined): string {
  if (!isPlainPath(edit.path)) throw new EditError(`${edit.path} is no path of a new file`);
  if (textOf(edit.path) !== undefined) throw new EditError(`${edit.path} exists`);
  if (edits.some((other) => other !== edit && other.path === edit.path)) throw new EditError(`${edit.path} is edited twice`);
  return edit.text;
}

/** What came of trying fixes together: all hold, these do not (the others may), or their edits can't be applied together. */
export type Proof = { readonly kind: 'holds' } | { readonly kind: 'fails'; readonly failing: ReadonlySet<FixedFinding> } | { readonly kind: 'unappliable' };

/**
 * Judges the tree patched by all the fixes together. They hold when the findings are gone and neither their files, nor the
 * edited files, nor those that mention them have a new one that is more than a remark. A fix fails whose finding stays, or that edits a file with a new
 * one; all fail when a new one stands elsewhere.
 */
export function proveFixes(findings: readonly FixedFinding[], input: VerifyInput): Proof {
  const { side } = input;
  const edits = distinct(findings.flatMap((finding) => finding.fix.edits));
  if (edits.some((edit) => edit.kind === 'create' && isTaken(edit.path, side.model))) return { kind: 'unappliable' };
  let patched: Map<string, string | null>;
  try {
    patched = patchedTexts({ edits }, input.textOf);
  } catch (error) {
    if (error instanceof EditError) return { kind: 'unappliable' };
    throw error;
  }
  const state = patchedState(patched, input);
  const { snapshot } = side.state;
  const mentioning = [...patched.keys()].flatMap((path) => side.model.references.incoming(path).map((reference) => reference.from));
  // What the audit left out (the configuration, generated files) is no one's new finding; a new file was not there to be left out.
  const isJudged = (path: string): boolean => state.snapshot.entries.has(path) && (side.audit.has(path) || !snapshot.entries.has(path));
  const looked = [...new Set([...findings.map((finding) => finding.path), ...patched.keys(), ...mentioning])].filter(isJudged);
  const before = fingerprints(input, side, looked);
  const after = fingerprints(input, { state, audit: side.auditAt(state, looked) }, looked);
  // A fix may leave something to remark on: a dependency of which nobody knows a version, say.
  const fresh = new Set([...after].flatMap(([fingerprint, { path, severity }]) => (before.has(fingerprint) || severity === 'info' ? [] : [path])));
  const failing = findings.filter((finding) => after.has(finding.fingerprint) || finding.fix.edits.some((edit) => fresh.has(edit.path)));
  if (failing.length === 0 && fresh.size === 0) return { kind: 'holds' };
  return { kind: 'fails', failing: new Set(failing.length === 0 ? findings : failing) };
}

/** A file or folder stands at the path, readable or not, or a file where it needs a folder. */
function isTaken(path: string, model: LiveModel): boolean {
  const parts = path.split('/');
  return model.hasFolder(path) || parts.some((_, index) => model.hasFile(parts.slice(0, index + 1).join('/')));
}

function patchedState(patched: ReadonlyMap<string, string | null>, input: VerifyInput): TreeState {
  const { state } = input.side;
  const entries = new Map(state.snapshot.entries);
  const facts = new Map<string, FileFacts>();
  for (const [path, text] of patched) {
    if (text === null) entries.delete(path);
    else {
      facts.set(path, extractFacts(classify(path), Buffer.from(text), input.grammars));
      entries.set(path, { path, oid: PATCHED, kind: entries.get(path)?.kind ?? 'file' });
    }
  }
  return { ...state, snapshot: { commit: null, entries }, facts: (path) => facts.get(path) ?? (entries.has(path) ? state.facts(path) : undefined) };
}

/** No blob: what it says is never taken for what another says. */
const PATCHED = '';

/** Findings by fingerprint. */
function fingerprints(input: VerifyInput, { state, audit }: Pick<Side, 'state' | 'audit'>, paths: readonly string[]): Map<string, Pick<RuleHit, 'path' | 'severity'>> {
  const wanted = new Map(paths.flatMap((path) => (audit.has(path) ? [[path, audit.get(path) as NonNullable<ReturnType<Audit['get']>>]] : [])));
  return new Map(hitsOfSide(input.changes, { audit: wanted, model: state }, 'head').map((hit) => [hit.fingerprint, hit]));
}
