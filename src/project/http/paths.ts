/** Paths as segments, and which of them may be the same. Pure. */
import type { PathSegment } from './types.js';

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
  const [one, ...others] = left;
  const [other, ...rest] = right;
  if (one === undefined && other === undefined) return true;
  if (one?.kind === 'rest') return mayBeSame(others, right) || (other !== undefined && mayBeSame(left, rest));
  if (other?.kind === 'rest') return mayBeSame(left, rest) || (one !== undefined && mayBeSame(others, right));
  return one !== undefined && other !== undefined && segmentsAlike(one, other) && mayBeSame(others, rest);
}

function segmentsAlike(left: PathSegment, right: PathSegment): boolean {
  if (left.kind === 'text' && right.kind === 'text') return left.text === right.text;
  if (left.kind === 'text' && right.kind === 'parameter') return fits(left.text, right);
  return left.kind !== 'parameter' || right.kind !== 'text' || fits(right.text, left);
}

function fits(text: string, parameter: Extract<PathSegment, { kind: 'parameter' }>): boolean {
  if (parameter.shape === undefined) return true;
  return new RegExp(`^${parameter.shape.split('{}').map(escaped).join('.+')}$`).test(text);
}

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
