/** Which routes a URL path leads to. Pure. */
import { groupedBy } from '../../grouped.js';
import type { Route } from '../types.js';
import { escapeRegExp } from './patterns.js';

/** Builds `match` over routes in the order in which they are tried. */
export function createMatch(routes: readonly Route[]): (url: string) => readonly Route[] {
  const entries = routes.filter(({ open }) => open === null).map((route, order) => ({ route, order, head: headOf(route.pattern) }));
  const byHead = groupedBy(entries, ({ head }) => head);
  const compiled = new Map<string, RegExp>();
  const regexOf = ({ source }: Route): RegExp => {
    const known = compiled.get(source) ?? new RegExp(`^(?:${source})$`);
    compiled.set(source, known);
    return known;
  };
  return (url) => {
    const path = url.replace(/[?#].*$/s, '').replace(/^\//, '');
    const head = headOf(`/${path}`);
    const near = head === '' ? entries : [...(byHead.get(head) ?? []), ...(byHead.get('') ?? [])].sort((a, b) => a.order - b.order);
    const exact = near.filter(({ route }) => regexOf(route).test(path));
    const loose = path.includes('{') ? near.filter((entry) => !exact.includes(entry) && alike(path, entry.route.pattern.slice(1))) : [];
    return [...exact, ...loose].map(({ route }) => route);
  };
}

/** The first segment when it is plain text, else ''. */
function headOf(pattern: string): string {
  const segment = pattern.slice(1).split('/', 1)[0] as string;
  return segment.includes('{') ? '' : segment;
}

/** Two patterns that some URL may match: segment by segment, placeholders on either side. */
function alike(path: string, pattern: string): boolean {
  const a = path.split('/');
  const b = pattern.split('/');
  return a.length === b.length && a.every((segment, index) => segmentsAlike(segment, b[index] as string));
}

function segmentsAlike(asked: string, routed: string): boolean {
  if (asked === routed) return true;
  if (asked.includes('{') && routed.includes('{')) return true;
  // What the route leaves open (a language, a group without a name) was tried by its expression already.
  if (routed.includes('{*}')) return false;
  const [open, plain] = asked.includes('{') ? [asked, routed] : [routed, asked];
  return open.includes('{') && plain !== '' && new RegExp(`^${open.split(/\{[^{}]*\}/).map(escapeRegExp).join('.+')}$`).test(plain);
}
