/** Small changes of models: some need a migration, some say the same in other words. Django tells which. */
import { dottedName, keywordOf } from '../../../../src/facts/python/code/walk.js';
import type { CallExpression, Expression } from '../../../../src/facts/python/code/nodes.js';
import type { ModelClass, ModelField } from '../../../../src/project/django/types.js';
import { dropping, droppingLines, insertingBefore, replacing, sourceOf } from '../../../../scripts/mutate/edit.js';
import type { Clean, Mutation } from '../../../../scripts/mutate/types.js';
import { WIRING } from '../../../../scripts/mutate/wiring.js';
import { isTestPath } from '../../../../src/project/path-uses.js';

interface Kind {
  readonly name: string;
  plant(clean: Clean): Iterable<Mutation>;
}

/** Every kind of change, and where each has room. */
export const KINDS: readonly Kind[] = [
  ...WIRING.filter(({ rules }) => rules.includes('wiring/missing-migration')).map(written),
  { name: 'null', plant: (clean) => toggled(clean, 'null') },
  { name: 'unique', plant: (clean) => toggled(clean, 'unique') },
  { name: 'db_index', plant: (clean) => toggled(clean, 'db_index') },
  { name: 'another default', plant: defaults },
  { name: 'no default', plant: (clean) => dropped(clean, 'default') },
  { name: 'a verbose name', plant: (clean) => added(clean, 'verbose_name', '"Planted"') },
  { name: 'a help text', plant: (clean) => added(clean, 'help_text', '"Planted"') },
  { name: 'no related name', plant: (clean) => dropped(clean, 'related_name') },
  { name: 'no choices', plant: (clean) => dropped(clean, 'choices') },
  { name: 'one more choice', plant: choices },
  { name: 'another deletion', plant: deletions },
  { name: 'validators', plant: (clean) => toggledTo(clean, 'validators', '[]') },
  { name: 'another class of field', plant: classes },
  { name: 'a renamed field', plant: renamedFields },
  { name: 'a renamed model', plant: renamedModels },
  { name: 'a removed model', plant: removedModels },
  { name: 'ordering', plant: (clean) => options(clean, 'ordering', '["-pk"]') },
  { name: 'unique_together', plant: (clean) => options(clean, 'unique_together', '[("id", "{field}")]') },
  { name: 'index_together', plant: (clean) => options(clean, 'index_together', '[("id", "{field}")]') },
  { name: 'indexes', plant: (clean) => options(clean, 'indexes', '[models.Index(fields=["{field}"], name="planted_idx")]') },
  { name: 'constraints', plant: (clean) => options(clean, 'constraints', '[models.UniqueConstraint(fields=["{field}"], name="planted")]') },
  { name: 'the table', plant: (clean) => options(clean, 'db_table', '"planted"') },
  { name: 'other fields of an index or a constraint', plant: indexFields },
  { name: 'another name of an index or a constraint', plant: indexNames },
  { name: 'an inherited field', plant: (clean) => inherited(clean, 'planted = models.IntegerField(default=0)') },
  { name: 'no index, written', plant: (clean) => added(clean, 'db_index', 'False') },
  { name: 'None as the default', plant: (clean) => added(clean, 'default', 'None') },
  { name: 'ordering in a tuple', plant: (clean) => options(clean, 'ordering', '("{field}",)') },
  { name: 'no ordering, written', plant: (clean) => options(clean, 'ordering', '[]') },
  // These say the same in other words.
  { name: 'same: null is written', plant: (clean) => added(clean, 'null', 'False') },
  { name: 'same: a length is computed', plant: computedLengths },
  { name: 'same: a relation by its name', plant: namedRelations },
  { name: 'same: a method', plant: methods },
  { name: 'same: an abstract model', plant: abstractModels },
  { name: 'same: an abstract base without fields', plant: (clean) => inherited(clean, 'planted = 3') },
  { name: 'same: an empty unique_together', plant: (clean) => options(clean, 'unique_together', '[]') },
  { name: 'same: no indexes', plant: (clean) => options(clean, 'indexes', '[]') },
  { name: 'same: a comment', plant: comments },
];

