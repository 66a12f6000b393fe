/**
 * The facts of all wanted blobs: from the store where it has them, else read, extracted and stored. Python files have their
 * code where one of them wants it, see `wantsCode`. I/O.
 */
import type { Snapshot, TreeEntry } from '../changes/types.js';
import type { Blob, TreeSource } from '../checkout/types.js';
import { classify, skipByPath } from '../facts/classify.js';
import { skippedFacts, tooLarge } from '../facts/extract.js';
import type { Grammars } from '../facts/grammars.js';
import type { FileFacts } from '../facts/types.js';
import { wantsCode } from '../facts/wants-code.js';
import { perObject } from '../project/per-object.js';
import { readHere } from '../readers/here.js';
import type { Readers } from '../readers/types.js';
import { newEntries, recall, remember, type Collected } from './collected.js';
import { attachCode, factsKey, lacksCode } from './facts-store.js';
import { NOTHING, sumOf, TooMuchToRead } from './parsed.js';
import type { Care, FactsKey, FactsStore, Parsed, Part, ReadFile } from './types.js';

export interface CollectInput {
  readonly source: Pick<TreeSource, 'read'>;
  readonly snapshots: readonly Snapshot[];
  readonly store: FactsStore;
  readonly grammars: Grammars;
  readonly care?: Care;
  /** Asked where there is much to read, for readers beside the one of this thread. Default: all is read here. They know nothing of `care`. */
  startReaders?(here: Readers): Readers;
  /** Told after each blob that was read. */
  onProgress?(done: number, total: number): void;
}

export interface CollectedFacts extends Parsed {
  /** Facts of an entry of one of the snapshots. */
  of(entry: TreeEntry): FileFacts;
}

/** Facts are written in batches, so that an interrupted run keeps most of its work. */
const BATCH = 200;
const OPAQUE = skippedFacts();

/** Never throws for the content of a blob; throws when the store or git fails, and TooMuchToRead. */
export function collectFacts(input: CollectInput): Promise<CollectedFacts> {
  const before = recall(input.store, input.snapshots);
  // What was harmless to another process and was not to this one is judged anew.
  const isHarmed = [...(input.care?.quarantined.keys() ?? [])].some((text) => before?.known.get(text) !== undefined && before.known.get(text)?.skip?.reason !== 'quarantined');
  return collect(input, isHarmed ? undefined : before);
}

/** @param before what is known already */
async function collect(input: CollectInput, before: Collected | undefined): Promise<CollectedFacts> {
  const { store, snapshots, care } = input;
  const wanted = wantedOf(snapshots, before);
  const { known: found, missing } = await lookUp(input, wanted);
  // The code of all files is wanted from now on.
  if (before?.hasCode === false && wantsCode(found.values())) return collect(input, undefined);
  if (missing.length > (care?.mostToRead ?? Number.POSITIVE_INFINITY)) throw new TooMuchToRead(missing.length);
  const known = before?.known ?? new Map<string, FileFacts>();
  for (const [text, facts] of found) known.set(text, facts);
  const first = await readMissing(input, missing, known);
  const hasCode = before?.hasCode === true || wantsCode(before === undefined ? known.values() : missing.map((key) => known.get(factsKey(key)) ?? OPAQUE));
  if (before?.hasCode === false && hasCode) {
    const whole = await collect(input, undefined);
    return { ...whole, ...sumOf([whole, first]) };
  }
  const second = hasCode ? await readMissing(input, await completeCode(store, [...wanted.values()], known), known) : NOTHING;
  const parsed = sumOf([first, second, care?.readBefore ?? NOTHING]);
  const again = [...wanted].filter(([text]) => !isLasting(known.get(text))).map(([, key]) => key);
  if (snapshots[0] !== undefined) remember(store, { first: snapshots[0].entries, known, again, hasCode }, before);
  // Rules ask for the same entries over and over: by identity, without putting keys together.
  const byEntry = new Map<TreeEntry, FileFacts>();
  return {
    ...parsed,
    of: (entry) => {
      const held = byEntry.get(entry);
      if (held !== undefined) return held;
      const facts = factsOf(plannedOf(entry), known);
      byEntry.set(entry, facts);
      return facts;
    },
  };
}

