/** Reports of repositories as pages, made by the command line as it is: a test runner's modules are several times slower. */
import { execFile } from 'node:child_process';
import { createRepo, type FileMap, type TestRepo } from '../git-repo.js';
import { program } from '../program.js';

export interface ReportPage {
  readonly name: string;
  readonly html: string;
}

/** Judges states of repositories, and draws what is said. Facts are shared by those that were made in the same folder. */
export interface PageMaker {
  /** A review of the change from one tree to the other. */
  review(name: string, before: FileMap, after: FileMap): Promise<ReportPage>;
  audit(name: string, files: FileMap): Promise<ReportPage>;
}

/** @param dataDir an existing folder */
export function createPageMaker(dataDir: string): PageMaker {
  async function page(name: string, argsIn: (repo: TestRepo) => string[]): Promise<ReportPage> {
    const repo = createRepo({ name });
    try {
      const [command = '', ...args] = argsIn(repo);
      const html = await run(program('src/cli.ts', command, repo.path, ...args, '--format', 'html', '--data-dir', dataDir));
      return { name: `${name}-${command}`, html };
    } finally {
      repo.remove();
    }
  }
  return {
    review: (name, before, after) => page(name, (repo) => ['review', '--base', repo.commit(before), '--head', repo.commit(after)]),
    audit: (name, files) => page(name, (repo) => ['audit', '--ref', repo.commit(files)]),
  };
}

/** Rejects where there is no report; that a gate failed is none of our business. */
function run(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [...args], { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (error === null || error.code === 1) resolve(stdout);
      else reject(new Error(stderr));
    });
  });
}
