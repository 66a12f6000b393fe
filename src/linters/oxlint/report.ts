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
  /** Where the other places start that it speaks of. */
  readonly others: readonly number[];
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

export interface OxlintReport {
  readonly findings: readonly OxlintFinding[];
  /** Files that oxlint could not parse: it judged nothing in them. */
  readonly unread: ReadonlySet<string>;
}

/** Throws, with oxlint's first line, where the text is no report. */
export function readReport(text: string): OxlintReport {
  const report = reportSchema.safeParse(parsed(text));
  if (!report.success) throw new Error(complaint(text));
  const { diagnostics } = report.data;
  return { findings: diagnostics.flatMap(findingOf), unread: new Set(diagnostics.filter(({ code, severity }) => code === undefined && severity === 'error').map(fileOf)) };
}

type Reported = z.infer<typeof reportSchema>['diagnostics'][number];

function findingOf(reported: Reported): OxlintFinding[] {
  const { code, message, help, url, severity, labels: [label, ...others] } = reported;
  const [, plugin, rule] = /^([^()]+)\(([^()]+)\)$/.exec(code ?? '') ?? [];
  if (plugin === undefined || rule === undefined || label === undefined) return [];
  return [{ file: fileOf(reported), plugin, rule, message, help, url, level: severity === 'error' ? 'error' : 'warning', ...label.span, others: others.map(({ span }) => span.offset) }];
}

function fileOf({ filename }: Reported): string {
  return filename.replaceAll('\\', '/');
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