/** A mutator without the fields that a model has of Django's own bases: they stand in no file. */
function written(kind: Kind): Kind {
  const isWritten = ({ description }: Mutation, names: readonly string[]): boolean => !/ (drop|lengthen) /.test(description) || names.includes(description.slice(description.lastIndexOf(' ') + 1));
  return {
    ...kind,
    *plant(clean) {
      const names = ownFields(clean).map(({ model, field }) => `${model.name}.${field.name}`);
      for (const mutation of kind.plant(clean)) if (isWritten(mutation, names)) yield mutation;
    },
  };
}

function modelsOf(clean: Clean): readonly ModelClass[] {
  const { models, migrations } = clean.model.django;
  return models.models.filter((one) => !one.abstract && !one.proxy && one.managed && !isTestPath(one.path) && migrations.apps.includes(one.app));
}

interface OwnField {
  readonly model: ModelClass;
  readonly field: ModelField;
}

function ownFields(clean: Clean): OwnField[] {
  return modelsOf(clean).flatMap((model) => model.fields.map((field) => ({ model, field })).filter((own) => assignmentOf(own) !== undefined));
}

function title({ model, field }: OwnField, what: string): string {
  return `${what} of ${model.name}.${field.name}`;
}

/** One more argument at the end of a call. */
function withKeyword(clean: Clean, path: string, call: CallExpression, keyword: string, what: string): Mutation {
  const inner = sourceOf(clean, path, call).slice(0, -1);
  const comma = call.args.length + call.keywords.length === 0 || /,\s*$/.test(inner) ? '' : ', ';
  return replacing(clean, path, { start: call.end - 1, end: call.end }, `${comma}${keyword})`, what);
}

function toggled(clean: Clean, option: string): Iterable<Mutation> {
  return toggledTo(clean, option, 'True');
}

function* toggledTo(clean: Clean, option: string, value: string): Iterable<Mutation> {
  for (const own of ownFields(clean)) {
    const { path } = own.model;
    const keyword = keywordOf(own.field.call, option);
    if (keyword === undefined) yield withKeyword(clean, path, own.field.call, `${option}=${value}`, title(own, `add ${option}`));
    else yield dropping(clean, path, keyword, title(own, `drop ${option}`));
  }
}

function* added(clean: Clean, option: string, value: string): Iterable<Mutation> {
  for (const own of ownFields(clean)) {
    if (keywordOf(own.field.call, option) === undefined) yield withKeyword(clean, own.model.path, own.field.call, `${option}=${value}`, title(own, `write ${option}=${value}`));
  }
}

function* dropped(clean: Clean, option: string): Iterable<Mutation> {
  for (const own of ownFields(clean)) {
    const keyword = keywordOf(own.field.call, option);
    if (keyword !== undefined) yield dropping(clean, own.model.path, keyword, title(own, `drop ${option}`));
  }
}

function* replaced(clean: Clean, option: string, text: (value: Expression, own: OwnField) => string | undefined): Iterable<Mutation> {
  for (const own of ownFields(clean)) {
    const keyword = keywordOf(own.field.call, option);
    const value = keyword === undefined ? undefined : text(keyword.value, own);
    if (keyword !== undefined && value !== undefined) yield replacing(clean, own.model.path, keyword.value, value, title(own, `${option}=${value} for ${sourceOf(clean, own.model.path, keyword.value)}`));
  }
}

function defaults(clean: Clean): Iterable<Mutation> {
  return replaced(clean, 'default', (value, { model }) => {
    if (value.kind === 'number') return String(value.value + 1);
    if (value.kind === 'constant') return value.value === true ? 'False' : 'True';
    if (value.kind === 'call') return '7';
    const enumeration = value.kind === 'attribute' ? sourceOf(clean, model.path, value.value) : '';
    return /^[A-Z]\w*\.[A-Z]/.test(enumeration) ? '"planted"' : 'None';
  });
}

