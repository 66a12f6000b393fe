/** Proves a fix before it is offered: the patched tree is judged again. Pure. */
import type { ChangeSet, Snapshot } from '../changes/types.js';
import { classify } from '../facts/classify.js';
import { extractFacts } from '../facts/extract.js';
import type { Grammars } from '../facts/grammars.js';
import type { FileFacts } from '../facts/types.js';
import type { Edit, Fix } from '../findings/types.js';
import { createModel, type LinkedModel } from '../project/model.js';
import type { Catalogue } from '../project/types.js';
import { hitsOfSide } from '../rules/explain.js';
import { runRules, type Audit, type ConfiguredRule } from '../rules/run.js';
import { applyEdits, EditError } from './apply.js';

export interface VerifyInput {
  readonly model: LinkedModel;
  readonly audit: Audit;
  readonly changes: ChangeSet;
  readonly rules: readonly ConfiguredRule[];
  readonly catalogue: Catalogue;
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

/** The files a fix rewrites or deletes: path -> new text, null for a deleted file. Throws EditError. */
export function patchedTexts(fix: Pick<Fix, 'edits'>, textOf: (path: string) => string | undefined): Map<string, string | null> {
  const patched = new Map<string, string | null>();
  for (const edit of fix.edits) {
    if (edit.kind === 'delete') patched.set(edit.path, null);
    else if (!patched.has(edit.path)) {
      const text = textOf(edit.path);
      if (text === undefined) throw new EditError(`${edit.path} can't be read`);
      patched.set(edit.path, applyEdits(text, fix.edits.filter((other) => other.kind === 'replace' && other.path === edit.path)));
    }
  }
  return patched;
}

/** What came of trying fixes together: all hold, these do not (the others may), or their edits can't be applied together. */
export type Proof = { readonly kind: 'holds' } | { readonly kind: 'fails'; readonly failing: ReadonlySet<FixedFinding> } | { readonly kind: 'unappliable' };

/**
 * Judges the tree patched by all the fixes together. They hold when the findings are gone and neither their files, nor the
 * edited files, nor those that mention them have a new one. A fix fails whose finding stays, or that edits a file with a new
 * one; all fail when a new one stands elsewhere.
 */
export function proveFixes(findings: readonly FixedFinding[], input: VerifyInput): Proof {
  let patched: Map<string, string | null>;
  try {
    patched = patchedTexts({ edits: distinct(findings.flatMap((finding) => finding.fix.edits)) }, input.textOf);
  } catch (error) {
    if (error instanceof EditError) return { kind: 'unappliable' };
    throw error;
  }
  const model = patchedModel(patched, input);
  const mentioning = [...patched.keys()].flatMap((path) => input.model.references.incoming(path).map((reference) => reference.from));
  // What the audit left out (the configuration, generated files) is no one's new finding.
  const looked = [...new Set([...findings.map((finding) => finding.path), ...patched.keys(), ...mentioning])].filter((path) => input.audit.has(path) && model.hasFile(path));
  const before = fingerprints(input, input.model, input.audit, looked);
  const after = fingerprints(input, model, runRules({ model, catalogue: input.catalogue, rules: input.rules }, looked), looked);
  const fresh = new Set([...after].flatMap(([fingerprint, path]) => (before.has(fingerprint) ? [] : [path])));
  const failing = findings.filter((finding) => after.has(finding.fingerprint) || finding.fix.edits.some((edit) => fresh.has(edit.path)));
  if (failing.length === 0 && fresh.size === 0) return { kind: 'holds' };
  return { kind: 'fails', failing: new Set(failing.length === 0 ? findings : failing) };
}

/** Two fixes may want the same line added (an import, a setting): once is enough. */
function distinct(edits: readonly Edit[]): Edit[] {
  return [...new Map(edits.map((edit) => [JSON.stringify(edit), edit])).values()];
}

function patchedModel(patched: ReadonlyMap<string, string | null>, input: VerifyInput): LinkedModel {
  const entries = new Map(input.model.snapshot.entries);
  const facts = new Map<string, FileFacts>();
  for (const [path, text] of patched) {
    if (text === null) entries.delete(path);
    else facts.set(path, extractFacts(classify(path), Buffer.from(text), input.grammars));
  }
  const snapshot: Snapshot = { commit: null, entries };
  return createModel({
    snapshot,
    facts: (path) => facts.get(path) ?? input.model.facts(path),
    catalogue: input.catalogue,
    formerPaths: input.model.formerPaths,
    formerDependencies: input.model.formerDependencies,
    knownLinks: (path) => (facts.has(path) ? undefined : input.model.linksFrom(path)),
  });
}

/** Fingerprint -> path of its finding. */
function fingerprints(input: VerifyInput, model: LinkedModel, audit: Audit, paths: readonly string[]): Map<string, string> {
  const wanted = new Map(paths.flatMap((path) => (audit.has(path) ? [[path, audit.get(path) as NonNullable<ReturnType<Audit['get']>>]] : [])));
  return new Map(hitsOfSide(input.changes, { audit: wanted, model }, 'head').map((hit) => [hit.fingerprint, hit.path]));
}
