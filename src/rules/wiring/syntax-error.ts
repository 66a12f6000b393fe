import { z } from 'zod';
import type { SyntaxProblem } from '../../facts/lint/types.js';
import type { Message } from '../../findings/types.js';
import { isFixturePath, isTestPath } from '../../project/path-uses.js';
import { judging } from '../shared/judgement.js';
import type { Judgement, Match, Rule, Subject } from '../types.js';

type Data = SyntaxProblem;

export const syntaxError: Rule<Data, unknown> = {
  meta: {
    id: 'wiring/syntax-error',
    area: 'wiring',
    severity: 'error',
    confidence: 'high',
    status: 'preview',
    languages: ['any'],
    fix: 'none',
    summary: 'A file does not parse, or holds the markers of an unfinished merge.',
    options: z.strictObject({}),
  },
  applies: ({ facts, path }) => (facts.syntax !== undefined || facts.python !== undefined || facts.javascript !== undefined) && !isSample(path),
  detect,
  message,
};

/** What a test's own runner reads is code; what stands beside it may be broken on purpose. */
function isSample(path: string): boolean {
  if (isFixturePath(path) && !/(^|\/)\.(github|circleci|vscode|devcontainer)\//.test(path)) return true;
  return isTestPath(path) && !/(^|\/)(test_[^/]*|[^/]*_tests?|tests?|conftest)\.py$|\.(test|spec|cy|e2e)\.[cm]?[jt]sx?$/.test(path);
}

function detect({ facts: { syntax, lintUnknown } }: Subject): Judgement<Data> {
  const judgement = judging<Data>();
  if (lintUnknown !== undefined) judgement.unknown(1, lintUnknown);
  else if (syntax === undefined) judgement.pass();
  else if (syntax.doubt !== undefined) judgement.unknown(syntax.span[0], `it does not parse, and ${syntax.doubt}`);
  else judgement.match({ span: syntax.span, symbol: '', subject: `${syntax.parser} ${syntax.message.replace(/\d+/g, '')}`, causes: [], related: [], data: syntax });
  return judgement.done();
}

function message({ data }: Match<Data>, { path }: Subject): Message {
  if (data.parser === 'Git') {
    return { what: `\`${path}\` holds the markers of a merge that was not finished.`, why: 'Both sides of the conflict are in the file, and whatever reads it stops at the markers.', todo: 'Keep the lines that are meant, and take out the markers.' };
  }
  return { what: `\`${path}\` does not parse: ${worded(data.message)}.`, why: WHY[data.parser], todo: 'Mend the syntax here; later errors of the file may follow from this one.' };
}

const WHY: Readonly<Record<Exclude<SyntaxProblem['parser'], 'Git'>, string>> = {
  Ruff: 'Python raises SyntaxError when the module is imported, so nothing in it can run.',
  oxc: 'The build or the runtime stops at this file, with everything that imports it.',
  JSON: 'Whatever reads this file stops with an error.',
  YAML: 'Whatever reads this file stops with an error.',
  TOML: 'Whatever reads this file stops with an error.',
};

/** A parser's sentence, inside of ours. */
function worded(sentence: string): string {
  return /^[A-Z][a-z]/.test(sentence) ? sentence.charAt(0).toLowerCase() + sentence.slice(1) : sentence;
}