/** A member of the enumeration that the choices come from. */
function* choices(clean: Clean): Iterable<Mutation> {
  for (const model of modelsOf(clean)) {
    for (const inner of model.node.body) {
      if (inner.kind !== 'class' || !inner.bases.some((base) => (dottedName(base) ?? '').endsWith('Choices'))) continue;
      const last = inner.body.at(-1);
      const value = /Integer/.test(dottedName(inner.bases[0] as Expression) ?? '') ? '77' : '"planted"';
      if (last !== undefined) yield insertingBefore(clean, model.path, last.start, [`PLANTED = ${value}, "Planted"`], `add a member to ${model.name}.${inner.name}`);
    }
  }
}

function deletions(clean: Clean): Iterable<Mutation> {
  return replaced(clean, 'on_delete', (value, { model }) => (/CASCADE/.test(sourceOf(clean, model.path, value)) ? 'models.PROTECT' : 'models.CASCADE'));
}

const OTHER_CLASS: Readonly<Record<string, string>> = {
  CharField: 'SlugField',
  TextField: 'CharField',
  ForeignKey: 'OneToOneField',
  OneToOneField: 'ForeignKey',
  DateTimeField: 'DateField',
  FloatField: 'IntegerField',
  PositiveSmallIntegerField: 'IntegerField',
};

function* classes(clean: Clean): Iterable<Mutation> {
  for (const own of ownFields(clean)) {
    const other = OTHER_CLASS[own.field.typeName];
    if (other !== undefined) yield replacing(clean, own.model.path, own.field.call.callee, `models.${other}`, title(own, `make a ${other}`));
  }
}

function assignmentOf({ model, field }: OwnField): Extract<ModelClass['node']['body'][number], { kind: 'assign' }> | undefined {
  return model.node.body.find((one) => one.kind === 'assign' && one.value === field.call) as ReturnType<typeof assignmentOf>;
}

function* renamedFields(clean: Clean): Iterable<Mutation> {
  for (const own of ownFields(clean)) {
    const target = assignmentOf(own)?.targets[0];
    const elsewhere = new RegExp(`["'-]${own.field.name}["']`).test(sourceOf(clean, own.model.path, own.model.node));
    if (target !== undefined && !elsewhere) yield replacing(clean, own.model.path, target, `${own.field.name}_planted`, title(own, 'rename'));
  }
}

/** Every word in its file is renamed, and no other file names it as a class. */
function* renamedModels(clean: Clean): Iterable<Mutation> {
  for (const model of modelsOf(clean).filter(({ swappable, node }) => !swappable && !node.bases.some((base) => (dottedName(base) ?? '').endsWith('User')))) {
    const text = clean.files[model.path] ?? '';
    yield { description: `${model.path} rename ${model.name}`, changes: { [model.path]: `${text.replaceAll(new RegExp(`\\b${model.name}\\b`, 'g'), `Planted${model.name}`)}\n\n${model.name} = Planted${model.name}\n` } };
  }
}

