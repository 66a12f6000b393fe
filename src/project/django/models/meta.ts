/** A model's Meta with what it inherits, as Django merges it. Pure. */
import type { ClassNode, Expression } from '../../../facts/python/code/nodes.js';
import type { ClassSymbol, PythonSymbols } from '../../python/symbols-types.js';
import type { ModelClass } from '../types.js';
import { knownModel } from './known.js';

export interface MergedMeta {
  readonly options: ModelClass['meta'];
  /** Why options may be set that can't be seen. */
  readonly open: string | null;
}

const NONE: ModelClass['meta'] = new Map();

/** The Meta class in a class's own body. */
export function ownMeta(node: ClassNode): ClassNode | undefined {
  return node.body.findLast((statement): statement is ClassNode => statement.kind === 'class' && statement.name === 'Meta');
}

/** Whether the class's own Meta says `option = True`; null when it can't be told. */
export function ownFlag(node: ClassNode, option: string): boolean | null {
  const meta = ownMeta(node);
  if (meta === undefined) return false;
  for (const statement of meta.body.toReversed()) {
    if (statement.kind === 'if' || statement.kind === 'try') return null;
    if (statement.kind !== 'assign' || !statement.targets.some((target) => target.kind === 'name' && target.id === option)) continue;
    return statement.value?.kind === 'constant' ? statement.value.value === true : null;
  }
  return false;
}

/** Merges the Meta of a model: its own with its bases, or that of the first abstract base that has one. `isAbstract` tells of a class of the ancestry. */
export function mergeMeta(symbols: PythonSymbols, symbol: ClassSymbol, isAbstract: (symbol: ClassSymbol) => boolean): MergedMeta {
  const line = symbols.ancestry(symbol);
  const classes = [symbol, ...line.classes.slice(1)];
  const holder = classes.find((one, index) => ownMeta(one.node) !== undefined && (index === 0 || isAbstract(one)));
  if (holder === undefined) {
    const hidden = line.external.find((dotted) => knownModel(dotted)?.meta ?? true);
    return { options: NONE, open: hidden === undefined ? (line.unknown[0] ?? null) : `Meta may come from \`${hidden}\`` };
  }
  const node = ownMeta(holder.node) as ClassNode;
  const meta = symbols.classes(holder.path).find((one) => one.node === node) ?? { kind: 'class', path: holder.path, symbol: `${holder.symbol}.Meta`, node };
  const metaLine = symbols.ancestry(meta);
  const options = new Map<string, { value: Expression; place: { path: string; span: ReturnType<PythonSymbols['span']> } }>();
  let open: string | null = metaLine.unknown[0] ?? null;
  for (const [index, one] of metaLine.classes.toReversed().entries()) {
    const inherited = index < metaLine.classes.length - 1;
    open ??= readOptions(symbols, one, inherited || holder !== symbol, options);
  }
  const ofPackage = line.external.find((dotted) => knownModel(dotted) !== undefined && !dotted.startsWith('django.'));
  if (ofPackage !== undefined) open ??= `\`${ofPackage}\` may add options`;
  const outside = metaLine.external.find((dotted) => dotted !== 'builtins.object' && !dotted.startsWith('django_stubs_ext.'));
  return { options, open: open ?? (outside === undefined ? null : `Meta inherits from \`${outside}\``) };
}

function readOptions(symbols: PythonSymbols, meta: ClassSymbol, inherited: boolean, options: Map<string, { value: Expression; place: { path: string; span: ReturnType<PythonSymbols['span']> } }>): string | null {
  let open: string | null = null;
  for (const statement of meta.node.body) {
    if (statement.kind === 'assign' && statement.value !== null) {
      for (const target of statement.targets) {
        if (target.kind !== 'name' || target.id.startsWith('_') || (inherited && target.id === 'abstract')) continue;
        options.set(target.id, { value: statement.value, place: { path: meta.path, span: symbols.span(meta.path, { start: target.start, end: statement.value.end }) } });
      }
    } else if (statement.kind !== 'pass' && statement.kind !== 'expression') open ??= `Meta of ${meta.symbol} runs code`;
  }
  return open;
}
