/** Runs the command line in this process, on throw-away repositories. */
import { linterOf } from '../../src/findings/linters.js';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommandLine } from '../../src/cli/program.js';
import type { Standing } from '../../src/cli/terminal.js';
import type { JsonReport } from '../../src/report/json-schema.js';
import { createRepo, type RepoOptions, type TestRepo } from '../support/git-repo.js';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Surroundings {
  readonly stdout?: { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr?: { readonly isTTY?: boolean };
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly standing?: Standing;
}

export interface Bench {
  /** A folder for facts that lives as long as the bench. */
  readonly dataDir: string;
  repo(options?: RepoOptions): TestRepo;
  run(args: readonly string[], surroundings?: Surroundings): Promise<Ran>;
  /** Runs with `--format json` and answers the parsed report. Throws when nothing was printed. */
  report(args: readonly string[]): Promise<JsonReport & { readonly code: number }>;
  /** Removes everything. */
  clear(): void;
}

/** Repositories and a data folder of a test file. */
export function createBench(): Bench {
  const dataDir = mkdtempSync(join(tmpdir(), 'shipworthy-cli-'));
  const repos: TestRepo[] = [];
  async function run(args: readonly string[], { stdout = {}, stderr = {}, environment = { DATA_DIR: dataDir }, ...more }: Surroundings = {}): Promise<Ran> {
    let out = '';
    let err = '';
    const code = await runCommandLine(args, {
      stdout: { ...stdout, write: (text) => (out += text) },
      stderr: { ...stderr, write: (text) => (err += text) },
      environment,
      ...more,
    });
    return { code, out, err };
  }
  return {
    dataDir,
    run,
    repo(options) {
      const repo = createRepo(options);
      repos.push(repo);
      return repo;
    },
    async report(args) {
      const { code, out, err } = await run([...args, '--format', 'json']);
      if (out === '') throw new Error(`no report: ${err}`);
      return { ...(JSON.parse(out) as JsonReport), code };
    },
    clear() {
      for (const repo of repos) repo.remove();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** `rule path:line` of our own rules' findings; what linters say of the unused imports of these small files is left out. */
export function places(findings: JsonReport['findings']): string[] {
  return findings.filter(({ ruleId }) => linterOf(ruleId) === undefined).map(({ ruleId, path, range }) => `${ruleId} ${path}:${range.start.line}`);
}

/** Configuration of repositories of which the tests want to know what is compared, not what previews add. */
export const WITHOUT_PREVIEWS = 'linters:\n  ruff: off\n  oxlint: off\nrules:\n  dead-code/unused-dependency: off\n';
