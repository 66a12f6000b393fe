/** Whether what a setting names exists. Pure. */
import type { Place } from '../../../project/django/types.js';
import { nearest as nearestOf } from '../../../project/nearest.js';
import type { ProjectModel } from '../../../project/types.js';

export interface SettingReference {
  readonly setting: string;
  readonly text: string;
  /** Where the name is written. */
  readonly place: Place;
  /** When Django looks it up. */
  readonly use: 'start' | 'request';
  /** Dotted code, or `app.Model`. */
  readonly form: 'code' | 'model';
}

export type ReferenceAnswer =
  | { readonly kind: 'yes' }
  /** `module`: the file that lacks the name; null where there is no such module, with the files that would have been it. */
  | { readonly kind: 'no'; readonly module: string | null; readonly missing: string; readonly nearest: readonly string[]; readonly tried: readonly string[] }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Looks a reference up. Names outside the repository are taken for given. */
export function answerOf(model: ProjectModel, reference: SettingReference): ReferenceAnswer {
  return reference.form === 'model' ? userModel(model, reference) : code(model, reference);
}

function code(model: ProjectModel, { place: { path }, text }: SettingReference): ReferenceAnswer {
  const found = model.symbols.importString(path, text);
  if (found.kind === 'unknown') return isFolder(model, path, text) ? { kind: 'yes' } : { kind: 'unknown', reason: found.reason };
  if (found.kind !== 'missing') return { kind: 'yes' };
  if (found.path === '') return missingModule(model, path, text, found.name);
  const { before, deeper } = around(model, path, text, found.path, found.name);
  if (before !== null && deeper && found.path.endsWith('__init__.py')) return missingModule(model, path, text, before + found.name);
  const answer = model.python.exportsName(found.path, found.name);
  if (answer.kind !== 'no') return answer.kind === 'yes' ? { kind: 'yes' } : { kind: 'unknown', reason: answer.reason };
  return { kind: 'no', module: found.path, missing: found.name, nearest: before === null || deeper ? [] : answer.nearest.map((name) => before + name), tried: [] };
}

/** What stands before the missing name, where the module that lacks it is the one that is named; and whether more stands behind it. */
function around(model: ProjectModel, path: string, text: string, module: string, missing: string): { readonly before: string | null; readonly deeper: boolean } {
  const parts = text.split('.');
  for (const [index, part] of parts.entries()) {
    const prefix = parts.slice(0, index).join('.');
    if (part !== missing || prefix === '') continue;
    const target = model.python.resolve(path, { module: prefix, level: 0 });
    if (target.kind === 'local' && target.path === module) return { before: `${prefix}.`, deeper: index + 1 < parts.length };
  }
  return { before: null, deeper: false };
}

/** A package without a file of its own. */
function isFolder(model: ProjectModel, path: string, text: string): boolean {
  return model.python.resolve(path, { module: text, level: 0 }).kind === 'namespace';
}

/** The longest part of the name that is a module says where to look; what is generated or ignored may exist at run time. */
function missingModule(model: ProjectModel, path: string, text: string, missing: string): ReferenceAnswer {
  const resolution = model.python.resolve(path, { module: missing, level: 0 });
  if (resolution.kind !== 'missing') return resolution.kind === 'unknown' ? { kind: 'unknown', reason: resolution.reason } : { kind: 'yes' };
  const rest = text.slice(missing.length);
  const nearest = model.python.nearestModules(path, missing).map((name) => name + rest);
  return { kind: 'no', module: null, missing, nearest: nearest.filter((name) => ['class', 'function', 'module', 'value'].includes(model.symbols.importString(path, name).kind)), tried: resolution.tried };
}

function userModel(model: ProjectModel, { text }: SettingReference): ReferenceAnswer {
  const [label, name, ...others] = text.split('.');
  if (label === undefined || name === undefined || others.length > 0) return { kind: 'unknown', reason: 'it is not written as `app.Model`' };
  const app = model.django.apps.byLabel(label);
  if (app === undefined) return { kind: 'unknown', reason: `no app of the repository is called \`${label}\`` };
  if (model.django.models.byName(text) !== undefined) return { kind: 'yes' };
  const own = model.django.models.models.filter((one) => one.app === label);
  if (own.length === 0) return { kind: 'unknown', reason: `the models of \`${label}\` can’t be listed` };
  return { kind: 'no', module: app.folder, missing: name, nearest: nearestOf(name, own.map((one) => one.name)).map((one) => `${label}.${one}`), tried: [] };
}
