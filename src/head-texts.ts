/** Texts of a head for reports that show source, with the lines in them that hold secrets. I/O through the source alone. */
import { readTexts } from './checkout/read-texts.js';
import type { TreeSource } from './checkout/types.js';
import type { Judged } from './pipeline-types.js';
import { concealedLines, looksSecret } from './report/conceal.js';
import type { HeadText } from './report/html/types.js';
import { findRule } from './rules/registry.js';

/** Every value of such a file may be one. */
const ENVIRONMENT_FILE = /(?:^|\/)\.env[^/]*$/;

/**
 * Path -> text, for those of the paths that the head holds as readable text files. Lines of secrets are those that the concealing
 * rules speak of, whether the change brought them or not, and those that look like it.
 */
export async function headTexts(source: Pick<TreeSource, 'read' | 'head'>, { result, audit }: Pick<Judged, 'result' | 'audit'>, paths: Iterable<string>): Promise<ReadonlyMap<string, HeadText>> {
  const texts = await readTexts(source, source.head, paths);
  return new Map(
    [...texts].map(([path, text]) => {
      const hidden = new Set(concealedLines(result.findings, conceals, path));
      for (const { configured, matches } of audit.get(path)?.outcomes ?? []) {
        if (configured.rule.meta.conceals === true) for (const { span } of matches) for (let line = span[0]; line <= span[2]; line += 1) hidden.add(line);
      }
      const all = ENVIRONMENT_FILE.test(path);
      text.split('\n').forEach((line, index) => {
        if (all || looksSecret(line)) hidden.add(index + 1);
      });
      return [path, { text, hidden }];
    }),
  );
}

function conceals(ruleId: string): boolean {
  return findRule(ruleId)?.meta.conceals === true;
}
