/**
 * The facts of all wanted blobs: from the store where it has them, else read, extracted and stored. Python files have their
 * code where one of them wants it, see `wantsCode`. I/O.
 */
import type { Snapshot, TreeEntry } from '../changes/types.js';
import type { Blob, TreeSource } from '../checkout/types.js';
import { classify, skipByPath } from '../facts/classify.js';
import { decodeSource } from '../facts/common/decode.js';
import { extractFacts, skippedFacts, tooLarge } from '../facts/extract.js';
import type { Grammars } from '../facts/grammars.js';
import { createSecretFinder, type SecretFinder } from '../facts/lint/secrets.js';
import type { FileFacts, PathKind } from '../facts/types.js';
import { wantsCode } from '../facts/wants-code.js';
import { perObject } from '../project/per-object.js';
import { attachCode, factsKey, lacksCode } from './facts-store.js';
import type { Care, FactsKey, FactsStore, ReadFile } from './types.js';

export interface CollectInput {
  readonly source: Pick<TreeSource, 'read'>;
  readonly snapshots: readonly Snapshot[];
  readonly store: FactsStore;
  readonly grammars: Grammars;
  readonly care?: Care;
  /** Told after each blob that was read. */
  onProgress?(done: number, total: number): void;
}

export interface CollectedFacts {
  /** Facts of an entry of one of the snapshots. */
  of(entry: TreeEntry): FileFacts;
  /** Blobs whose content was read and extracted, once for each kind of path. */
  readonly parsedFiles: number;
  readonly parsedBytes: number;
}

/** Facts are written in batches, so that an interrupted run keeps most of its work. */
const BATCH = 200;
const OPAQUE = skippedFacts();

/** Never throws for the content of a blob; throws when the store or git fails. */
export async function collectFacts(input: CollectInput): Promise<CollectedFacts> {
  const wanted = wantedOf(input.snapshots);
  const known = await input.store.getMany([...wanted.values()]);
  // Read before, by a tool that it was harmless to.
  for (const text of input.care?.quarantined.keys() ?? []) if (wanted.has(text)) known.delete(text);
  const missing = [...wanted].flatMap(([text, key]) => (known.has(text) ? [] : [key]));
  const first = await readMissing(input, missing, known);
  const second = await readMissing(input, await completeCode(input.store, [...wanted.values()], known), known);
  const parsed = { parsedFiles: first.parsedFiles + second.parsedFiles, parsedBytes: first.parsedBytes + second.parsedBytes };
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

/** Adds the code from the store where it is wanted. Answers the keys of which the store has no code any more. */
async function completeCode(store: FactsStore, wanted: readonly ReadFile[], known: ReadonlyMap<string, FileFacts>): Promise<readonly ReadFile[]> {
  const factsOf = (key: FactsKey): FileFacts => known.get(factsKey(key)) ?? OPAQUE;
  const incomplete = wanted.filter((key) => lacksCode(factsOf(key)));
  if (incomplete.length === 0 || !wantsCode(known.values())) return [];
  const complete = await store.getMany(incomplete, { code: true });
  return incomplete.filter((key) => {
    const code = complete.get(factsKey(key))?.code;
    if (code !== undefined) attachCode(factsOf(key), code);
    return code === undefined;
  });
}

/** What is read of the snapshots, by the text of its key. */
function wantedOf(snapshots: readonly Snapshot[]): ReadonlyMap<string, ReadFile> {
  const wanted = new Map<string, ReadFile>();
  for (const snapshot of snapshots) {
    for (const entry of snapshot.entries.values()) {
      const planned = plannedOf(entry);
      if (planned !== undefined && 'key' in planned) wanted.set(planned.text, planned.key);
    }
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
  return { key, text: factsKey(key) };
});

async function readMissing(input: CollectInput, missing: readonly ReadFile[], known: Map<string, FileFacts>): Promise<{ parsedFiles: number; parsedBytes: number }> {
  const files = new Map<string, ReadFile[]>();
  for (const file of inOrder(missing, input.care)) files.set(file.oid, [...(files.get(file.oid) ?? []), file]);
  let done = 0;
  let parsedFiles = 0;
  let parsedBytes = 0;
  let batch: { key: FactsKey; facts: FileFacts }[] = [];
  if (missing.length === 0) return { parsedFiles, parsedBytes };
  const findSecrets = createSecretFinder();
  for await (const blob of input.source.read(files.keys())) {
    for (const file of files.get(blob.oid) ?? []) {
      const facts = await read(file, blob, input, findSecrets);
      known.set(factsKey(file), facts);
      done += 1;
      if (blob.content !== null) parsedFiles += 1;
      parsedBytes += blob.content?.byteLength ?? 0;
      // What git does not hold today it may hold tomorrow, and a tool that broke may be mended.
      if (facts.skip?.reason !== 'missing' && facts.lintUnknown === undefined && facts.secretsUnknown === undefined) batch.push({ key: file, facts });
    }
    if (batch.length >= BATCH) {
      await input.store.putMany(batch);
      batch = [];
    }
    input.onProgress?.(done, missing.length);
  }
  await input.store.putMany(batch);
  return { parsedFiles, parsedBytes };
}

/** Those first that an earlier run ended at. */
function inOrder(missing: readonly ReadFile[], care: Care | undefined): readonly ReadFile[] {
  if (care === undefined || care.suspects.size === 0) return missing;
  const isSuspect = (file: ReadFile): boolean => care.suspects.has(factsKey(file));
  return [...missing.filter(isSuspect), ...missing.filter((file) => !isSuspect(file))];
}

async function read(file: ReadFile, { content, size }: Blob, { care, grammars }: CollectInput, findSecrets: SecretFinder): Promise<FileFacts> {
  if (content === null) return absentFacts(size);
  const why = care?.quarantined.get(factsKey(file));
  if (why !== undefined) return skippedFacts({ reason: 'quarantined', detail: why });
  care?.onFile(file);
  return withSecrets(file.kind, content, extractFacts(file.kind, content, grammars), findSecrets);
}

/** secretlint answers later, so its part of the facts is added here. Where it fails, the facts say so and the run goes on. */
async function withSecrets(kind: PathKind, content: Uint8Array, facts: FileFacts, findSecrets: SecretFinder): Promise<FileFacts> {
  if (facts.skip !== undefined) return facts;
  const decoded = decodeSource(content, kind.startsWith('python') ? 'python' : undefined);
  if (!('text' in decoded)) return facts;
  try {
    const secrets = await findSecrets(kind, decoded.text);
    return secrets.length === 0 ? facts : { ...facts, secrets };
  } catch (error) {
    return { ...facts, secretsUnknown: error instanceof Error ? error.message : 'secretlint broke on this file' };
  }
}

function absentFacts(size: number | null): FileFacts {
  if (size !== null) return skippedFacts(tooLarge(size));
  return skippedFacts({ reason: 'missing', detail: 'git does not hold it here: it is over 1 MiB, or a partial clone left it out' });
}
