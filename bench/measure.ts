/** The child process: does one task in a process of its own, and prints what it measured as JSON. */
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { readGrammarBytes } from '../src/assets/grammar-files.js';
import { loadCatalogue } from '../src/assets/catalogue.js';
import { createKnownTrees } from '../src/checkout/known-trees.js';
import { createLocalTreeSource } from '../src/checkout/local.js';
import { createMirrorChangeSource } from '../src/checkout/mirror-source.js';
import type { TreeSource } from '../src/checkout/types.js';
import { classify, skipByPath } from '../src/facts/classify.js';
import { decodeSource } from '../src/facts/common/decode.js';
import { EXTRACTOR_VERSION, SIZE_LIMIT } from '../src/facts/extract.js';
import { loadGrammars } from '../src/facts/grammars.js';
import type { PathKind } from '../src/facts/types.js';
import { startLauncher } from '../src/launcher/client.js';
import type { Launcher } from '../src/launcher/types.js';
import { createLinters } from '../src/linters/index.js';
import { audit, review } from '../src/pipeline.js';
import type { Tools } from '../src/pipeline-types.js';
import { collectFacts } from '../src/store/collect-facts.js';
import { openFactsStore } from '../src/store/facts-store.js';
import { createKeptProjects } from '../src/rules/kept-projects.js';
import { floorsOfReading, floorsOfReview, reviewingRuff, treeSitterOf } from './floors.js';
import type { Measured, Task, Timed, TreeSize } from './types.js';

/** With the memory where floors were measured since. */
type MeasuredRuns = Omit<Measured, 'peakBytes'> & Partial<Pick<Measured, 'peakBytes'>>;

const NO_SIZE: TreeSize = { files: 0, sourceFiles: 0, sourceBytes: 0 };

// As the program is started: scripts/start.mjs.
setFlagsFromString('--wasm-num-compilation-tasks=1');
const task = JSON.parse(process.argv[2] ?? 'null') as Task;
const measured = await measure(task);
process.stdout.write(JSON.stringify({ peakBytes: peakBytes(), ...measured } satisfies Measured));

function peakBytes(): number {
  // Kibibytes (getrusage).
  return process.resourceUsage().maxRSS * 1024;
}

/** After a garbage collection; the first one leaves what finalisers hold. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

async function measure(wanted: Task): Promise<MeasuredRuns> {
  switch (wanted.kind) {
    case 'parse':
      return measureParse(wanted);
    case 'cold':
      return measureCold(wanted);
    case 'audit':
      return measureAudit(wanted);
    case 'review':
      return measureReview(wanted);
  }
}

/** Parses the files that the extractors would parse, and does nothing with the trees. Only the parsing is timed. */
async function measureParse({ repository, commit }: Extract<Task, { kind: 'parse' | 'cold' }>): Promise<MeasuredRuns> {
  const grammars = await loadGrammars(await readGrammarBytes());
  const source = await createLocalTreeSource({ path: repository, ref: commit });
  const kinds = sourceKinds(source);
  let milliseconds = 0;
  const clock = startClock();
  let sourceBytes = 0;
  let parsedFiles = 0;
  for await (const { oid, content } of source.read(kinds.keys())) {
    const kind = kinds.get(oid) ?? 'opaque';
    if (content === null || content.byteLength > SIZE_LIMIT) continue;
    const decoded = decodeSource(content, kind.startsWith('python') ? 'python' : undefined);
    const parse = 'skip' in decoded ? null : treeSitterOf(kind, decoded.text, grammars);
    if (parse === null) continue;
    const started = performance.now();
    parse();
    milliseconds += performance.now() - started;
    sourceBytes += content.byteLength;
    parsedFiles += 1;
  }
  await source.close();
  const size = { files: source.head.entries.size, sourceFiles: parsedFiles, sourceBytes };
  return { size, runs: [{ milliseconds, cpuMilliseconds: clock().cpuMilliseconds, parsedFiles, stages: {}, findings: 0 }] };
}

/** Distinct blobs of source files, with their kinds. */
function sourceKinds(source: TreeSource): Map<string, PathKind> {
  const read = [...source.head.entries.values()].filter((entry) => skipByPath(entry.path, entry.kind) === undefined);
  return new Map(read.map((entry) => [entry.oid, classify(entry.path)] as const).filter(([, kind]) => /^(python|javascript|typescript|tsx)\b/.test(kind)));
}

