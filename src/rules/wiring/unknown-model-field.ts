import { z } from 'zod';
import { rangeOf } from '../../findings/locate.js';
import type { Fix, Message } from '../../findings/types.js';
import type { ModelClass } from '../../project/django/types.js';
import { either, judging } from '../shared/judgement.js';
import { isFixturePath, isTestPath } from '../../project/path-uses.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { decide } from './unknown-model-field/decide.js';
import { namesInClasses } from './unknown-model-field/declared.js';
import { namesInMeta } from './unknown-model-field/meta.js';
import type { Named } from './unknown-model-field/named.js';
import { namesInQueries } from './unknown-model-field/queries.js';

interface Data {
  readonly named: Named;
  /** The model that lacks the name. */
  readonly model: ModelClass;
  readonly part: string;
  /** The field before it, when the part is no lookup of it. */
  readonly after: string | null;
  readonly nearest: readonly string[];
  /** The model has it as a method or property, which queries can't use. */
  readonly computed: boolean;
  /** Where the part stands in the source: 1-based line and columns, half-open; null when the literal is in pieces. */
  readonly partSpan: readonly [number, number, number, number] | null;
}

type Context = RuleContext<unknown>;

export const unknownModelField: Rule<Data, unknown> = {
  meta: {
    id: 'wiring/unknown-model-field',
    area: 'wiring',
    severity: 'error',
    confidence: 'high',
    status: 'stable',
    languages: ['python'],
    fix: 'unsafe',
    summary: 'A query, serializer, form, admin class or Meta names a field that the Django model does not have.',
    options: z.strictObject({}),
  },
  applies: ({ facts, path }) => facts.python !== undefined && !isTestPath(path) && !isFixturePath(path) && !/(^|\/)migrations\//.test(path),
  detect,
  message,
  suggest,
};

function detect({ path }: Subject, { model }: Context): Judgement<Data> {
  const judgement = judging<Data>();
  const told = new Set<string>();
  if (!model.django.present || model.django.models.models.length === 0) return judgement.done();
  for (const named of [...namesInQueries(model, path), ...namesInClasses(model, path), ...namesInMeta(model, path)]) {
    const verdict = decide(model, named);
    const span = model.symbols.span(path, named.node);
    if (verdict.kind === 'yes') judgement.pass();
    else if (verdict.kind === 'unknown') judgement.unknown(span[0], `\`${named.path}\` of \`${named.model.name}\`: ${verdict.reason}`);
    else {
      const computed = model.symbols.attribute(verdict.model, verdict.part).kind === 'found';
      const start = named.offset === null ? null : named.offset + offsetOfPart(named.path, verdict.index);
      const key = `${verdict.model.path} ${verdict.model.name}.${verdict.part} ${named.place} ${span[0]}`;
      // `select_related("cycle", "cycle__owner")` lacks one field.
      if (told.has(key)) continue;
      told.add(key);
      const part = start === null ? null : model.symbols.span(path, { start, end: start + verdict.part.length });
      judgement.match({
        span: part ?? span,
        symbol: named.symbol,
        subject: `${verdict.model.name}.${verdict.part} ${named.path}`,
        causes: causesOf(verdict.model, verdict.part),
        related: relatedOf(model, verdict.model),
        data: { named, model: verdict.model, part: verdict.part, after: verdict.after?.name ?? null, nearest: computed ? [] : verdict.nearest, computed, partSpan: part },
      });
    }
  }
  return judgement.done();
}

function offsetOfPart(path: string, index: number): number {
  return path.split(/__|\./).slice(0, index).reduce((sum, part) => sum + part.length + (path.startsWith('.', sum + part.length) ? 1 : 2), 0);
}

/** The file that held the field: the model's own, or that of a base. */
function causesOf(model: ModelClass, part: string): { path: string; text: string }[] {
  const paths = [model.path, ...model.fields.map(({ owner }) => owner.path), ...model.reverse.map(({ from }) => from.path)];
  return [...new Set(paths)].filter((path) => path !== '').map((path) => ({ path, text: part }));
}

function relatedOf(model: Context['model'], { path, node, name }: ModelClass): Match<Data>['related'] {
  if (path === '') return [];
  const range = rangeOf(model.symbols.span(path, { start: node.nameStart, end: node.nameStart + node.name.length }));
  return [{ path, range, label: `\`${name}\` is defined here` }];
}

function message({ data, related }: Match<Data>): Message {
  const { named, part, after, computed } = data;
  const [place] = related;
  const where = place === undefined ? '' : ` (${place.path}:${place.range.start.line})`;
  const via = named.path === part ? '' : ` in \`${named.path}\``;
  return {
    what: after === null ? `\`${data.model.name}\`${where} has no ${computed ? 'database field' : 'field'} \`${part}\`, which ${named.place} names${via}.` : `\`${part}\` is no lookup of \`${data.model.name}.${after}\`${where}, as ${named.place} takes it${via}.`,
    why: computed && named.place !== 'ordering_fields' ? `\`${part}\` is a method or property: the database does not know it, and Django raises an error when this runs.` : consequence(named),
    todo: data.nearest.length > 0 ? `Did you mean ${either(data.nearest)}?` : computed ? 'Query the fields that it is computed from, or annotate it.' : `Add the field to \`${data.model.name}\`, or use one that it has.`,
  };
}

function consequence({ form, place }: Named): string {
  if (place.startsWith('Meta.') && form === 'attribute') return 'The serializer raises ImproperlyConfigured the first time it is used.';
  if (place.endsWith(')')) return form === 'attribute' || form === 'field' ? 'Django raises an error each time this line runs.' : 'Django raises FieldError each time this query runs.';
  if (place.endsWith("field's source")) return 'REST framework passes over the error: each answer lacks the field, or has only its default.';
  if (place === 'source') return 'Reading it raises AttributeError for every object that is serialized.';
  if (place === 'ordering_fields') return 'Whoever asks for this order gets a server error: Django raises FieldError.';
  return 'Django raises an error when it loads or first uses this class.';
}

function suggest({ data }: Match<Data>, subject: Subject): Fix | null {
  const [only, ...others] = data.nearest;
  if (only === undefined || others.length > 0 || data.partSpan === null) return null;
  return { title: `Use \`${only}\` instead of \`${data.part}\``, safety: 'unsafe', edits: [{ kind: 'replace', path: subject.path, range: rangeOf(data.partSpan), text: only }] };
}
