/** Which fields of models hold text that visitors write. */
import { keywordOf, literalString } from '../../../facts/python/code/walk.js';
import type { Expression } from '../../../facts/python/code/nodes.js';
import type { ModelClass, ModelField } from '../../../project/django/types.js';
import type { ClassSymbol } from '../../../project/python/symbols-types.js';
import { perFacts } from '../../../project/per-facts.js';
import type { ProjectModel } from '../../../project/types.js';
import { isShippedPath } from '../../../project/path-uses.js';
import { classesIn } from '../../../project/python/code.js';
import { perModel, perModelScan } from '../../shared/per-model.js';

const TEXT = /^django\.db\.models\.(fields\.)?(CharField|TextField)$/;
const WRITER = /^(django\.forms\.|rest_framework\.serializers\.)/;
/** Forms of the people who run the site, who may write HTML. */
const STAFF = /admin|staff|cms|dashboard|backend|wagtail|manage|editor/i;
const CLEANS = /bleach|nh3|sanitiz|sanitis|clean_html|lxml_html_clean|strip_tags|\bescape\b/i;

/** What a form or serializer lets its sender write, by the model's place. */
interface Written {
  /** null: all fields. */
  readonly fields: ReadonlySet<string> | null;
  readonly excluded: ReadonlySet<string>;
  readonly by: ClassSymbol;
}

/** Files with forms or serializers of visitors. */
const writing = perModelScan((facts, path) => path.endsWith('.py') && facts.code !== undefined && isShippedPath(path) && !STAFF.test(path) && hasWriter(facts));
const hasWriter = perFacts((facts) => classesIn(facts).some(mayWrite) && !CLEANS.test(facts.code ?? ''));

function mayWrite({ node }: Pick<ClassSymbol, 'node'>): boolean {
  return /(Form|Serializer)$/.test(node.name) && !STAFF.test(node.name);
}

const writers = perModel((model): ReadonlyMap<string, readonly Written[]> => {
  const found = new Map<string, Written[]>();
  for (const { path } of writing(model)) {
    for (const symbol of model.symbols.classes(path)) {
      if (!mayWrite(symbol)) continue;
      const target = model.symbols.inherits(symbol, (dotted) => WRITER.test(dotted)) === 'yes' ? model.django.orm.modelOf(symbol)?.model : undefined;
      const written = target === undefined ? undefined : readMeta(symbol);
      if (target === undefined || written === undefined) continue;
      const key = `${target.path}:${target.symbol}`;
      found.set(key, [...(found.get(key) ?? []), written]);
    }
  }
  return found;
});

function readMeta(by: ClassSymbol): Written | undefined {
  const meta = by.node.body.find((statement) => statement.kind === 'class' && statement.name === 'Meta');
  if (meta?.kind !== 'class') return undefined;
  const option = (name: string): Expression | undefined =>
    meta.body.flatMap((statement) => (statement.kind === 'assign' && statement.value !== null && statement.targets.some((target) => target.kind === 'name' && target.id === name) ? [statement.value] : [])).at(-1);
  const fields = option('fields');
  const excluded = new Set([...(listed(option('read_only_fields')) ?? []), ...ownWays(by)]);
  if (literalString(fields) === '__all__') return { fields: null, excluded, by };
  const names = listed(fields);
  return names === undefined ? undefined : { fields: new Set(names), excluded, by };
}

/** Fields that the class declares or checks itself, and so may clean. */
function ownWays({ node }: ClassSymbol): readonly string[] {
  return node.body.flatMap((statement) => {
    if (statement.kind === 'assign') return statement.targets.flatMap((target) => (target.kind === 'name' ? [target.id] : []));
    return statement.kind === 'function' ? [statement.name.replace(/^(clean|validate)_/, '')] : [];
  });
}

function listed(expression: Expression | undefined): readonly string[] | undefined {
  if (expression?.kind !== 'list' && expression?.kind !== 'tuple') return undefined;
  const names = expression.items.flatMap((item) => literalString(item) ?? []);
  return names.length === expression.items.length ? names : undefined;
}

/** The form or serializer by which visitors write a plain text field; undefined when none is known, or something cleans the text. */
export function writerOf(target: ModelClass, name: string, model: ProjectModel): { readonly field: ModelField; readonly by: ClassSymbol } | undefined {
  const answer = model.django.models.field(target, name);
  if (answer.kind !== 'field' || !TEXT.test(answer.field.type) || keywordOf(answer.field.call, 'choices') !== undefined) return undefined;
  if (CLEANS.test(model.facts(target.path)?.code ?? '')) return undefined;
  const written = writers(model).get(`${target.path}:${target.symbol}`)?.find(({ fields, excluded }) => (fields === null || fields.has(name)) && !excluded.has(name));
  return written === undefined ? undefined : { field: answer.field, by: written.by };
}
