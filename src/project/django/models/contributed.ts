/** Fields that code outside the class body adds: `Model.add_to_class(…)`, registrations of packages that add fields. Pure. */
import type { CallExpression } from '../../../facts/python/code/nodes.js';
import { dottedName, expressionsOf, walkExpressions, walkStatements } from '../../../facts/python/code/walk.js';
import type { ClassNode } from '../../../facts/python/code/nodes.js';
import type { FileFacts } from '../../../facts/types.js';
import { perFacts } from '../../per-facts.js';
import type { DjangoInput } from '../input.js';

const ADDING_PACKAGES = /^(modeltranslation|mptt|simple_history|categories|eav|tagging|translated_fields|hvad|linguo)(\.|$)/;

const importsAdding = perFacts(({ python }: FileFacts) => python?.imports.some(({ level, module }) => level === 0 && ADDING_PACKAGES.test(module)) ?? false);
const mayAdd = (facts: FileFacts, path: string): boolean => path.endsWith('.py') && importsAdding(facts);

/** Class nodes that are given further fields from outside, with the reason; `*` stands for a class that can't be told. */
export function contributions(input: DjangoInput): ReadonlyMap<ClassNode | '*', string> {
  const found = new Map<ClassNode | '*', string>();
  const add = (path: string, target: CallExpression['callee'] | undefined, by: string, certain: boolean): void => {
    const resolved = target === undefined ? undefined : input.symbols.resolveExpression(path, target);
    if (resolved?.kind === 'class') found.set(resolved.node, `${path} adds a field (${by})`);
    else if (certain && resolved?.kind !== 'external') found.set('*', `${path} adds a field to a model that can't be told (${by})`);
  };
  for (const path of new Set([...input.symbols.mentions('add_to_class'), ...input.symbols.mentions('contribute_to_class')])) {
    if (/(^|\/)(tests?|migrations)\//.test(path)) continue;
    eachCall(input, path, (call) => {
      if (call.callee.kind !== 'attribute') return;
      if (call.callee.attribute === 'add_to_class') add(path, call.callee.value, 'add_to_class', dottedName(call.callee.value) !== 'cls' && dottedName(call.callee.value) !== 'self');
      if (call.callee.attribute === 'contribute_to_class' && call.args.length === 2) add(path, call.args[0], 'contribute_to_class', false);
    });
  }
  for (const { path } of input.scan(mayAdd)()) {
    eachCall(input, path, (call) => {
      if (!/(^|\.)register$/.test(dottedName(call.callee) ?? '')) return;
      for (const argument of call.args.flatMap((one) => (one.kind === 'list' || one.kind === 'tuple' ? one.items : [one]))) add(path, argument, 'register', false);
    });
  }
  return found;
}

function eachCall(input: DjangoInput, path: string, visit: (call: CallExpression) => void): void {
  walkStatements(input.symbols.code(path)?.body ?? [], (statement) => {
    for (const expression of expressionsOf(statement)) {
      walkExpressions(expression, (one) => {
        if (one.kind === 'call') visit(one);
      });
    }
  });
}
