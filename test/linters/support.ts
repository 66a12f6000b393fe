/** Trees and requests out of literal file maps. */
import type { ConfigTree, Diagnostic, LintAnswer, Linter, LintFile } from '../../src/linters/types.js';

export type Files = Readonly<Record<string, string>>;

export function treeOf(files: Files): ConfigTree {
  return { paths: Object.keys(files), has: (path) => path in files, read: (path) => Promise.resolve(files[path]) };
}

/** Asks a linter about all files that it reads, configured by the same tree. */
export async function ask(linter: Linter, files: Files, trees: readonly ConfigTree[] = [treeOf(files)]): Promise<LintAnswer> {
  const asked = Object.entries(files).filter(([path]) => linter.reads(path)).map(([path, text]): LintFile => ({ side: 'head', path, text }));
  return (await linter.start({ files: asked, trees })).answer;
}

/** `path:line code`, in order. */
export function said(answer: LintAnswer): string[] {
  return answer.files.flatMap(({ file, diagnostics }) => diagnostics.map(({ code, span }) => `${file.path}:${span[0]} ${code}`)).sort();
}

export function diagnostic(change: Partial<Diagnostic> = {}): Diagnostic {
  return {
    linter: 'ruff',
    code: 'F401',
    url: 'https://docs.astral.sh/ruff/rules/unused-import/',
    message: '`os` imported but unused',
    area: 'dead-code',
    severity: 'info',
    span: [1, 8, 1, 10],
    symbol: '',
    subject: 'os',
    configuredBy: null,
    fix: () => null,
    ...change,
  };
}
