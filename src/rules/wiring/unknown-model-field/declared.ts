/** Fields that serializers, forms, filters, admin classes and views name in their bodies. */
import type { CallExpression, ClassNode, Expression, StringExpression } from '../../../facts/python/code/nodes.js';
import { keywordOf, literalString } from '../../../facts/python/code/walk.js';
import type { ModelClass } from '../../../project/django/types.js';
import type { ClassSymbol } from '../../../project/python/symbols-types.js';
import type { ProjectModel } from '../../../project/types.js';
import { namedByString, stringsIn, type Form, type Named, type Setting } from './named.js';

interface Shown {
  readonly model: ProjectModel;
  readonly symbol: ClassSymbol;
  readonly of: ModelClass;
  /** Why a name may be answered otherwise; null when all bases are the framework's own. */
  readonly open: string | null;
}

interface Kind {
  /** Bases that make the class one of this kind. */
  readonly base: RegExp;
  /** Other bases that add no names. */
  readonly harmless: RegExp;
  readonly names: (shown: Shown) => readonly Named[];
  /** Methods that make up names when they are overridden. */
  readonly dynamic: readonly string[];
}

const KINDS: readonly Kind[] = [
  { base: /^rest_framework\.serializers\.(Hyperlinked)?ModelSerializer$/, harmless: /^(rest_framework\.|builtins\.)/, names: namesOfSerializer, dynamic: ['get_fields', 'get_field_names', 'build_field', 'build_unknown_field', 'build_standard_field', '__new__', '__init_subclass__'] },
  { base: /^django\.forms\.(models\.)?ModelForm$/, harmless: /^(django\.|builtins\.)/, names: namesOfForm, dynamic: ['__new__'] },
  { base: /^django\.contrib\.(admin|gis\.admin|auth\.admin)\b.*\.(\w*Admin|\w*Inline)$/, harmless: /^(django\.|builtins\.)/, names: namesOfAdmin, dynamic: ['__getattr__', 'get_list_display', 'get_fields', 'get_fieldsets', 'get_form', 'get_readonly_fields', 'get_formset'] },
  { base: /^django_filters(\.\w+)*\.FilterSet$/, harmless: /^(django_filters\.|builtins\.)/, names: namesOfFilterSet, dynamic: ['get_fields'] },
  { base: /^django\.views\.generic\b.*\.(CreateView|UpdateView|ListView)$/, harmless: /./, names: namesOfView, dynamic: [] },
  { base: /^rest_framework\.(generics|viewsets)\.\w+$/, harmless: /./, names: namesOfApiView, dynamic: [] },
];

/** Every field that a class of the file declares by name. */
export function namesInClasses(model: ProjectModel, path: string): readonly Named[] {
  return model.symbols.classes(path).flatMap((symbol) => {
    const line = model.symbols.ancestry(symbol);
    const kind = KINDS.find(({ base }) => line.external.some((one) => base.test(one)));
    const known = kind === undefined ? undefined : model.django.orm.modelOf(symbol);
    if (kind === undefined || known === undefined) return [];
    const foreign = line.external.find((one) => !kind.base.test(one) && !kind.harmless.test(one));
    const dynamic = kind.dynamic.find((name) => model.symbols.attribute(symbol, name).kind === 'found');
    const open = line.unknown[0] ?? (foreign === undefined ? dynamic : `${foreign} may add names`) ?? null;
    return kind.names({ model, symbol, of: known.model, open });
  });
}

/** The value that the class's own body (not its bases') gives to a name. */
function own(node: ClassNode, name: string): Expression | ClassNode | undefined {
  for (const statement of node.body.toReversed()) {
    if (statement.kind === 'class' && statement.name === name) return statement;
    if (statement.kind === 'assign' && statement.value !== null && statement.targets.some((target) => target.kind === 'name' && target.id === name)) return statement.value;
  }
  return undefined;
}

function ownValue(node: ClassNode, name: string): Expression | undefined {
  const value = own(node, name);
  return value === undefined || value.kind === 'class' ? undefined : value;
}

function metaOf(node: ClassNode): ClassNode | undefined {
  const meta = own(node, 'Meta');
  return meta?.kind === 'class' ? meta : undefined;
}

