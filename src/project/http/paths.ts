/** Paths as segments, and which of them may be the same. Pure. */
import { perObject } from '../per-object.js';
import type { PathSegment } from './types.js';

type Parameter = Extract<PathSegment, { kind: 'parameter' }>;

/** The segments of a pattern with `{name}` for parameters, `{name:path}` and `{*}` for any number of segments. */
export function segmentsOf(pattern: string): readonly PathSegment[] {
  return pattern.split('/').filter(Boolean).map(toSegment);
}

function toSegment(text: string): PathSegment {
  if (/^\{(\*|[^{}]*:path)\}$/.test(text)) return { kind: 'rest' };
  const whole = /^\{([^{}:]*)(?::[^{}]*)?\}$/.exec(text);
  if (whole !== null) return { kind: 'parameter', name: whole[1] as string };
  if (/\{(\*|[^{}]*:path)\}/.test(text)) return { kind: 'rest' };
  const first = /\{([^{}:]*)/.exec(text);
  return first === null ? { kind: 'text', text } : { kind: 'parameter', name: first[1] as string, shape: text.replace(/\{[^{}]*\}/g, '{}') };
}

/** The pattern of segments as people write it. */
export function patternOf(segments: readonly PathSegment[], slash: boolean | 'either' = false): string {
  const text = segments.map((segment) => (segment.kind === 'text' ? segment.text : segment.kind === 'rest' ? '{*}' : (segment.shape ?? '{}').replace('{}', `{${segment.name}}`))).join('/');
  return `/${text}${slash === true && text !== '' ? '/' : ''}`;
}

/** Whether some URL path fits both. */
export function mayBeSame(left: readonly PathSegment[], right: readonly PathSegment[]): boolean {
  return sameFrom(left, 0, right, 0);
}

function sameFrom(left: readonly PathSegment[], at: number, right: readonly PathSegment[], other: number): boolean {
  const [one, two] = [left[at], right[other]];
  if (one?.kind === 'rest') return sameFrom(left, at + 1, right, other) || (two !== undefined && sameFrom(left, at, right, other + 1));
  if (two?.kind === 'rest') return sameFrom(left, at, right, other + 1) || (one !== undefined && sameFrom(left, at + 1, right, other));
  if (one === undefined || two === undefined) return one === two;
  return segmentsAlike(one, two) && sameFrom(left, at + 1, right, other + 1);
}

function segmentsAlike(left: PathSegment, right: PathSegment): boolean {
  if (left.kind === 'text' && right.kind === 'text') return left.text === right.text;
  if (left.kind === 'text' && right.kind === 'parameter') return fits(left.text, right);
  return left.kind !== 'parameter' || right.kind !== 'text' || fits(right.text, left);
}

function fits(text: string, parameter: Parameter): boolean {
  return shapeOf(parameter)?.test(text) ?? true;
}

/** null: it takes any segment. */
const shapeOf = perObject(({ shape }: Parameter) => (shape === undefined ? null : new RegExp(`^${shape.split('{}').map(escaped).join('.+')}$`)));

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Whether a path can stand below a prefix. */
export function mayBeBelow(prefix: readonly PathSegment[], path: readonly PathSegment[]): boolean {
  return mayBeSame([...prefix, { kind: 'rest' }], path);
}

/** How many segments from the front are the same text, or a parameter in both. */
export function sharedHead(left: readonly PathSegment[], right: readonly PathSegment[]): number {
  let shared = 0;
  for (const [index, segment] of left.entries()) {
    const other = right[index];
    if (other === undefined || segment.kind === 'rest' || other.kind === 'rest' || !segmentsAlike(segment, other)) break;
    shared += 1;
  }
  return shared;
}
