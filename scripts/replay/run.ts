/**
 * `npm run replay`: reviews changes that were merged into real repositories, as the App would have when they were opened, and counts the
 * comments that reviewers would have got.
 *
 *   npm run replay -- ../a.git ../b --last 20
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { createLocalChangeSource } from '../../src/checkout/local.js';
import { createEngine, type LocalEngine } from '../../src/engine.js';
import { mergedChanges, type MergedChange } from './changes.js';
import { distribution, lineOf, type Replayed } from './rows.js';

const options = new Command('replay')
  .description('Reviews the changes that were merged last into git repositories, and counts the inline comments each would have got.')
  .argument('<repository...>', 'git repositories, bare or not, with their history')
  .option('--last <number>', 'merged changes of each repository', Number, 20)
  .option('--json <file>', 'write the rows there')
  .parse();
const { last, json } = options.opts<{ last: number; json?: string }>();

await main();

async function main(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'shipworthy-replay-'));
  const engine = await createEngine({ dataDir });
  const rows: Replayed[] = [];
  try {
    for (const repository of options.args) {
      for (const change of mergedChanges(repository, last)) {
        const row = await replay(engine, repository, change);
        rows.push(row);
        process.stdout.write(`${lineOf(row)}\n`);
        if (json !== undefined) writeFileSync(json, JSON.stringify(rows, null, 1));
      }
    }
  } finally {
    await engine.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
  process.stdout.write(`\n${distribution(rows)}\n`);
}

async function replay(engine: LocalEngine, repository: string, { base, head, title }: MergedChange): Promise<Replayed> {
  const source = await createLocalChangeSource({ path: repository, base, head });
  try {
    const { result, plan } = await engine.review(source);
    const inline = new Set(plan.comments.flatMap(({ fingerprints }) => fingerprints));
    const findings = result.findings.map(({ ruleId, severity, path, range, message, fingerprint }) => ({ ruleId, severity, path, line: range.start.line, what: message.what, inline: inline.has(fingerprint) }));
    return { repository, head, title, comments: plan.comments.length, conclusion: plan.conclusion, milliseconds: Math.round(result.stats.milliseconds), findings };
  } finally {
    await source.close();
  }
}