/** From opening the repository to the last row of an empty store. */
async function measureCold({ repository, commit, dataDir }: Extract<Task, { kind: 'parse' | 'cold' }>): Promise<MeasuredRuns> {
  const grammars = await loadGrammars(await readGrammarBytes());
  const store = await openFactsStore(join(dataDir, 'facts.db'), EXTRACTOR_VERSION);
  const clock = startClock();
  const source = await createLocalTreeSource({ path: repository, ref: commit });
  const facts = await collectFacts({ source, snapshots: [source.head], store, grammars });
  const times = clock();
  await store.close();
  const peak = peakBytes();
  const floors = await floorsOfReading(source, { facts, grammars, folder: dataDir });
  await source.close();
  return { size: NO_SIZE, runs: [{ ...times, parsedFiles: facts.parsedFiles, stages: {}, findings: 0 }], floors: [floors], peakBytes: peak };
}

async function measureAudit({ repository, commit, dataDir, runs }: Extract<Task, { kind: 'audit' }>): Promise<MeasuredRuns> {
  const { tools, close } = await openTools(dataDir);
  const timed: Timed[] = [];
  for (let run = 0; run < runs; run++) {
    const clock = startClock();
    const source = await createLocalTreeSource({ path: repository, ref: commit });
    const { result } = await audit(source, tools);
    timed.push({ ...clock(), parsedFiles: result.stats.parsedFiles, stages: {}, findings: result.findings.length });
    await source.close();
  }
  await close();
  return { size: NO_SIZE, runs: timed };
}

/** Every head once, in one process: the first run has read nothing yet, the others find what the server keeps. */
async function measureReview({ repository, base, heads, dataDir }: Extract<Task, { kind: 'review' }>): Promise<MeasuredRuns> {
  let last = 0;
  let stages: Record<string, number> = {};
  const onStage = (stage: string): void => {
    const now = performance.now();
    stages[stage] = (stages[stage] ?? 0) + now - last;
    last = now;
  };
  // As a worker of the server does, for which the commits have been fetched.
  const launcher = startLauncher();
  const mirror = { name: 'bench', directory: repository, rebuild: async () => undefined };
  const { tools, close } = await openTools(dataDir, onStage, launcher);
  const trees = createKnownTrees();
  const runs: Timed[] = [];
  for (const head of heads) {
    stages = {};
    const clock = startClock();
    last = performance.now();
    const source = await createMirrorChangeSource({ mirror, baseSha: base, headSha: head, trees, launcher });
    onStage('git');
    const { result } = await review(source, tools);
    onStage('result');
    const times = clock();
    await source.close();
    runs.push({ ...times, parsedFiles: result.stats.parsedFiles, stages, findings: result.findings.length });
  }
  const peak = peakBytes();
  const held = heldBytes();
  const floors = [];
  const ruff = await reviewingRuff();
  for (const head of heads) {
    const source = await createMirrorChangeSource({ mirror, baseSha: base, headSha: head, trees, launcher });
    floors.push(await floorsOfReview(source, { directory: repository, grammars: tools.grammars, launcher, ruff }));
    await source.close();
  }
  await close();
  launcher.close();
  return { size: NO_SIZE, runs, floors, peakBytes: peak, heldBytes: held };
}

/** Answers the time since it was started. */
function startClock(): () => Pick<Timed, 'milliseconds' | 'cpuMilliseconds'> {
  const started = performance.now();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { milliseconds: performance.now() - started, cpuMilliseconds: (user + system) / 1000 };
  };
}

async function openTools(dataDir: string, onStage?: (stage: string) => void, launcher?: Launcher): Promise<{ tools: Tools; close(): Promise<void> }> {
  const store = await openFactsStore(join(dataDir, 'facts.db'), EXTRACTOR_VERSION);
  const grammars = await loadGrammars(await readGrammarBytes());
  const catalogue = loadCatalogue();
  const tools: Tools = { store, grammars, catalogue, linters: createLinters(catalogue, launcher), now: () => performance.now(), kept: createKeptProjects(), ...(onStage === undefined ? {} : { onStage }) };
  return { tools, close: () => store.close() };
}