function* removedModels(clean: Clean): Iterable<Mutation> {
  for (const model of modelsOf(clean)) {
    const others = clean.model.symbols.mentions(model.name).filter((path) => !/(^|\/)(migrations)\//.test(path));
    const more = (clean.files[model.path] ?? '').split(new RegExp(`\\b${model.name}\\b`)).length;
    if (others.length <= 1 && more === 2) yield droppingLines(clean, model.path, model.node, `remove ${model.name}`);
  }
}

/** Another value of a Meta option, with the option or the whole Meta made where it is missing. `{field}` is the model's first field. */
function* options(clean: Clean, option: string, value: string): Iterable<Mutation> {
  for (const model of modelsOf(clean)) {
    const first = ownFields(clean).find((own) => own.model === model);
    if (first === undefined) continue;
    const line = `${option} = ${value.replace('{field}', first.field.name)}`;
    const meta = model.node.body.find((one) => one.kind === 'class' && one.name === 'Meta');
    const body = meta?.kind === 'class' ? meta.body : [];
    const there = body.find((one) => one.kind === 'assign' && dottedName(one.targets[0] as Expression) === option);
    const what = `${line} in ${model.name}`;
    const statement = assignmentOf(first);
    if (there !== undefined) yield replacing(clean, model.path, there, line, what);
    else if (body[0] !== undefined) yield insertingBefore(clean, model.path, body[0].start, [line], what);
    else if (statement !== undefined) yield insertingBefore(clean, model.path, statement.start, ['class Meta:', `    ${line}`, ''], what);
  }
}

function* listItems(clean: Clean): Iterable<{ readonly model: ModelClass; readonly call: CallExpression }> {
  for (const model of modelsOf(clean)) {
    for (const option of ['indexes', 'constraints']) {
      const list = model.meta.get(option)?.value;
      for (const item of list?.kind === 'list' ? list.items : []) if (item.kind === 'call') yield { model, call: item };
    }
  }
}

function* indexFields(clean: Clean): Iterable<Mutation> {
  for (const { model, call } of listItems(clean)) {
    const fields = keywordOf(call, 'fields')?.value;
    if (fields !== undefined) yield replacing(clean, model.path, fields, '["id"]', `another field for ${sourceOf(clean, model.path, fields)} of ${model.name}`);
  }
}

function* indexNames(clean: Clean): Iterable<Mutation> {
  for (const { model, call } of listItems(clean)) {
    const name = keywordOf(call, 'name')?.value;
    if (name !== undefined) yield replacing(clean, model.path, name, '"planted_name"', `another name for ${sourceOf(clean, model.path, name)} of ${model.name}`);
  }
}

function* inherited(clean: Clean, line: string): Iterable<Mutation> {
  for (const model of modelsOf(clean)) {
    const [base] = model.node.bases;
    if (base === undefined || sourceOf(clean, model.path, base) !== 'models.Model') continue;
    const within = replacing(clean, model.path, base, 'PlantedBase', '').changes[model.path] as string;
    const at = clean.model.symbols.span(model.path, model.node)[0] - 1;
    const lines = within.split('\n');
    lines.splice(at, 0, 'class PlantedBase(models.Model):', `    ${line}`, '', '    class Meta:', '        abstract = True', '', '');
    yield { description: `${model.path} ${model.name} inherits ${line}`, changes: { [model.path]: lines.join('\n') } };
  }
}

function computedLengths(clean: Clean): Iterable<Mutation> {
  return replaced(clean, 'max_length', (value) => (value.kind === 'number' ? `${value.value - 1} + 1` : undefined));
}

function* namedRelations(clean: Clean): Iterable<Mutation> {
  for (const own of ownFields(clean)) {
    const [target] = own.field.call.args;
    const here = target?.kind === 'name' && modelsOf(clean).some((other) => other.path === own.model.path && other.name === target.id);
    if (target !== undefined && here) yield replacing(clean, own.model.path, target, `"${sourceOf(clean, own.model.path, target)}"`, title(own, 'name the target'));
  }
}

function* methods(clean: Clean): Iterable<Mutation> {
  for (const own of ownFields(clean)) {
    const statement = assignmentOf(own);
    if (statement !== undefined) yield insertingBefore(clean, own.model.path, statement.start, ['planted_size = 3', '', 'def planted(self):', '    return 1', ''], title(own, 'a method before'));
  }
}

function* abstractModels(clean: Clean): Iterable<Mutation> {
  for (const path of new Set(modelsOf(clean).map((model) => model.path))) {
    yield { description: `${path} an abstract model`, changes: { [path]: `${clean.files[path] ?? ''}\n\nclass Planted(models.Model):\n    title = models.CharField(max_length=20)\n\n    class Meta:\n        abstract = True\n` } };
  }
}

function* comments(clean: Clean): Iterable<Mutation> {
  for (const own of ownFields(clean)) {
    const statement = assignmentOf(own);
    if (statement !== undefined) yield insertingBefore(clean, own.model.path, statement.start, ['# planted = models.IntegerField()'], title(own, 'a comment before'));
  }
}
