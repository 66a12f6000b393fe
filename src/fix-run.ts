/** A run that mends: review -> fixes that go together -> patched tree -> review of it -> what may be written. */
import { readContents } from './checkout/read-texts.js';
import type { ChangeSource, PatchedSource } from './checkout/types.js';
import { classify, skipByPath } from './facts/classify.js';
import { extractFacts } from './facts/extract.js';
import type { Finding } from './findings/types.js';
import { compose, type ComposeInput, type Fixable } from './fixes/compose.js';
import { encodedAs, type Encoded } from './fixes/encode.js';
import type { FixAnswer, FixSelection, LeftFinding, PreparedFile } from './fixes/types.js';
import { editedPaths } from './fixes/verified.js';
import { doubtsOf, proveWhole } from './fixes/whole.js';
import { review } from './pipeline.js';
import type { Judged, Tools } from './pipeline-types.js';
import { byWorst, isReported } from './report/order.js';
import { plural } from './score/verdict.js';

/** Patched trees that are judged whole at most: each costs a review of what hangs on the fixes. */
const MOST_PROOFS = 6;

/** A state of the change: as it came, or with fixes that were proved. */
interface Step {
  readonly source: ChangeSource;
  readonly judged: Judged;
  /** Path -> the file, for all that differ from the head. */
  readonly files: ReadonlyMap<string, PreparedFile>;
}

/**
 * Mends what the change brings; writes nothing. Fixes that want the same lines are applied one after the other, each over what the
 * one before left. A fix that the whole tree does not bear is left, with all that stand or fall with it. Throws when git or the store fails.
 */
export async function prepareFix(source: ChangeSource, selection: FixSelection, tools: Tools): Promise<FixAnswer> {
  const start: Step = { source, judged: await review(source, tools), files: new Map() };
  const { valid, problems } = start.judged.configuration;
  if (!valid) return { nothing: problems.map(({ message }) => `In the base: ${message}`).join('\n'), left: [], unusable: true };
  const wanted = start.judged.result.findings.filter((finding) => isReported(finding) && isSelected(selection, finding));
  if (wanted.length === 0) return { nothing: `The change brings no finding${selection.rules.length === 0 ? '' : ` of ${selection.rules.join(', ')}`}.`, left: [] };
  const run = new FixRun(start, wanted, selection, tools);
  try {
    await run.mend();
    return run.answer();
  } finally {
    await run.close();
  }
}

/** `rule/id`, or `area/*` and `linter/*` for all of one. */
function isSelected({ rules }: FixSelection, { ruleId }: Finding): boolean {
  return rules.length === 0 || rules.some((rule) => rule === ruleId || (rule.endsWith('/*') && ruleId.startsWith(rule.slice(0, -1))));
}

class FixRun {
  readonly #start: Step;
  readonly #wanted: readonly Finding[];
  readonly #selection: FixSelection;
  readonly #tools: Tools;
  #step: Step;
  #patched: PatchedSource | null = null;
  /** Fingerprints of findings whose fixes were applied. */
  readonly #applied = new Set<string>();
  /** Fingerprint -> why its fix is tried no more. */
  readonly #dropped = new Map<string, string>();
  /** Fingerprint -> why its fix was not among those applied last. */
  #left: ReadonlyMap<string, string> = new Map();

  constructor(start: Step, wanted: readonly Finding[], selection: FixSelection, tools: Tools) {
    this.#start = start;
    this.#step = start;
    this.#wanted = wanted;
    this.#selection = selection;
    this.#tools = tools;
  }