function setting(shown: Shown, form: Form, place: string): Setting {
  return { model: shown.of, form, symbol: shown.symbol.symbol, place, aliases: [], added: null, open: shown.open };
}

/** Names that the class itself does not answer. */
function undeclared(shown: Shown, strings: readonly StringExpression[]): StringExpression[] {
  return strings.filter((node) => shown.model.symbols.attribute(shown.symbol, node.value).kind !== 'found');
}

function named(shown: Shown, strings: readonly StringExpression[], form: Form, place: string, prefix: RegExp | null = null): Named[] {
  return strings.map((node) => namedByString(setting(shown, form, place), node, prefix));
}

function namesOfSerializer(shown: Shown): readonly Named[] {
  const meta = metaOf(shown.symbol.node);
  const fields = meta === undefined ? [] : stringsIn(ownValue(meta, 'fields')).filter(({ value }) => value !== '__all__' && value !== 'url');
  const another = givenAnother(shown);
  const sources = shown.symbol.node.body.flatMap((statement) => {
    if (statement.kind !== 'assign' || statement.value?.kind !== 'call') return [];
    const source = keywordOf(statement.value, 'source')?.value;
    const place = mayBeMissing(statement.value) ? "an optional field's source" : 'source';
    return source?.kind === 'string' && source.value !== '*' ? named({ ...shown, open: another }, [source], 'attribute', place) : [];
  });
  return [...named(shown, undeclared(shown, fields), 'attribute', 'Meta.fields'), ...sources];
}

/** A source is read from what a view hands over, whichever model `Meta` names. */
function givenAnother({ model, symbol, of }: Shown): string | null {
  const views = model.symbols.mentions(symbol.node.name).flatMap((path) => model.symbols.classes(path));
  const other = views.find((view) => {
    const serializer = ownValue(view.node, 'serializer_class');
    const resolved = serializer === undefined ? undefined : model.symbols.resolveExpression(view.path, serializer);
    if (resolved?.kind !== 'class' || resolved.node !== symbol.node) return false;
    const shows = model.django.orm.modelOf(view)?.model;
    return shows !== undefined && shows.node !== of.node;
  });
  return other === undefined ? null : `${other.symbol} gives it objects of another model`;
}

/** REST framework leaves such a field out, or writes its default, where the object does not have it. */
function mayBeMissing(field: CallExpression): boolean {
  if (keywordOf(field, 'default') !== undefined) return true;
  return ['read_only', 'allow_null', 'required'].some((name) => {
    const value = keywordOf(field, name)?.value;
    return value?.kind === 'constant' && value.value === (name !== 'required');
  });
}

function namesOfForm(shown: Shown): readonly Named[] {
  const meta = metaOf(shown.symbol.node);
  const fields = meta === undefined ? [] : stringsIn(ownValue(meta, 'fields')).filter(({ value }) => value !== '__all__');
  return named(shown, undeclared(shown, fields), 'field', 'Meta.fields');
}

function namesOfFilterSet(shown: Shown): readonly Named[] {
  const meta = metaOf(shown.symbol.node);
  const fields = meta === undefined ? undefined : ownValue(meta, 'fields');
  const strings = keysOrItems(fields).filter(({ value }) => value !== '__all__');
  return named(shown, undeclared(shown, strings), 'lookup', 'Meta.fields');
}

function keysOrItems(value: Expression | undefined): readonly StringExpression[] {
  return value?.kind === 'dictionary' ? value.entries.flatMap(({ key }) => stringsIn(key)) : stringsIn(value);
}

