import { z } from 'zod';
import type { Fix, Message } from '../../findings/types.js';
import { unpackLines } from '../../facts/content/lines.js';
import { isFixturePath } from '../../project/path-uses.js';
import type { ProjectModel } from '../../project/types.js';
import { judging } from '../shared/judgement.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

interface Data {
  readonly original: string;
}

export const backupFile: Rule<Data, unknown> = {
  meta: {
    id: 'dead-code/backup-file',
    area: 'dead-code',
    severity: 'warning',
    confidence: 'high',
    status: 'preview',
    languages: ['any'],
    fix: 'unsafe',
    summary: 'A copy that was put aside beside the file that is used.',
    options: z.strictObject({}),
  },
  applies: ({ path }) => candidates(path).length > 0 && !isFixturePath(path) && !/(^|\/)(tests?|migrations|node_modules|vendor|third_party)\//i.test(path),
  detect,
  message,
  suggest: (_match, { path }): Fix => ({ title: `Delete ${path}`, safety: 'unsafe', edits: [{ kind: 'delete', path }] }),
};

interface Candidate {
  /** The path of the file it would be a copy of. */
  readonly original: string;
  /** The name alone does not tell: the text must be nearly the same. */
  readonly weak: boolean;
}

/** `views.py.bak`, `views.py~`, `views.py.orig` */
const SUFFIX = /^(.+\.[A-Za-z0-9]+)(?:\.(?:bak|backup|orig|old|save|copy|bkp)\d*|~|\.bak~|_bak|_old|_backup|_orig)$/i;
/** `views_old.py`, `views copy.js`, `views (1).py`, `views - Copy.py`, `views.bak.py` */
const MARKED = /^(.+?)(?:[ _.-]*\((?:\d|copy)\)| - copy(?: \(\d\))?| copy(?: \d)?|[_.-](?:old|bak|backup|orig|copy|bkp)\d*)(\.[A-Za-z0-9]+)$/i;
/** `old_views.py`, `views2.py`, `views_new.py`, `views_fixed.py`, `Copy of views.py` */
const WEAK = /^(?:(?:old|backup|copy)[_-](.+)|copy of (.+)|(.+?)(?:[_-]?[2-9]|[_-](?:new|fixed|final|v[2-9]|temp|tmp|original|previous|deprecated)))(\.[A-Za-z0-9]+)$/i;

function candidates(path: string): readonly Candidate[] {
  const slash = path.lastIndexOf('/') + 1;
  const [folder, name] = [path.slice(0, slash), path.slice(slash)];
  const suffix = SUFFIX.exec(name);
  if (suffix !== null) return [{ original: folder + (suffix[1] ?? ''), weak: false }];
  const marked = MARKED.exec(name);
  if (marked !== null) return [{ original: folder + (marked[1] ?? '') + (marked[2] ?? ''), weak: false }];
  const weak = WEAK.exec(name);
  if (weak === null) return [];
  return [{ original: folder + (weak[1] ?? weak[2] ?? weak[3] ?? '') + (weak[4] ?? ''), weak: true }];
}

/** The share of lines that two files have in common below which one is no copy of the other. */
const ALIKE = { named: 0.3, weak: 0.8 };

function detect(subject: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  const found = candidates(subject.path).find(({ original }) => model.hasFile(original));
  if (found === undefined) return judgement.done();
  const referenced = model.references.incoming(subject.path).some(({ kind }) => kind !== 'document');
  const alike = likeness(subject.path, found.original, model);
  if (referenced || !isCopy(alike, found, subject.path)) judgement.pass();
  else judgement.match({ span: [1, 1, 1, 1], symbol: '', subject: found.original, causes: [{ path: subject.path }, { path: found.original }], related: [], data: { original: found.original } });
  return judgement.done();
}

/** A file that is not read (`views.py.bak`) is told by its name alone; that of a picture or of data says nothing. */
function isCopy(alike: number | undefined, found: Candidate, path: string): boolean {
  if (alike === undefined) return !found.weak && SUFFIX.test(path.replace(/^.*\//, '')) && /\.(py|[cm]?[jt]sx?|html?|s?css|less|vue|svelte|ya?ml|json|toml|cfg|ini|conf|sh|sql|md|txt|env)$/i.test(found.original);
  return alike >= (found.weak ? ALIKE.weak : SAYS_ENOUGH.test(path) ? 0 : ALIKE.named);
}

/** A button that copies is `copy`, too; these words mean nothing but a copy that was put aside. */
const SAYS_ENOUGH = /[_.-](?:old|bak|backup|bkp)\d*\.[A-Za-z0-9]+$/i;

/** The share of the smaller file's lines that stand in the other; undefined where the lines of one are not known. */
function likeness(path: string, other: string, model: ProjectModel): number | undefined {
  const [own, others] = [path, other].map((one) => model.facts(one)?.content?.lines);
  if (own === undefined || others === undefined || own === '' || others === '') return undefined;
  const [first, second] = [own, others].map((lines) => new Set(unpackLines(lines).map(({ hash }) => hash))) as [Set<number>, Set<number>];
  const common = [...first].filter((hash) => second.has(hash)).length;
  return common / Math.max(1, Math.min(first.size, second.size));
}

function message({ data }: Match<Data>, { path }: Subject): Message {
  return {
    what: `\`${path}\` is a copy that was put aside of \`${data.original}\`, and nothing uses it.`,
    why: 'It is found by every search, gets mended by mistake, and the history of git keeps the old text anyway.',
    todo: 'Delete it.',
  };
}
