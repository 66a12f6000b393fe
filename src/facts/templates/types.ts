/** What a Django or Jinja template says. Positions as in `Span`. */
import type { Span } from '../types.js';

export interface TemplateFacts {
  /** `jinja` by tags, calls or comments that Django's language does not have; `django` by tags that Jinja's does not have. */
  readonly dialect: 'django' | 'jinja' | 'either';
  /** `{% extends %}`, `{% include %}`, Jinja's `{% import %}` and `{% from %}`; name null when it is no literal. `optional`: `ignore missing`, or a list to choose from. */
  readonly uses: readonly { readonly form: 'extends' | 'include' | 'import'; readonly name: string | null; readonly optional?: true; readonly span: Span }[];
  /** `{% url 'name' … %}` and Jinja's `url('name', …)`; name null when it is no literal. `variable`: `as x`, which fails silently. */
  readonly urls: readonly { readonly name: string | null; readonly variable?: true; readonly span: Span }[];
  /** `{% static 'path' %}` */
  readonly statics: readonly { readonly name: string | null; readonly span: Span }[];
  /** `{% load a b %}` and `{% load x from a %}`: the libraries. */
  readonly libraries: readonly string[];
  /** `{% for a, b in x.y %}` in order; `parent` is the index of the loop around it. */
  readonly loops: readonly TemplateLoop[];
  /** Every dotted variable that is read, in outputs, conditions, loops and arguments of tags. */
  readonly reads: readonly TemplateRead[];
  /** `{% block x %}` */
  readonly blocks: readonly string[];
}

export interface TemplateLoop {
  readonly variables: readonly string[];
  /** What is looped over, dotted, without filters; null when it is no plain variable. */
  readonly iterable: string | null;
  readonly parent: number | null;
  /** The tag. */
  readonly span: Span;
}

export interface TemplateRead {
  /** `order.customer.name`; Django's and Jinja's dots alike, with a call's parentheses left out. */
  readonly path: string;
  /** Filters in order, without arguments; only those of the variable itself. */
  readonly filters: readonly string[];
  /** `output`: `{{ … }}`; `test`: a condition; `tag`: an argument of any other tag. */
  readonly form: 'output' | 'test' | 'tag';
  /** Index of the innermost loop around it. */
  readonly loop: number | null;
  /** Names that `{% with a=b.c %}` binds around it, inner last. Absent when there are none. */
  readonly bound?: readonly { readonly name: string; readonly path: string | null }[];
  /** Inside `{% autoescape off %}`. */
  readonly unescaped?: true;
  readonly span: Span;
}
