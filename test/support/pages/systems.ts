/** Reports of the sample systems as pages, made as the command line makes them. */
import { createLocalChangeSource, createLocalTreeSource } from '../../../src/checkout/local.js';
import type { TreeSource } from '../../../src/checkout/types.js';
import { createEngine } from '../../../src/engine.js';
import { headTexts } from '../../../src/head-texts.js';
import type { Judged } from '../../../src/pipeline-types.js';
import { pathsShown, renderHtml } from '../../../src/report/html/index.js';
import { NO_LINKS } from '../../../src/report/links.js';
import type { RunResult } from '../../../src/report/types.js';
import { findRule } from '../../../src/rules/registry.js';
import { createRepo, type FileMap } from '../git-repo.js';

export interface ReportPage {
  readonly name: string;
  readonly result: RunResult;
  readonly html: string;
}

/** Judges states of repositories by one engine, and draws what it says. */
export interface PageMaker {
  /** A review of the change from one tree to the other. */
  review(name: string, before: FileMap, after: FileMap): Promise<ReportPage>;
  audit(name: string, files: FileMap): Promise<ReportPage>;
  close(): Promise<void>;
}

export async function createPageMaker(dataDir: string): Promise<PageMaker> {
  const engine = await createEngine({ dataDir });
  async function page(name: string, source: TreeSource, judge: () => Promise<Judged>): Promise<ReportPage> {
    try {
      const judged = await judge();
      const texts = await headTexts(source, judged, pathsShown(judged.result));
      const html = renderHtml(judged.result, { version: '1.0.0', gate: judged.configuration.config.gate, links: NO_LINKS, textOf: (path) => texts.get(path), summaryOf: (ruleId) => findRule(ruleId)?.meta.summary, unproven: judged.unproven });
      return { name, result: judged.result, html };
    } finally {
      await source.close();
    }
  }
  return {
    async review(name, before, after) {
      const repo = createRepo({ name });
      try {
        const base = repo.commit(before);
        const source = await createLocalChangeSource({ path: repo.path, base, head: repo.commit(after) });
        return await page(`${name}-review`, source, () => engine.judgeChange(source));
      } finally {
        repo.remove();
      }
    },
    async audit(name, files) {
      const repo = createRepo({ name });
      try {
        const source = await createLocalTreeSource({ path: repo.path, ref: repo.commit(files) });
        return await page(`${name}-audit`, source, () => engine.judgeTree(source));
      } finally {
        repo.remove();
      }
    },
    close: () => engine.close(),
  };
}
