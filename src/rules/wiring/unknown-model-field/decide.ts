/** Whether a model answers a name. */
import type { CallExpression } from '../../../facts/python/code/nodes.js';
import { expressionsOf, keywordOf, literalString, walkExpressions, walkStatements } from '../../../facts/python/code/walk.js';
import { followLookup, type LookupAnswer } from '../../../project/django/orm/lookups.js';
import type { ProjectModel } from '../../../project/types.js';
import { perFacts } from '../../../project/per-facts.js';
import { codeOf } from '../../../project/python/code.js';
import { perModel, perModelAnd, perModelScan } from '../../shared/per-model.js';
import type { Named } from './named.js';

export type Verdict =
  | { readonly kind: 'yes' }
  | { readonly kind: 'unknown'; readonly reason: string }
  | Extract<LookupAnswer, { readonly kind: 'no' }>;

const YES: Verdict = { kind: 'yes' };

/** Decides one name; everything that may answer it unseen makes it unknown. */
export function decide(model: ProjectModel, named: Named): Verdict {
  const { path } = named;
  if (named.aliases.some((alias) => path === alias || path.startsWith(`${alias}__`))) return YES;
  if (path === '' || /[^\w.]/.test(path)) return { kind: 'unknown', reason: 'the name is not plain' };
  const dotted = named.form === 'attribute' ? path.replaceAll('.', '__') : path;
  const answer = followLookup(model.django.models, named.model, dotted, named.form === 'lookup');
  if (answer.kind !== 'no') return answer.kind === 'ok' ? YES : answer;
  if (named.open !== null && answer.index === 0) return { kind: 'unknown', reason: named.open };
  if (named.form === 'attribute' || named.place === 'prefetch_related()') return asAttribute(model, answer);
  return doubt(model, answer) ?? answer;
}

/** Instances have methods, properties and what code sets on them. */
function asAttribute(model: ProjectModel, answer: Extract<LookupAnswer, { kind: 'no' }>): Verdict {
  const { part } = answer;
  if (answer.after !== null) return { kind: 'unknown', reason: `an attribute of the value of \`${answer.after.name}\`` };
  if (/^(pk|objects|get_\w+_display|get_next_by_\w+|get_previous_by_\w+|_meta|__str__|__class__)$/.test(part)) return YES;
  const own = model.symbols.attribute(answer.model, part);
  if (own.kind === 'found') return YES;
  if (own.kind === 'unknown') return own;
  if (isAddedName(model, part)) return { kind: 'unknown', reason: `code sets or annotates \`${part}\` on objects` };
  return doubt(model, answer) ?? answer;
}

function doubt(model: ProjectModel, answer: Extract<LookupAnswer, { kind: 'no' }>): Verdict | undefined {
  const { part } = answer;
  if (answer.model.path === '') return { kind: 'unknown', reason: `any app may relate to \`${answer.model.name}\`` };
  if (answer.after !== null) {
    return model.symbols.mentions('register_lookup').length > 0 ? { kind: 'unknown', reason: 'the repository registers lookups of its own' } : undefined;
  }
  const own = model.symbols.attribute(answer.model, part);
  if (own.kind === 'found' && own.attribute.kind === 'call') return { kind: 'unknown', reason: `\`${part}\` is made by a call that can add a field` };
  const custom = answer.model.fields.find((field) => !field.type.startsWith('django.') && (part.startsWith(`${field.name}_`) || part.startsWith(`_${field.name}`)));
  if (custom !== undefined) return { kind: 'unknown', reason: `\`${custom.name}\` is no field of Django's own and may add \`${part}\`` };
  if (unresolvedBackNames(model).has(part)) return { kind: 'unknown', reason: `a relation that can't be told for sure may be called \`${part}\`` };
  return undefined;
}

/** Names under which relations with an unknown target, or named by position, can be reached from it. */
const unresolvedBackNames = perModel((model): ReadonlySet<string> => {
  const names = new Set<string>();
  for (const one of model.django.models.models) {
    for (const { relation, call } of one.fields) {
      if (relation === undefined) continue;
      for (const argument of call.args.slice(1)) if (argument.kind === 'string') names.add(argument.value);
      if (!('unknown' in relation.target)) continue;
      const given = literalString((keywordOf(call, 'related_query_name') ?? keywordOf(call, 'related_name'))?.value);
      names.add(given ?? one.name.toLowerCase());
      if (given !== undefined) names.add(one.name.toLowerCase());
    }
  }
  return names;
});

/** Names that some code sets on objects or annotates on querysets: attributes assigned, keywords of annotate, `to_attr`. */
const isAddedName = perModelAnd((model, name: string) => addedNames(model).has(name));

const addedNames = perModel((model): ReadonlySet<string> => new Set(filesAdding(model).flatMap(({ told }) => [...told])));

const filesAdding = perModelScan((facts, path) => path.endsWith('.py') && !/(^|\/)migrations\//.test(path) && addedIn(facts).size > 0 && addedIn(facts));

const addedIn = perFacts((facts): ReadonlySet<string> => {
  const names = new Set<string>();
  walkStatements(codeOf(facts)?.body ?? [], (statement) => {
    if (statement.kind === 'assign') for (const target of statement.targets) if (target.kind === 'attribute' && !(target.value.kind === 'name' && target.value.id === 'self')) names.add(target.attribute);
    for (const expression of expressionsOf(statement)) walkExpressions(expression, (one) => void (one.kind === 'call' && namesOfCall(one, names)));
  });
  return names;
});

function namesOfCall(call: CallExpression, names: Set<string>): void {
  const method = call.callee.kind === 'attribute' ? call.callee.attribute : call.callee.kind === 'name' ? call.callee.id : '';
  if (method === 'annotate' || method === 'alias' || method === 'extra') for (const { name } of call.keywords) if (name !== null) names.add(name);
  const text = literalString(method === 'Prefetch' ? keywordOf(call, 'to_attr')?.value : method === 'setattr' ? call.args[1] : null);
  if (text !== undefined) names.add(text);
}
