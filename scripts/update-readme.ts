/**
 * Puts real output into README.md (the command line's review of the demo's pull request, of which it shows some files), and the
 * list of rules into docs/rules.md.
 *
 *   tsx scripts/update-readme.ts
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rulesPage } from './rules-page.js';
import { writeSample } from '../test/support/demo/sample.js';

/** The files whose findings are shown; the README says that there are more. */
const SHOWN = ['core/accounts/views.py', 'core/monitoring/system_metrics.py', 'core/Dockerfile', 'portal/src/App.tsx'];
const BEGIN = '<!-- review:begin -->\n';
const END = '<!-- review:end -->';

/** The README with the block made anew. */
export async function readmeWithReview(readme: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'shipworthy-readme-'));
  try {
    const sample = join(folder, 'customer-portal');
    await writeSample(sample);
    const block = excerpt(review(sample, join(folder, 'data')));
    const start = readme.indexOf(BEGIN) + BEGIN.length;
    return `${readme.slice(0, start)}\n\`\`\`console\n$ npm run -s cli -- review ../customer-portal --base main --head opened\n${block}\n\`\`\`\n\n${readme.slice(readme.indexOf(END))}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function review(sample: string, dataDir: string): string {
  const program = ['--import', 'tsx', 'src/cli.ts', 'review', sample, '--base', 'main', '--head', 'opened', '--data-dir', dataDir];
  const { status, stdout, stderr } = spawnSync(process.execPath, program, { encoding: 'utf8' });
  if (status !== 1) throw new Error(`the review should have failed the gate: ${stderr}`);
  return stdout;
}

/** The heading, the chosen files, the score and the verdict; the last lines' time and count vary and are left out. */
function excerpt(output: string): string {
  const blocks = output.trimEnd().split(/\n\n(?=\S)/);
  const heading = blocks[0] ?? '';
  const files = SHOWN.flatMap((path) => blocks.filter((block) => block.split('\n')[0] === path));
  const score = blocks.filter((block) => block.startsWith('Score '));
  // Its second part begins with the number of files.
  const verdict = blocks.at(-1)?.split(/\n(?=  \d+ changed files)/)[0] ?? '';
  return [heading, ...files, '…', ...score, verdict].join('\n\n');
}

if (process.argv[1]?.endsWith('update-readme.ts')) {
  writeFileSync('docs/rules.md', rulesPage());
  writeFileSync('README.md', await readmeWithReview(readFileSync('README.md', 'utf8')));
}
