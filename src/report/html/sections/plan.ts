/** The action plan, by priority. Pure. */
import { actionPlan, PLAN_TITLES, type Action, type PlanStep } from '../../action-plan.js';
import type { Finding } from '../../../findings/types.js';
import type { RunResult } from '../../types.js';
import { h, prose, type Child, type Element } from '../element.js';
import { many } from '../select.js';
import type { HtmlOptions } from '../types.js';

/** Entries of one step, and places of one entry; the list of findings has them all. */
const MOST_ACTIONS = 15;
const MOST_PLACES = 3;
const NUMBERS = { must: 1, soon: 2, later: 3 } as const;
const BADGES = { must: 'error', soon: 'warning', later: 'info' } as const;

/** null where there is nothing to do. */
export function planView({ findings, mode }: RunResult, { gate }: HtmlOptions): Element | null {
  const steps = actionPlan(findings, gate);
  if (steps.length === 0) return null;
  return h('section', { 'aria-labelledby': 'plan' }, h('h2', { id: 'plan' }, 'Action plan'), ...steps.map((step) => stepView(step, mode)));
}

function stepView({ priority, actions }: PlanStep, mode: RunResult['mode']): Element {
  const rest = actions.slice(MOST_ACTIONS).reduce((sum, { findings }) => sum + findings.length, 0);
  const content = [
    h('ol', { class: 'actions' }, ...actions.slice(0, MOST_ACTIONS).map(actionView)),
    rest === 0 ? null : h('p', { class: 'muted' }, `and ${many(rest, 'finding')} more, `, h('a', { href: '#findings' }, 'listed below')),
  ];
  const title = [h('span', { class: `badge ${BADGES[priority]}` }, `Priority ${NUMBERS[priority]}`), ' ', PLAN_TITLES[mode][priority], ' ', h('span', { class: 'muted count' }, many(actions.length, 'thing'))];
  // What can wait does not push the findings down.
  return priority === 'later' ? h('details', { class: 'step' }, h('summary', {}, h('h3', {}, ...title)), ...content) : h('div', { class: 'step' }, h('h3', {}, ...title), ...content);
}

function actionView({ text, findings }: Action): Element {
  const places = findings.slice(0, MOST_PLACES).flatMap((finding, index): Child[] => [index === 0 ? '' : ', ', placeLink(finding)]);
  const more = findings.length - Math.min(findings.length, MOST_PLACES);
  const fixable = findings.filter(({ fix }) => fix?.safety === 'safe').length;
  return h('li', {}, ...prose(text), ' ', h('span', { class: 'places' }, ...places, more === 0 ? null : ` and ${more} more`), fixable === 0 ? null : h('span', {}, ' ', h('span', { class: 'badge good' }, fixable === findings.length ? 'safe fix' : `${fixable} safe fixes`)));
}

function placeLink({ path, range, fingerprint }: Finding): Element {
  return h('a', { href: `#${fingerprint}` }, `${path}:${range.start.line}`);
}