function namesOfAdmin(shown: Shown): readonly Named[] {
  const { node } = shown.symbol;
  const strings = (name: string): readonly StringExpression[] => stringsIn(ownValue(node, name));
  const attribute = ['list_display', 'readonly_fields', 'list_display_links'].flatMap((name) => named(shown, undeclared(shown, strings(name)), 'attribute', name));
  const fields = [...strings('fields'), ...fieldsets(ownValue(node, 'fieldsets'))];
  const hasForm = shown.model.symbols.attribute(shown.symbol, 'form').kind !== 'none';
  const inForm = hasForm ? [] : named(shown, undeclared(shown, fields), 'attribute', 'fields');
  const relations = ['raw_id_fields', 'autocomplete_fields', 'filter_horizontal', 'filter_vertical', 'list_editable'].flatMap((name) => named(shown, strings(name), 'field', name));
  const hierarchy = named(shown, strings('date_hierarchy'), 'lookup', 'date_hierarchy');
  const annotates = shown.model.symbols.attribute(shown.symbol, 'get_queryset').kind === 'none' ? shown.open : 'get_queryset may annotate it';
  const ordering = named({ ...shown, open: annotates }, strings('ordering').filter(({ value }) => value !== '?'), 'lookup', 'ordering', /^-/);
  const search = named({ ...shown, open: annotates }, strings('search_fields'), 'lookup', 'search_fields', /^[\^=@$]/);
  return [...attribute.filter(({ path }) => path !== '__str__' && path !== 'action_checkbox'), ...inForm, ...relations, ...hierarchy, ...ordering, ...search, ...named({ ...shown, open: annotates }, filters(ownValue(node, 'list_filter')), 'lookup', 'list_filter')];
}

/** `(title, {"fields": (…)})` */
function fieldsets(value: Expression | undefined): readonly StringExpression[] {
  if (value?.kind !== 'list' && value?.kind !== 'tuple') return [];
  return value.items.flatMap((item) => {
    const options = item.kind === 'tuple' || item.kind === 'list' ? item.items[1] : undefined;
    return options?.kind === 'dictionary' ? options.entries.flatMap((entry) => (literalString(entry.key) === 'fields' ? stringsIn(entry.value) : [])) : [];
  });
}

/** Of `("field", FilterClass)` the field. */
function filters(value: Expression | undefined): readonly StringExpression[] {
  if (value?.kind !== 'list' && value?.kind !== 'tuple') return [];
  return value.items.flatMap((item) => stringsIn(item.kind === 'tuple' || item.kind === 'list' ? item.items[0] : item));
}

function namesOfView(shown: Shown): readonly Named[] {
  const fields = stringsIn(ownValue(shown.symbol.node, 'fields')).filter(({ value }) => value !== '__all__');
  const ordering = stringsIn(ownValue(shown.symbol.node, 'ordering')).filter(({ value }) => value !== '?');
  return [...named(shown, fields, 'field', 'fields'), ...ofRows(shown, ordering, 'ordering', /^-/)];
}

function namesOfApiView(shown: Shown): readonly Named[] {
  const { node } = shown.symbol;
  if (speaksOfAnother(shown)) return [];
  return [
    ...ofRows(shown, keysOrItems(ownValue(node, 'filterset_fields')).filter(({ value }) => value !== '__all__'), 'filterset_fields', null),
    ...ofRows(shown, stringsIn(ownValue(node, 'search_fields')), 'search_fields', /^[\^=@$]/),
    ...ofRows(shown, stringsIn(ownValue(node, 'ordering_fields')).filter(({ value }) => value !== '__all__'), 'ordering_fields', null),
    ...ofRows(shown, stringsIn(ownValue(node, 'ordering')), 'ordering', /^-/),
  ];
}

/** Names that annotations of the view's queryset answer as well. */
function ofRows(shown: Shown, strings: readonly StringExpression[], place: string, prefix: RegExp | null): Named[] {
  const queryset = shown.model.django.orm.modelOf(shown.symbol)?.queryset ?? null;
  const known = queryset?.kind === 'queryset' ? { aliases: queryset.aliases, open: queryset.added.open } : { aliases: [], open: queryset === null ? shown.open : 'the view makes its queryset in a way that can not be read' };
  return strings.map((node) => namedByString({ ...setting(shown, 'lookup', place), ...known }, node, prefix));
}

/** A view whose `model` or serializer is of another model than its queryset answers with the one and filters the other: which is meant can't be told. */
function speaksOfAnother({ model, symbol, of }: Shown): boolean {
  return ['model', 'serializer_class'].some((name) => {
    const answer = model.symbols.attribute(symbol, name);
    if (answer.kind !== 'found' || answer.attribute.kind === 'function' || answer.attribute.kind === 'class') return false;
    const resolved = model.symbols.resolveExpression(answer.owner.path, answer.attribute);
    if (resolved.kind !== 'class') return false;
    const other = model.django.models.of(resolved) ?? model.django.orm.modelOf(resolved)?.model;
    return other !== undefined && other.node !== of.node;
  });
}
