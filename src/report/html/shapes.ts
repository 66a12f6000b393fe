/** How the related places of a rule's findings hang together. Pure. */
import type { Shape } from './data.js';

const SHAPES: Readonly<Record<string, Shape>> = {
  'scalability/blocking-call-in-async': 'down',
  'scalability/blocking-call-in-request': 'down',
  'reliability/task-without-retry': 'down',
  'reliability/unhandled-service-call': 'up',
  'scalability/n-plus-one-query': 'up',
};

/** undefined: the places of the rule's findings stand in no order. */
export function shapeOf(ruleId: string): Shape | undefined {
  return SHAPES[ruleId];
}

/** Whether a place with this label stands beside a way, not on it. */
export function isAside(label: string): boolean {
  return /(?:is defined here|is read here|^nor here)$/.test(label);
}
