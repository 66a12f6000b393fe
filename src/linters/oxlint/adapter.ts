/** oxlint, by the repository's `.oxlintrc.json` where it has one, over the changed files alone. */
import { indexLines } from '../../facts/common/spans.js';
import { groupedBy } from '../../project/grouped.js';
import { placeOfOxlint } from '../areas.js';
import { subjectAt } from '../subject.js';
import { NOTHING, type Diagnostic, type LintAnswer, type LintFile, type Linter, type LintRequest, type RunningLinter } from '../types.js';
import { isProgram, readConfigs, type OxlintConfigs } from './config.js';
import { defaultConfig } from './default-rules.js';
import { createOxlintProcess, type OxlintProcess } from './process.js';
import { readReport, type OxlintFinding, type OxlintReport } from './report.js';
import { setsUpState } from './state.js';

const READ = /\.[cm]?[jt]sx?$/;

export function createOxlint(oxlint: OxlintProcess = createOxlintProcess()): Linter {
  return {
    name: 'oxlint',
    runsBeside: true,
    reads: (path) => READ.test(path) && !isProgram(path),
    async start(request) {
      if (request.files.length === 0) return { answer: Promise.resolve(NOTHING) };
      try {
        return await start(request, oxlint);
      } catch (error) {
        return { answer: Promise.resolve(failed(error)) };
      }
    },
  };
}

function failed(error: unknown): LintAnswer {
  return { ...NOTHING, problems: [`oxlint can’t run (${error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown'})`] };
}

/** Both sides in one process, each in a folder of its own below the default set. */
async function start({ files, trees }: LintRequest, oxlint: OxlintProcess): Promise<RunningLinter> {
  const configs = await readConfigs(files, trees);
  const written = new Map<string, string>([['.oxlintrc.json', defaultConfig()]]);
  for (const file of configs.files) written.set(placeOf(file), file.text);
  for (const side of new Set(configs.files.map((file) => file.side))) for (const [path, text] of configs.texts) written.set(`${side}/${path}`, text);
  if (configs.files.length === 0) return { answer: Promise.resolve({ ...NOTHING, problems: configs.problems }) };
  const { report } = await oxlint.start(written);
  return { answer: report.then((text) => answerOf(readReport(text), configs)).catch(failed) };
}

function placeOf({ side, path }: LintFile): string {
  return `${side}/${path}`;
}

function answerOf({ findings, unread }: OxlintReport, configs: OxlintConfigs): LintAnswer {
  const byPlace = groupedBy(findings, (finding) => finding.file);
  return {
    files: configs.files.filter((file) => !unread.has(placeOf(file))).map((file) => ({ file, diagnostics: diagnosticsOf(file, byPlace.get(placeOf(file)) ?? [], configs) })),
    problems: configs.problems,
    configuredBy: [...new Set(configs.files.map(({ path }) => configs.configOf(path)).filter((path) => path !== null))],
  };
}

function diagnosticsOf(file: LintFile, findings: readonly OxlintFinding[], configs: OxlintConfigs): Diagnostic[] {
  if (findings.length === 0) return [];
  const lines = indexLines(file.text);
  const bytes = Buffer.from(file.text);
  const rows = file.text.split('\n');
  const charactersAt = (offset: number): number => bytes.subarray(0, offset).toString().length;
  return findings.flatMap((finding): Diagnostic[] => {
    const code = finding.plugin === 'eslint' ? finding.rule : `${finding.plugin}/${finding.rule}`;
    const span = lines.span(charactersAt(finding.offset), charactersAt(finding.offset + finding.length));
    if (code === 'react/no-direct-mutation-state' && configs.configOf(file.path) === null && setsUpState(rows, span[0] - 1)) return [];
    const diagnostic: Diagnostic = {
      linter: 'oxlint',
      code,
      url: finding.url ?? 'https://oxc.rs/docs/guide/usage/linter/rules.html',
      message: sentence(finding.message),
      ...(finding.help === undefined ? {} : { help: sentence(finding.help) }),
      ...placeOfOxlint(code, finding.level),
      span,
      symbol: '',
      subject: subjectAt(rows, span),
      configuredBy: configs.configOf(file.path),
      fix: () => null,
    };
    return [diagnostic];
  });
}

function sentence(text: string): string {
  return (text.split('\n')[0] ?? '').trim().replace(/\.$/, '');
}
