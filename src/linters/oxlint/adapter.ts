/** oxlint, by the repository's `.oxlintrc.json` where it has one, over the changed files alone. */
import { indexLines } from '../../facts/common/spans.js';
import { groupedBy } from '../../project/grouped.js';
import { placeOfOxlint } from '../areas.js';
import { subjectAt } from '../subject.js';
import { NOTHING, type Diagnostic, type LintAnswer, type LintFile, type Linter, type LintRequest, type RunningLinter } from '../types.js';
import { isProgram, readConfigs, type OxlintConfigs } from './config.js';
import { DEFAULT_RULES, defaultConfig } from './default-rules.js';
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
  const lineAt = (offset: number): number => lines.span(charactersAt(offset), charactersAt(offset))[0];
  const named = configs.namedFor(file.path);
  const configuredBy = configs.configOf(file.path);
  const isQuiet = ({ rule, others }: OxlintFinding): boolean => others.some((offset) => isSwitchedOff(rows, lineAt(offset), rule));
  const isSetUp = (finding: OxlintFinding): boolean => codeOf(finding) === 'react/no-direct-mutation-state' && configuredBy === null && setsUpState(rows, lineAt(finding.offset) - 1);
  return findings.filter((finding) => isAskedFor(finding, named) && !isQuiet(finding) && !isSetUp(finding)).map((finding): Diagnostic => {
    const code = codeOf(finding);
    const span = lines.span(charactersAt(finding.offset), charactersAt(finding.offset + finding.length));
    return {
      linter: 'oxlint',
      code,
      url: finding.url ?? 'https://oxc.rs/docs/guide/usage/linter/rules.html',
      message: sentence(finding.message),
      ...(finding.help === undefined ? {} : { help: sentence(finding.help) }),
      ...placeOfOxlint(code, finding.level),
      span,
      symbol: '',
      subject: subjectAt(rows, span),
      configuredBy,
      fix: () => null,
    };
  });
}

function codeOf({ plugin, rule }: OxlintFinding): string {
  return plugin === 'eslint' ? rule : `${plugin}/${rule}`;
}

/** Which rules a configuration gets that chooses no categories depends on the release: of those that it does not name, none beyond the default set. */
function isAskedFor(finding: OxlintFinding, named: ReadonlySet<string> | null): boolean {
  return named === null || named.has(finding.rule) || DEFAULT_RULES.has(codeOf(finding));
}

/** oxlint looks for such comments at the first of the places alone; ESLint reports some rules at another. `line` is 1-based. */
function isSwitchedOff(rows: readonly string[], line: number, rule: string): boolean {
  const told = [/(?:eslint|oxlint)-disable-line\b(.*)/.exec(rows[line - 1] ?? ''), /(?:eslint|oxlint)-disable-next-line\b(.*)/.exec(rows[line - 2] ?? '')];
  return told.some((match) => match !== null && (match[1] ?? '').split(/[\s,/*]+/).includes(rule));
}

function sentence(text: string): string {
  return (text.split('\n')[0] ?? '').trim().replace(/\.$/, '');
}