/** Reads those of one part of the files whose facts are not there, and stores them; all parts together are what `collectFacts` reads. Throws as it does. */
export async function readPart(input: CollectInput, { index, of }: Part): Promise<Parsed> {
  // By the first seven digits: whole numbers that any engine divides fast.
  const wanted = [...wantedOf(input.snapshots)].filter(([, { oid }]) => Number.parseInt(oid.slice(0, 7), 16) % of === index);
  const { known, missing } = await lookUp(input, new Map(wanted));
  return readMissing(input, missing, known);
}

/** What the store knows of what is wanted, and what is left to read. */
async function lookUp({ store, care }: CollectInput, wanted: ReadonlyMap<string, ReadFile>): Promise<{ readonly known: Map<string, FileFacts>; readonly missing: readonly ReadFile[] }> {
  const known = await store.getMany([...wanted.values()]);
  // Read before, by a tool that it was harmless to.
  for (const text of care?.quarantined.keys() ?? []) if (wanted.has(text)) known.delete(text);
  return { known, missing: [...wanted].flatMap(([text, key]) => (known.has(text) ? [] : [key])) };
}

/** Adds the code from the store where it is wanted. Answers the keys of which the store has no code any more. */
async function completeCode(store: FactsStore, wanted: readonly ReadFile[], known: ReadonlyMap<string, FileFacts>): Promise<readonly ReadFile[]> {
  const factsOf = (key: FactsKey): FileFacts => known.get(factsKey(key)) ?? OPAQUE;
  const incomplete = wanted.filter((key) => lacksCode(factsOf(key)));
  if (incomplete.length === 0) return [];
  const complete = await store.getMany(incomplete, { code: true });
  return incomplete.filter((key) => {
    const code = complete.get(factsKey(key))?.code;
    if (code !== undefined) attachCode(factsOf(key), code);
    return code === undefined;
  });
}

/** What is read of the snapshots, by the text of its key. */
function wantedOf(snapshots: readonly Snapshot[], before?: Collected): ReadonlyMap<string, ReadFile> {
  const wanted = new Map((before?.again ?? []).map((key) => [factsKey(key), key]));
  for (const entry of newEntries(snapshots, before)) {
    const planned = plannedOf(entry);
    if (planned !== undefined && 'key' in planned) wanted.set(planned.text, planned.key);
  }
  return wanted;
}

/** Facts of what is never read; else under which key they are. */
type Planned = { readonly skipped: FileFacts } | { readonly key: ReadFile; readonly text: string };

function factsOf(planned: Planned | undefined, known: ReadonlyMap<string, FileFacts>): FileFacts {
  if (planned === undefined) return OPAQUE;
  return 'skipped' in planned ? planned.skipped : (known.get(planned.text) ?? OPAQUE);
}

/** By the entry itself: a process meets the entries of a tree again with each push. Undefined for what says nothing. */
const plannedOf = perObject((entry: TreeEntry): Planned | undefined => {
  const skip = skipByPath(entry.path, entry.kind);
  if (skip !== undefined) return { skipped: skippedFacts(skip) };
  const kind = classify(entry.path);
  if (kind === 'opaque') return undefined;
  const key = { oid: entry.oid, kind, path: entry.path };
  const text = factsKey(key);
  return { key: { ...key, text }, text };
});

/** Files from which on it pays to start readers that read at the same time. */
const MANY = 500;

async function readMissing(input: CollectInput, missing: readonly ReadFile[], known: Map<string, FileFacts>): Promise<Parsed> {
  if (missing.length === 0) return NOTHING;
  const here = readHere(input.grammars);
  const readers = input.startReaders !== undefined && missing.length >= MANY ? input.startReaders(here) : here;
  try {
    return await new Reading(input, readers, known, missing).run();
  } finally {
    await readers.close();
  }
}

