import { z } from 'zod';
import { rangeOf } from '../../findings/locate.js';
import type { Fix, Message, RelatedLocation } from '../../findings/types.js';
import type { ModelField } from '../../project/django/types.js';
import type { ProjectModel } from '../../project/types.js';
import { judging } from '../shared/judgement.js';
import { isTestPath } from '../../project/path-uses.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { readAdmins } from './n-plus-one-query/admin.js';
import { anchorOf, Collector, spanOf } from './n-plus-one-query/collect.js';
import { isLocked, loadingFix } from './n-plus-one-query/fix.js';
import { isJudged, readFunctions } from './n-plus-one-query/python.js';
import type { Read } from './n-plus-one-query/rows.js';
import { readSerializers } from './n-plus-one-query/serializers.js';
import { readTemplate } from './n-plus-one-query/templates.js';

interface Data {
  readonly read: Read;
  /** Relations of the same form that the same call reads, the first included. */
  readonly paths: readonly string[];
  /** `shop/views.py:12`, or null where no queryset is written. */
  readonly queryset: string | null;
  /** `shop/models.py:20` */
  readonly field: string | null;
  /** `Order.label` (shop/models.py:30) */
  readonly through: readonly string[];
  /** The queryset locks its rows, and would lock those that `select_related` names. */
  readonly locked: boolean;
}

type Context = RuleContext<unknown>;

export const nPlusOneQuery: Rule<Data, unknown> = {
  meta: {
    id: 'scalability/n-plus-one-query',
    area: 'scalability',
    severity: 'warning',
    confidence: 'high',
    status: 'preview',
    languages: ['python', 'template'],
    fix: 'safe',
    summary: 'A relation is read for each row of a queryset that does not load it, so that every row costs a query.',
    options: z.strictObject({}),
  },
  applies: ({ facts, path }) => (facts.code !== undefined && isJudged(path)) || ((facts.template?.loops.length ?? 0) > 0 && !isTestPath(path)),
  detect,
  message,
  suggest: ({ data }, _subject, { model }) => suggest(data, model),
};

function detect({ path, facts }: Subject, { model }: Context): Judgement<Data> {
  const judgement = judging<Data>();
  if (!model.django.present || model.django.models.models.length === 0) return judgement.done();
  const collector = new Collector(model);
  if (facts.template !== undefined) readTemplate(model, path, facts.template, collector.add);
  else {
    readFunctions(model, path, collector.add);
    readSerializers(model, path, collector.add);
    readAdmins(model, path, collector.add);
  }
  const { reads, passed, unknowns } = collector.done();
  judgement.pass(passed);
  for (const { spot, reason } of unknowns) judgement.unknown(spanOf(model, spot)[0], reason);
  for (const group of reads) if (anchorOf(group[0]).path === path) judgement.match(matchOf(model, group));
  return judgement.done();
}

function matchOf(model: ProjectModel, group: readonly [Read, ...Read[]]): Match<Data> {
  const [read, ...others] = group;
  const { root, path, via, field } = read;
  const anchor = anchorOf(read);
  const span = spanOf(model, anchor);
  const { source } = root;
  const name = path.split('__').at(-1) as string;
  const places = [...via.slice(1).map(({ spot }) => spot), ...(via.length > 0 ? [read.spot] : [])];
  return {
    span,
    symbol: symbolAt(model, read),
    subject: `${root.model.name}.${root.frame !== null && via[0] !== undefined ? via[0].label : path}${read.form === 'refined' || read.form === 'counted' ? ` ${read.form}` : ''}`,
    confidence: via.length > 0 || read.form === 'refined' ? 'medium' : 'high',
    causes: [...new Set([source?.path, root.where.path, ...places.map((spot) => spot.path)])].flatMap((file) => (file === undefined ? [] : [{ path: file, text: name }])),
    related: [...relatedOf(model, read), ...others.map(({ spot, path: other }) => ({ path: spot.path, range: rangeOf(spanOf(model, spot)), label: `\`${other}\` is read here` }))],
    data: {
      read,
      paths: group.map((one) => one.path),
      queryset: source === null ? null : `${source.path}:${model.symbols.span(source.path, source.origin)[0]}`,
      field: field.place.path === '' ? null : `${field.place.path}:${field.place.span[0]}`,
      through: via.map(({ label }, index) => `\`${label}\` (${placeOf(model, via[index + 1]?.spot ?? read.spot)})`),
      locked: source !== null && isLocked(model, source),
    },
  };
}

function placeOf(model: ProjectModel, spot: Read['spot']): string {
  return `${spot.path}:${spanOf(model, spot)[0]}`;
}

function symbolAt(model: ProjectModel, read: Read): string {
  const { path, at } = anchorOf(read);
  if ('span' in at) return '';
  const around = [...model.symbols.classes(path), ...model.symbols.functions(path)].filter(({ node }) => node.start <= at.start && at.end <= node.end);
  return around.sort((left, right) => right.node.start - left.node.start)[0]?.symbol ?? '';
}

function relatedOf(model: ProjectModel, read: Read): RelatedLocation[] {
  const { root, via, field } = read;
  const found: RelatedLocation[] = via.map(({ label }, index) => {
    const spot = via[index + 1]?.spot ?? read.spot;
    return { path: spot.path, range: rangeOf(spanOf(model, spot)), label: `read here, in \`${label}\`` };
  });
  found.push({ path: root.where.path, range: rangeOf(spanOf(model, root.where)), label: 'the rows are gone through here' });
  if (root.source !== null) found.push({ path: root.source.path, range: rangeOf(model.symbols.span(root.source.path, root.source.origin)), label: 'the queryset begins here' });
  if (field.place.path !== '') found.push(relatedField(field));
  return found;
}

function relatedField({ name, place }: ModelField): RelatedLocation {
  return { path: place.path, range: rangeOf(place.span), label: `\`${name}\` is defined here` };
}

function message({ data }: Match<Data>): Message {
  const { read, paths, queryset, field, through, locked } = data;
  const { root, path, form } = read;
  const more = paths.length === 1 ? '' : ` (and ${paths.length - 1} more)`;
  const relation = `\`${root.model.name}.${path.replaceAll('__', '.')}\`${field === null ? '' : ` (${field})`}${more}`;
  const way = through.length === 0 ? '' : `, through ${through.join(' and ')}`;
  const rows = queryset === null ? '' : `, whose queryset is that of ${queryset}`;
  if (form === 'refined' || form === 'counted') {
    return {
      what: `${relation} is ${form === 'counted' ? 'counted' : 'queried'} anew for ${root.words}${rows}${way}.`,
      why: 'Every row costs one more query: with 100 rows the database is asked 101 times.',
      todo: form === 'counted' ? `Count with the rows: \`.annotate(…=Count("${path}"))\`, or \`Exists\`.` : `Load what is needed with \`Prefetch("${path}", queryset=…, to_attr=…)\`, or compute it with \`annotate\`.`,
    };
  }
  return {
    what: `${relation} is fetched for ${root.words}${way}${queryset === null ? ', and nothing loads it with the rows' : `, and the queryset of ${queryset} does not load it`}.`,
    why: 'Every row costs one more query: with 100 rows the database is asked 101 times.',
    todo: `Add \`.${form === 'select' && !locked ? 'select_related' : 'prefetch_related'}(${paths.map((one) => `"${one}"`).join(', ')})\` to the queryset.`,
  };
}

function suggest({ read, paths }: Data, model: ProjectModel): Fix | null {
  return loadingFix(model, read, paths);
}
