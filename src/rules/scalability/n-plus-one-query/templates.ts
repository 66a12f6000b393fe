/** Loops of templates over what views give them. */
import type { TemplateFacts, TemplateRead } from '../../../facts/templates/types.js';
import type { Span } from '../../../facts/types.js';
import type { ProjectModel } from '../../../project/types.js';
import { readerAt } from './classes.js';
import { contextsOf, type Context } from './contexts.js';
import { rootOf } from './loops.js';
import type { RowReader } from './reader.js';
import { isLoaded, pathOf, type Read, type Related, type Root, type Row, type Spot, type Value } from './rows.js';

/** Reads the loops of a template, once for each view that renders it. */
export function readTemplate(model: ProjectModel, path: string, facts: TemplateFacts, report: (read: Read) => void): void {
  for (const context of contextsOf(model, path)) new TemplateReader(model, path, facts, context, report).read();
}

class TemplateReader {
  private readonly elements: (Value | 'unknown')[] = [];
  private readonly reader: RowReader;

  constructor(
    private readonly model: ProjectModel,
    private readonly path: string,
    private readonly facts: TemplateFacts,
    private readonly context: Context,
    report: (read: Read) => void,
  ) {
    this.reader = readerAt(model, path, '', report);
  }

  read(): void {
    for (const [index, { iterable, variables, parent, span }] of this.facts.loops.entries()) {
      const [only, ...others] = variables;
      this.elements[index] = iterable === null || only === undefined || others.length > 0 ? undefined : this.element(iterable, parent, span);
    }
    for (const read of this.facts.reads) this.readOne(read);
  }

  /** The row that the loop's variable is each time. */
  private element(iterable: string, parent: number | null, span: Span): Value {
    const spot: Spot = { path: this.path, at: { span } };
    const [head = '', ...parts] = iterable.split('.');
    const given = this.variable(head, parent) === undefined ? this.context.get(head) : undefined;
    if (given?.kind === 'rows' && parts.every((part) => part === 'object_list' || part === 'all')) return this.rowOf({ ...rootOf(this.model, given.rows), ...this.place(spot) });
    const value = this.follow(iterable, parent, spot);
    if (value?.kind !== 'related' || value.refined) return undefined;
    if (value.row.root.repeated) {
      this.reader.evaluate(value, spot);
      return this.reader.elementOf(value);
    }
    return this.ofOne(value, spot);
  }

  private place(spot: Spot): Pick<Root, 'repeated' | 'where' | 'words' | 'frame'> {
    return { repeated: true, where: spot, words: `each row of the loop in line ${'span' in spot.at ? spot.at.span[0] : 0}`, frame: null };
  }

  private rowOf(root: Root): Row {
    return { kind: 'row', root, path: [], model: root.model, many: false, back: root.back };
  }

  /** The rows that belong to a single object: `order.items.all` of the order that the page shows. */
  private ofOne(related: Related, spot: Spot): Value {
    const element = this.reader.elementOf(related);
    if (element?.model === null || element === undefined) return undefined;
    const { root } = related.row;
    const path = pathOf(related.row, related.name);
    const below = (paths: readonly string[]): string[] => paths.flatMap((one) => (one.startsWith(`${path}__`) ? [one.slice(path.length + 2)] : []));
    const held = isLoaded(root, path);
    const loaded = { select: held ? below(root.loaded.select) : [], prefetch: held ? below(root.loaded.prefetch) : [], open: root.loaded.open, perhaps: below(root.loaded.perhaps ?? []) };
    return this.rowOf({ model: element.model, loaded, source: null, back: element.back, assigned: new Set(), ...this.place(spot) });
  }

  /** What a name is at a place: a loop's variable, or the single object of the context. */
  private variable(name: string, loop: number | null): Value | 'unknown' {
    for (let at = loop; at !== null; at = this.facts.loops[at]?.parent ?? null) {
      if (this.facts.loops[at]?.variables.includes(name) === true) return this.elements[at] ?? 'unknown';
    }
    return undefined;
  }

  private follow(dotted: string, loop: number | null, spot: Spot, bound: TemplateRead['bound'] = []): Value {
    const [head = '', ...parts] = dotted.split('.');
    let value = this.head(head, loop, spot, bound);
    for (const [index, part] of parts.entries()) {
      if (value === undefined) return undefined;
      const next = parts[index + 1];
      if (value.kind === 'related') value = this.reader.onRelated(value, part, spot);
      else if (next === 'pk' || next === 'id') return undefined;
      else {
        const given: Value = this.reader.member(value, part, spot);
        if (given === undefined) this.reader.computed(value, part, spot);
        value = given;
      }
    }
    return value;
  }

  private head(name: string, loop: number | null, spot: Spot, bound: NonNullable<TemplateRead['bound']>): Value {
    const at = bound.map((one) => one.name).lastIndexOf(name);
    if (at >= 0) {
      const path = bound[at]?.path;
      return path === null || path === undefined ? undefined : this.follow(path, loop, spot, bound.slice(0, at));
    }
    const variable = this.variable(name, loop);
    if (variable === 'unknown') return undefined;
    if (variable !== undefined) return variable;
    const given = this.context.get(name);
    if (given?.kind !== 'one') return undefined;
    const { model, loaded } = given.type;
    return this.rowOf({ model, loaded, repeated: false, where: spot, words: '', source: null, back: null, assigned: new Set(), frame: null });
  }

  private readOne({ path, loop, form, filters, bound, span }: TemplateRead): void {
    if (loop === null) return;
    const spot: Spot = { path: this.path, at: { span } };
    const value = this.follow(path, loop, spot, bound);
    if (value?.kind === 'related' && (filters.includes('length') || form !== 'tag') && path.endsWith('.all')) this.reader.evaluate(value, spot);
    if (value?.kind === 'row' && form === 'output' && filters.every((filter) => /^(default|truncatechars|upper|lower|title|escape|safe)/.test(filter))) this.reader.shown(value, spot);
  }
}