/** Blobs in, facts into the store and into what is known. */
class Reading {
  #done = 0;
  #parsedFiles = 0;
  #parsedBytes = 0;
  #batch: { key: FactsKey; facts: FileFacts }[] = [];
  readonly #running = new Set<Promise<void>>();
  /** Told when a file is read. */
  #goOn = (): void => undefined;
  #failure: { readonly error: unknown } | null = null;

  constructor(
    private readonly input: CollectInput,
    private readonly readers: Readers,
    private readonly known: Map<string, FileFacts>,
    private readonly missing: readonly ReadFile[],
  ) {}

  async run(): Promise<Parsed> {
    const files = new Map<string, ReadFile[]>();
    for (const file of inOrder(this.missing, this.input.care)) files.set(file.oid, [...(files.get(file.oid) ?? []), file]);
    for await (const blob of this.input.source.read(files.keys())) {
      for (const file of files.get(blob.oid) ?? []) await this.begin(file, blob);
      if (this.#batch.length >= BATCH) await this.store();
      this.input.onProgress?.(this.#done, this.missing.length);
    }
    if (this.#running.size > 0) {
      await Promise.all(this.#running);
      this.input.onProgress?.(this.#done, this.missing.length);
    }
    await this.store();
    return { parsedFiles: this.#parsedFiles, parsedBytes: this.#parsedBytes };
  }

  /** Comes back when another file may be begun: with one reader, when this one is read. */
  private async begin(file: ReadFile, blob: Blob): Promise<void> {
    const one: Promise<void> = read(file, blob, this.input.care, this.readers).then((facts) => {
      this.#running.delete(one);
      this.take(file, blob, facts);
      this.#goOn();
    });
    one.catch((error: unknown) => {
      this.#failure ??= { error };
      this.#goOn();
    });
    this.#running.add(one);
    while (this.#running.size >= this.readers.size) {
      await new Promise<void>((resolve) => (this.#goOn = resolve));
      if (this.#failure !== null) throw this.#failure.error;
    }
  }

  private take(file: ReadFile, { content }: Blob, facts: FileFacts): void {
    this.known.set(factsKey(file), facts);
    this.#done += 1;
    if (content !== null) this.#parsedFiles += 1;
    this.#parsedBytes += content?.byteLength ?? 0;
    // What git does not hold today it may hold tomorrow, and a tool that broke may be mended.
    if (isLasting(facts)) this.#batch.push({ key: file, facts });
  }

  private async store(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    await this.input.store.putMany(batch);
  }
}

function isLasting(facts: FileFacts | undefined): boolean {
  return facts !== undefined && facts.skip?.reason !== 'missing' && facts.lintUnknown === undefined && facts.secretsUnknown === undefined;
}

/** Those first that an earlier run ended at. */
function inOrder(missing: readonly ReadFile[], care: Care | undefined): readonly ReadFile[] {
  if (care === undefined || care.suspects.size === 0) return missing;
  const isSuspect = (file: ReadFile): boolean => care.suspects.has(factsKey(file));
  return [...missing.filter(isSuspect), ...missing.filter((file) => !isSuspect(file))];
}

async function read(file: ReadFile, { content, size }: Blob, care: Care | undefined, readers: Readers): Promise<FileFacts> {
  if (content === null) return absentFacts(size);
  const why = care?.quarantined.get(factsKey(file));
  if (why !== undefined) return skippedFacts({ reason: 'quarantined', detail: why });
  care?.onFile(file);
  return readers.read(file.kind, content);
}

function absentFacts(size: number | null): FileFacts {
  if (size !== null) return skippedFacts(tooLarge(size));
  return skippedFacts({ reason: 'missing', detail: 'git does not hold it here: it is over 1 MiB, or a partial clone left it out' });
}
