/** The controls of a report's page, and what they say. */
import { SEVERITIES, SHOWN, type Selection } from '../select.js';
import { byId } from './dom.js';

const GROUPINGS = ['cause', 'file', 'rule'] as const;
const FIXES = ['', 'yes', 'safe'] as const;

/** What the controls choose, after a press of a button of `pressed` if any. */
export function readControls(before: Selection, pressed: { readonly severity?: string | undefined; readonly group?: string | undefined } = {}): Selection {
  const { severities, grouping } = before;
  const severity = SEVERITIES.find((one) => one === pressed.severity);
  return {
    grouping: GROUPINGS.find((one) => one === pressed.group) ?? grouping,
    severities: severity === undefined ? severities : SEVERITIES.filter((one) => severities.includes(one) !== (one === severity)),
    area: choice('area').value,
    rule: choice('rule').value,
    shown: SHOWN.find((one) => one === choice('show').value) ?? 'open',
    fix: FIXES.find((one) => one === choice('fix').value) ?? '',
    words: byId<HTMLInputElement>('words').value,
  };
}

/** Makes the controls say what is chosen. */
export function writeControls({ grouping, severities, area, rule, shown, fix, words }: Selection): void {
  for (const button of document.querySelectorAll<HTMLElement>('[data-severity]')) press(button, severities.some((one) => one === button.dataset.severity));
  for (const button of document.querySelectorAll<HTMLElement>('[data-group]')) press(button, button.dataset.group === grouping);
  choice('area').value = area;
  choice('rule').value = rule;
  choice('show').value = shown;
  choice('fix').value = fix;
  const field = byId<HTMLInputElement>('words');
  if (field.value !== words) field.value = words;
}

function press(button: HTMLElement, pressed: boolean): void {
  button.setAttribute('aria-pressed', String(pressed));
}

function choice(id: string): HTMLSelectElement {
  return byId<HTMLSelectElement>(id);
}
