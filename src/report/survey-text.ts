/** What was found in a repository, for people at a terminal. Pure. */
import { plural } from '../score/verdict.js';
import { visible } from './escape.js';
import type { Colors } from './terminal-page.js';
import type { Counted, NotJudged, Survey } from './survey.js';
import { pad, wrap } from './terminal-text.js';

export interface SurveyTextOptions {
  readonly colors: Colors;
  /** Columns. */
  readonly width: number;
}

const LABEL = 14;
/** Names in one row. */
const MOST_NAMED = 6;

const REASONS: Readonly<Record<NotJudged['reason'], string>> = {
  'other kinds': 'of kinds that no rule looks at',
  'too-large': 'over 1 MiB',
  binary: 'binary',
  minified: 'minified',
  generated: 'generated',
  vendored: "other people's",
  'not-utf8': 'in no encoding that can be read',
  symlink: 'symbolic links',
  submodule: 'submodules',
  missing: 'not in this clone',
  unreadable: 'not readable',
  quarantined: 'that could not be read',
};

/** One row for each thing that was found, with a final newline. */
export function renderSurvey(survey: Survey, { colors, width }: SurveyTextOptions): string {
  const { languages, frameworks, applications, routes, entryPoints, manifests, tests, workflows, judged, notJudged } = survey;
  const rows: readonly (readonly [label: string, text: string])[] = [
    ['Languages', counts(languages)],
    ['Frameworks', frameworks.join(', ')],
    ['Applications', names(applications)],
    ['Routes', counts(routes)],
    ['Starts from', names(entryPoints)],
    ['Manifests', names(manifests)],
    ['Tests', tests.files === 0 ? 'none found' : `${plural(tests.files, 'file')}${tests.runners.length === 0 ? '' : ` (${tests.runners.join(', ')})`}`],
    ['CI', workflows.length === 0 ? 'no workflow found' : names(workflows)],
    ['Judged', plural(judged, 'file')],
    ['Not judged', notJudged.length === 0 ? 'nothing' : notJudged.map(notJudgedText).join('; ')],
  ];
  return rows
    .filter(([, text]) => text !== '')
    .flatMap(([label, text]) => wrap(text, width - LABEL - 2).map((line, index) => `  ${colors.dim(pad(index === 0 ? label : '', LABEL))}${line}\n`))
    .join('');
}

function counts(counted: readonly Counted[]): string {
  return counted.map(({ name, count }) => `${name} ${count}`).join(', ');
}

function names(all: readonly string[]): string {
  const shown = all.slice(0, MOST_NAMED).map(visible);
  return `${shown.join(', ')}${all.length > shown.length ? ` and ${all.length - shown.length} more` : ''}`;
}

function notJudgedText({ reason, count, folders }: NotJudged): string {
  return `${count} ${REASONS[reason]}${folders.length === 0 ? '' : ` (${folders.map(visible).join(', ')})`}`;
}