  /** Applies fixes until none is left that could be, or too many trees were judged. */
  async mend(): Promise<void> {
    for (let proofs = 0; proofs < MOST_PROOFS; proofs += 1) {
      const { chosen, texts, left, encode } = await this.#compose();
      this.#left = left;
      if (chosen.length === 0) return;
      await this.#prove(chosen, this.#filesWith(texts, encode));
    }
    for (const { fingerprint } of this.#fixable()) if (!this.#left.has(fingerprint)) this.#dropped.set(fingerprint, 'it was not tried, as too many fixes before it did not hold together');
  }

  answer(): FixAnswer {
    const fixed = this.#start.judged.result.findings.filter((finding) => isReported(finding) && this.#isFixed(finding));
    const left = this.#leftFindings(new Set(fixed.map(({ fingerprint }) => fingerprint)));
    const patch = this.#patched?.patch ?? '';
    if (patch === '' || fixed.length === 0) {
      const kind = this.#selection.unsafe ? 'fix' : 'safe fix';
      return { nothing: `${left.length === 1 ? 'The one finding has no' : `None of the ${plural(left.length, 'finding')} has a`} ${kind} that can be applied.`, left };
    }
    const files = [...this.#step.files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
    return { files, patch, fixed: fixed.sort(byWorst), left };
  }

  async close(): Promise<void> {
    await this.#patched?.close();
  }

  /** Findings of the start that are still there, with a fix that may be applied. */
  #fixable(): Fixable[] {
    const wanted = new Set(this.#wanted.map(({ fingerprint }) => fingerprint));
    return this.#step.judged.result.findings.filter((finding): finding is Fixable => wanted.has(finding.fingerprint) && !this.#dropped.has(finding.fingerprint) && this.#mayApply(finding));
  }

  #mayApply({ fix }: Finding): boolean {
    return fix !== null && (fix.safety === 'safe' || this.#selection.unsafe);
  }

  async #compose(): Promise<ReturnType<typeof compose> & { readonly encode: (path: string, text: string) => Buffer }> {
    const fixable = this.#fixable();
    const { input, encoded } = await inputFor(this.#step.source, editedPaths(fixable), this.#selection, this.#tools);
    return { ...compose(fixable, input), encode: (path, text) => encoded.get(path)?.encode(text) ?? Buffer.from(text) };
  }

  #filesWith(texts: ReadonlyMap<string, string | null>, encode: (path: string, text: string) => Buffer): ReadonlyMap<string, PreparedFile> {
    const files = new Map(this.#step.files);
    for (const [path, text] of texts) {
      const entry = this.#start.source.head.entries.get(path);
      // What an earlier fix made and this one takes away was never there.
      if (text === null && entry === undefined) files.delete(path);
      else files.set(path, { path, content: text === null ? null : encode(path, text), kind: entry?.kind ?? 'file', isNew: entry === undefined });
    }
    return files;
  }

  /** Judges the tree with these files, and takes it or leaves what it does not bear. */
  async #prove(chosen: readonly Fixable[], files: ReadonlyMap<string, PreparedFile>): Promise<void> {
    const patched = await this.#start.source.patched([...files.values()]);
    let rejected: PatchedSource | null = patched;
    try {
      const judged = await review(patched, this.#tools);
      const failing = proveWhole({ before: this.#step.judged, after: judged, chosen });
      for (const [{ fingerprint }, why] of failing) this.#dropped.set(fingerprint, why);
      if (failing.size > 0) return;
      for (const { fingerprint } of chosen) this.#applied.add(fingerprint);
      rejected = this.#patched;
      this.#patched = patched;
      this.#step = { source: patched, judged, files };
    } finally {
      await rejected?.close();
    }
  }

  /** Gone, by its own fix or by another's; not where its rule can't tell any more. */
  #isFixed({ fingerprint, ruleId }: Finding): boolean {
    const { result, audit } = this.#step.judged;
    if (result.findings.some((finding) => finding.fingerprint === fingerprint)) return false;
    return this.#applied.has(fingerprint) || doubtsOf(audit, ruleId) <= doubtsOf(this.#start.judged.audit, ruleId);
  }

  #leftFindings(fixed: ReadonlySet<string>): LeftFinding[] {
    const before = new Set(this.#start.judged.result.findings.map(({ fingerprint }) => fingerprint));
    const brought = this.#step.judged.result.findings.filter((finding) => isReported(finding) && !before.has(finding.fingerprint));
    const stayed = this.#wanted.filter(({ fingerprint }) => !fixed.has(fingerprint)).map((finding) => ({ finding, why: this.#whyLeft(finding) }));
    return [...stayed, ...brought.map((finding) => ({ finding, why: 'it comes with the fixes' }))].sort((a, b) => byWorst(a.finding, b.finding));
  }

  #whyLeft(finding: Finding): string {
    const { fingerprint, fix } = finding;
    const tried = this.#dropped.get(fingerprint) ?? this.#left.get(fingerprint) ?? (fix === null ? this.#start.judged.unproven.get(fingerprint) : undefined);
    if (tried !== undefined) return tried;
    if (fix === null) return 'no fix is known';
    return this.#mayApply(finding) ? 'it can’t be told whether it is gone' : 'its fix is to be read first (`--unsafe` applies it)';
  }
}

/** What composing asks of the files that fixes edit. */
async function inputFor(source: ChangeSource, paths: readonly string[], selection: FixSelection, tools: Tools): Promise<{ readonly input: ComposeInput; readonly encoded: ReadonlyMap<string, Encoded> }> {
  const { entries } = source.head;
  const contents = await readContents(source, source.head, paths);
  const encoded = new Map([...contents].flatMap(([path, content]) => {
    const known = encodedAs(content);
    return known === undefined ? [] : [[path, known] as const];
  }));
  const refusals = new Map<string, string>();
  for (const path of new Set(paths)) {
    const offLimits = Object.entries(selection.offLimits ?? {}).find(([folder]) => path.startsWith(folder))?.[1];
    const why = offLimits ?? ownRefusal(path, source, contents.get(path), encoded.has(path), tools) ?? (await selection.refuses?.(path));
    if (why !== undefined) refusals.set(path, why);
  }
  const input: ComposeInput = {
    textOf: (path) => encoded.get(path)?.text,
    refusalOf: (path) => refusals.get(path),
    isTaken: (path) => path.split('/').some((_, index, parts) => entries.has(parts.slice(0, index + 1).join('/'))) || [...entries.keys()].some((other) => other.startsWith(`${path}/`)),
  };
  return { input, encoded };
}

/** Why a file is never edited, whoever asks. */
function ownRefusal(path: string, { head }: ChangeSource, content: Buffer | undefined, isEncoded: boolean, { grammars }: Tools): string | undefined {
  const entry = head.entries.get(path);
  const byPath = skipByPath(path, entry?.kind ?? 'file');
  if (byPath !== undefined) return byPath.detail;
  if (entry === undefined) return undefined;
  if (content === undefined) return 'it could not be read';
  const { skip } = extractFacts(classify(path), content, grammars);
  if (skip !== undefined) return `it is ${skip.reason} (${skip.detail})`;
  return isEncoded ? undefined : 'its text could not be written back as the same bytes';
}
