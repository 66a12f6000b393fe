/** oxlint's JSON report. Pure. */
import { z } from 'zod';

/** What oxlint says of one place. Offsets are 0-based bytes of the file as UTF-8. */
export interface OxlintFinding {
  readonly file: string;
  readonly plugin: string;
  readonly rule: string;
  readonly message: string;
  readonly help: string | undefined;
  readonly url: string | undefined;
  readonly level: 'error' | 'warning';
  readonly offset: number;
  readonly length: number;
}

const reportSchema = z.object({
  diagnostics: z.array(
    z.object({
      message: z.string(),
      code: z.string().optional(),
      severity: z.string(),
      url: z.string().optional(),
      help: z.string().optional(),
      filename: z.string(),
      labels: z.array(z.object({ span: z.object({ offset: z.int().min(0), length: z.int().min(0) }) })),
    }),
  ),
});

/** Throws, with oxlint's first line, where the text is no report. Files that do not parse have no code: they are no business of a linter. */
export function readReport(text: string): OxlintFinding[] {
  const report = reportSchema.safeParse(parsed(text));
  if (!report.success) throw new Error(complaint(text));
  return report.data.diagnostics.flatMap(({ code, message, help, url, severity, filename, labels: [label] }): OxlintFinding[] => {
    const [, plugin, rule] = /^([^()]+)\(([^()]+)\)$/.exec(code ?? '') ?? [];
    if (plugin === undefined || rule === undefined || label === undefined) return [];
    return [{ file: filename.replaceAll('\\', '/'), plugin, rule, message, help, url, level: severity === 'error' ? 'error' : 'warning', ...label.span }];
  });
}

/** A line may stand before the report: that no file was found to lint. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text.slice(Math.max(0, text.indexOf('{'))));
  } catch {
    return undefined;
  }
}

function complaint(text: string): string {
  const lines = text.split('\n').map((line) => line.replace(/^[\s|x]+/, '').replace(/\S*\/work\/((head|base)\/)?/g, '').trim()).filter((line) => line !== '');
  return lines.slice(0, 2).join(' ').slice(0, 200) || 'it answered nothing';
}
