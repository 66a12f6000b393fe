/** A model that stays the same object while its repository moves from commit to commit: each part tells who read it when it is another. */
import { asEntity } from '../../same-data.js';
import type { ClassSymbol } from '../../python/symbols-types.js';
import type { ModelClass } from './types.js';

/** What a model is, without what is in its table. */
export type Told = Pick<ModelClass, 'name' | 'app' | 'abstract' | 'proxy' | 'managed' | 'swappable'>;

/** The parts of all models by their keys (`keyOf`), each an answer of its own. They throw for a model that is gone, which nobody asks who looks for it first. */
export interface ModelParts {
  symbol(key: string): ClassSymbol;
  told(key: string): Told;
  meta(key: string): Pick<ModelClass, 'meta' | 'metaOpen'>;
  managers(key: string): ModelClass['managers'];
  open(key: string): ModelClass['open'];
  parents(key: string): ModelClass['parents'];
  local(key: string): ModelClass['local'];
  fields(key: string): ModelClass['fields'];
  reverse(key: string): ModelClass['reverse'];
}

export class LiveModel implements ModelClass {
  readonly kind = 'class';
  readonly #parts: ModelParts;

  constructor(
    parts: ModelParts,
    readonly key: string,
    readonly path: string,
    readonly symbol: string,
  ) {
    this.#parts = parts;
    asEntity(this);
  }

  get node(): ModelClass['node'] {
    return this.#parts.symbol(this.key).node;
  }

  get name(): string {
    return this.#parts.told(this.key).name;
  }

  get app(): string {
    return this.#parts.told(this.key).app;
  }

  get abstract(): boolean {
    return this.#parts.told(this.key).abstract;
  }

  get proxy(): boolean {
    return this.#parts.told(this.key).proxy;
  }

  get managed(): boolean {
    return this.#parts.told(this.key).managed;
  }

  get swappable(): boolean {
    return this.#parts.told(this.key).swappable;
  }

  get fields(): ModelClass['fields'] {
    return this.#parts.fields(this.key);
  }

  get local(): ModelClass['local'] {
    return this.#parts.local(this.key);
  }

  get reverse(): ModelClass['reverse'] {
    return this.#parts.reverse(this.key);
  }

  get managers(): ModelClass['managers'] {
    return this.#parts.managers(this.key);
  }

  get meta(): ModelClass['meta'] {
    return this.#parts.meta(this.key).meta;
  }

  get metaOpen(): string | null {
    return this.#parts.meta(this.key).metaOpen;
  }

  get parents(): ModelClass['parents'] {
    return this.#parts.parents(this.key);
  }

  get open(): string | null {
    return this.#parts.open(this.key);
  }
}
