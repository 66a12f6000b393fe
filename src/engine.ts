/** Composition root of the analysis: opens what it needs once, then judges one source after another. */
import { join } from 'node:path';
import { loadCatalogue } from './assets/catalogue.js';
import { readGrammarBytes } from './assets/grammar-files.js';
import type { ChangeSource, TreeSource } from './checkout/types.js';
import type { Gate } from './config/types.js';
import type { Engine, Review } from './engine-types.js';
import { EXTRACTOR_VERSION } from './facts/extract.js';
import { deleteGrammars, loadGrammars } from './facts/grammars.js';
import { ignoringOf } from './findings/ignored.js';
import { prepareFix } from './fix-run.js';
import { audit, review } from './pipeline.js';
import type { Judged, JudgedTree, Stage, Tools } from './pipeline-types.js';
import { gatherPage } from './pages/gather.js';
import { planReport } from './report/plan.js';
import { githubLinks } from './report/links.js';
import type { Wishes } from './report/types.js';
import type { Launcher } from './launcher/types.js';
import { createLinters } from './linters/index.js';
import type { Readers } from './readers/types.js';
import { createKeptProjects } from './rules/kept-projects.js';
import { readPart } from './store/collect-facts.js';
import type { Care, Parsed, Part } from './store/types.js';
import { openFactsStore } from './store/facts-store.js';

export interface EngineOptions {
  /** Where facts are kept. */
  readonly dataDir: string;
  /** Where people read the repositories, for links in comments; `https://github.com` when absent. */
  readonly webUrl?: string;
  /** Where the rules' pages are, for links in comments: see `GitHubPlace.docsUrl`. */
  readonly docsUrl?: string | null;
  /** Whether reviews bring what their pages are made of. */
  readonly pages?: boolean;
  /** Instead of the severity in the gate of the repositories. */
  readonly failOn?: Gate['failOn'];
  /** Starts linters that are processes of their own, where that is cheap. */
  readonly launcher?: Launcher;
  onProgress?(stage: string, done: number, total: number): void;
  /** Told when a stage of a review ends. */
  onStage?(stage: Stage): void;
  /** Reads many files at once; default: one after another, in this thread. */
  startReaders?(here: Readers): Readers;
  /** Asked anew for each judgement. */
  care?(): Care;
}

/** The engine of the command line: it judges without planning a publication. */
export interface LocalEngine extends Engine {
  judgeChange(source: ChangeSource): Promise<Judged>;
  judgeTree(source: TreeSource): Promise<JudgedTree>;
  /** Judges a change of which nobody wants to hear, so that the next one of its repository costs what it changes. */
  prepare(source: ChangeSource): Promise<null>;
  /** Reads one part of a change's files, as `readPart` does. */
  read(source: ChangeSource, part: Part): Promise<Parsed>;
  /** The same engine for one run that wants something else; closing it closes nothing. */
  lent(run: Run): LocalEngine;
}

/** What one run of the command line wants of its engine. */
export type Run = Pick<EngineOptions, 'failOn' | 'onProgress'>;

/** Opens the store and the grammars. Throws when the data folder can't be written. */
export async function createEngine(options: EngineOptions): Promise<LocalEngine> {
  const [bytes, store] = await Promise.all([readGrammarBytes(), openFactsStore(join(options.dataDir, 'facts.db'), EXTRACTOR_VERSION)]);
  const grammars = await loadGrammars(bytes);
  const catalogue = loadCatalogue();
  const tools: Tools = {
    store,
    grammars,
    catalogue,
    kept: createKeptProjects(),
    linters: createLinters(catalogue, options.launcher),
    now: () => performance.now(),
    ...wantedBy(options),
    ...(options.startReaders === undefined ? {} : { startReaders: options.startReaders }),
    ...(options.onStage === undefined ? {} : { onStage: options.onStage }),
  };
  return engineOf(tools, options, async () => {
    deleteGrammars(grammars);
    await store.close();
  });
}

function wantedBy({ failOn, onProgress }: Run): Pick<Tools, 'failOn' | 'onProgress'> {
  return { failOn, ...(onProgress === undefined ? {} : { onProgress }) };
}

function engineOf(tools: Tools, options: EngineOptions, close: () => Promise<void>): LocalEngine {
  const { store, grammars } = tools;
  return {
    judgeChange: (source) => review(source, tools),
    judgeTree: (source) => audit(source, tools),
    read(source, part) {
      const care = options.care?.();
      return readPart({ source, snapshots: [source.base, source.head], store, grammars, ...(care === undefined ? {} : { care }) }, part);
    },
    async review(source, wishes): Promise<Review> {
      const judged = await review(source, heeding(tools, wishes, options.care?.()));
      const { result, configuration, existing, doubts } = judged;
      const place = { server: options.webUrl ?? 'https://github.com', repository: result.repository, head: result.head ?? '', docsUrl: options.docsUrl ?? null };
      const said = wishes === undefined ? {} : { wishes };
      const plan = planReport({ result, config: configuration.config, links: githubLinks(place), judgedBy: configuration.rules.map(({ rule }) => rule.meta.id), existing, doubts, ...said });
      return { result, plan, ...(options.pages === true ? { page: await gatherPage(source, judged, plan.heldBack ?? null).catch(() => null) } : {}) };
    },
    async prepare(source) {
      await review(source, heeding(tools, undefined, options.care?.()));
      return null;
    },
    fix: (source, selection, wishes) => prepareFix(source, selection, heeding(tools, wishes, options.care?.())),
    lent: (run) => engineOf({ ...tools, ...wantedBy(run) }, options, () => Promise.resolve()),
    close,
  };
}

function heeding(tools: Tools, wishes: Wishes | undefined, care: Care | undefined): Tools {
  return {
    ...tools,
    ...(wishes === undefined ? {} : { ignores: (finding) => ignoringOf(wishes.ignored, finding) !== undefined }),
    ...(care === undefined ? {} : { care }),
  };
}
