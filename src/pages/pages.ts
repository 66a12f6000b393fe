/** The pages of reviews: kept when a review is done, found again under the links that lead to them. I/O. */
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { LRUCache } from 'lru-cache';
import type { ReportSettings } from '../config/environment.js';
import type { Review } from '../engine-types.js';
import type { KeepPage } from '../jobs/parts.js';
import { jobId, type Log } from '../jobs/types.js';
import { digestOf, KEPT_FORMAT, withoutSource, type KeptPage } from '../report/html/kept.js';
import { githubLinks } from '../report/links.js';
import type { KeptReport, ReportStore } from '../store/reports.js';
import type { UsefulnessMemory } from '../store/process-usefulness.js';
import { createSigner, keyOfSecret, PAGES_PATH, type LinkTarget, type Signer } from './links.js';
import { readRepository } from './repository.js';

export interface PagesOptions {
  readonly store: ReportStore;
  readonly memory: Pick<UsefulnessMemory, 'evidence' | 'standings'>;
  readonly settings: ReportSettings;
  /** Where repositories are read, without a slash at the end. */
  readonly gitUrl: string;
  /** See `GitHubPlace.docsUrl`. */
  readonly docsUrl: string | null;
  /** Of this program. */
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
}

export interface Pages {
  readonly keep: KeepPage;
  /** The page that a token leads to, compressed with gzip; null for a token that leads nowhere, whyever. Throws what the store throws. */
  find(token: string): Promise<Uint8Array | null>;
}

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** Milliseconds. */
const DAY = 24 * 60 * 60 * 1000;
/** Bytes of a report as it is kept; a longer one is not. */
const LONGEST_BODY = 16 * 1024 * 1024;
/** Bytes of pages that are at hand: a page is looked at more than once, or not at all. */
const PAGES_AT_HAND = 32 * 1024 * 1024;
/** Reports that the page of a repository tells of. */
const MOST_TOLD = 2000;

export function createPages(options: PagesOptions): Pages {
  const { store, settings, now, log } = options;
  const ready = new LRUCache<string, Uint8Array>({ maxSize: PAGES_AT_HAND, sizeCalculation: ({ length }) => length || 1 });
  let known: Promise<Signer> | null = null;

  /** The key is asked for once; where that fails, again by who comes next. */
  function signer(): Promise<Signer> {
    known ??= (settings.secret === null ? store.key() : Promise.resolve(keyOfSecret(settings.secret))).then(createSigner);
    known.catch(() => (known = null));
    return known;
  }

  const keep: KeepPage = async (job, review, milliseconds) => {
    const { publicUrl } = settings;
    if (publicUrl === null || review.page === undefined) return null;
    try {
      const report = await reportOf(job, review, milliseconds, now(), settings.days);
      if (report === null) {
        log.warn({ delivery: job.deliveryId, repository: `${job.owner}/${job.repo}` }, 'A review has no page: it could not be gathered, or is too long');
        return null;
      }
      const signed = await signer();
      const id = await store.put(report);
      return `${publicUrl}${PAGES_PATH}${signed.sign({ kind: 'review', id, expires: Math.floor(report.expiresAt / 1000) })}`;
    } catch (error) {
      log.error({ delivery: job.deliveryId, repository: `${job.owner}/${job.repo}`, err: error }, 'The page of a review could not be kept');
      return null;
    }
  };

  async function find(token: string): Promise<Uint8Array | null> {
    const sign = await signer();
    const target = sign.verify(token, Math.floor(now() / 1000));
    if (target === null) return null;
    return target.kind === 'review' ? reviewPage(target, sign) : repositoryPage(target, sign);
  }

  async function reviewPage({ id, expires }: LinkTarget, { sign }: Signer): Promise<Uint8Array | null> {
    const report = await store.get(id, KEPT_FORMAT);
    if (report === null || isOld(report)) return null;
    const key = `${id} ${report.createdAt} ${expires}`;
    const page = ready.get(key) ?? (await compress(await render(report, `./${sign({ kind: 'repository', id: String(report.repositoryId), expires })}`)));
    ready.set(key, page);
    return page;
  }

  /** @param history the address of the repository's page */
  async function render({ repository, pullNumber, headSha, body }: KeptReport, history: string): Promise<string> {
    const page = JSON.parse((await decompress(body)).toString('utf8')) as KeptPage;
    const pull = pullNumber === null ? [] : [{ text: `Pull request ${pullNumber}`, href: `${options.gitUrl}/${repository}/pull/${pullNumber}` }];
    // Loaded when asked for, as it brings what colours source.
    const { renderKeptPage } = await import('../report/html/kept-page.js');
    return renderKeptPage(page, {
      version: options.version,
      links: githubLinks({ server: options.gitUrl, repository, head: headSha, docsUrl: options.docsUrl }),
      above: [...pull, { text: `All reviews of ${repository}`, href: history }],
    });
  }

  async function repositoryPage({ id, expires }: LinkTarget, { sign }: Signer): Promise<Uint8Array | null> {
    const entries = (await store.ofRepository(Number(id), MOST_TOLD)).filter((entry) => !isOld(entry));
    if (entries.length === 0) return null;
    // Who was led here by a link that ends is led no further than that.
    const hrefOf = (entry: (typeof entries)[number]): string => `./${sign({ kind: 'review', id: entry.id, expires: Math.min(expires, Math.floor(entry.expiresAt / 1000)) })}`;
    const history = await readRepository(Number(id), entries, hrefOf, options.memory);
    if (history.entries.length === 0) return null;
    const { renderRepositoryPage } = await import('../report/html/repository.js');
    return compress(renderRepositoryPage(history, { version: options.version, gitUrl: options.gitUrl, docsUrl: options.docsUrl, days: settings.days }));
  }

  /** It is not swept yet, or is of a time when reports were kept for longer. */
  function isOld({ createdAt, expiresAt }: { readonly createdAt: number; readonly expiresAt: number }): boolean {
    return expiresAt <= now() || createdAt < now() - settings.days * DAY;
  }

  return { keep, find };
}

/** null where there is nothing to keep, or too much. */
async function reportOf(job: Parameters<KeepPage>[0], { result, page }: Review, milliseconds: number, now: number, days: number): Promise<Parameters<ReportStore['put']>[0] | null> {
  if (page === undefined || page === null) return null;
  const body = await compress(JSON.stringify({ ...page, result: withoutSource(result) } satisfies KeptPage));
  if (body.length > LONGEST_BODY) return null;
  return {
    job: jobId(job),
    installationId: job.installationId,
    repositoryId: job.repositoryId,
    repository: `${job.owner}/${job.repo}`,
    pullNumber: job.pullNumber,
    headSha: job.headSha,
    createdAt: now,
    expiresAt: now + days * DAY,
    format: KEPT_FORMAT,
    digest: JSON.stringify(digestOf(result, milliseconds)),
    body,
  };
}
