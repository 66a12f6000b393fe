/** The script of a report's page: filters, searches and shows findings in portions. Bundled into `report-script.ts` by `npm run page-script`. */
import type { ReportData } from '../data.js';
import { patchText } from '../patch-text.js';
import { firstSelection, readHash, writeHash, type Selection } from '../select.js';
import { placeText } from '../view/finding.js';
import { readControls, writeControls } from './controls.js';
import { copyFrom } from './copy.js';
import { byId } from './dom.js';
import { FindingList } from './list.js';

/** Milliseconds after the last key before a search begins. */
const PAUSE = 60;

const data = JSON.parse(byId('data').textContent ?? '') as ReportData;
if (data.findings.length > 0) start(new FindingList(data));

function start(list: FindingList): void {
  listenToControls(list);
  listenToFindings(list);
  listenToPrinting(list);
  byId('controls').hidden = false;
  document.getElementById('unscripted')?.remove();
  writeControls(list.selection);
  list.show();
  followAddress(list);
  addEventListener('hashchange', () => followAddress(list));
  document.addEventListener('click', (event) => followAgain(list, event));
  setTimeout(() => list.warm(), 500);
}

/** Shows what the address asks for; other addresses are those of headings. */
function followAddress(list: FindingList): void {
  const asked = readHash(location.hash, data);
  if (asked === null) return;
  if ('finding' in asked) return list.goTo(asked.finding);
  list.choose(asked.selection);
  byId('findings').scrollIntoView();
  byId('findings').focus({ preventScroll: true });
}

/** A link to where the address leads already tells nobody. */
function followAgain(list: FindingList, { target }: Event): void {
  const link = target instanceof Element ? target.closest('a') : null;
  if (link !== null && link.hash !== '' && link.hash === location.hash) followAddress(list);
}

/** Chooses, and writes the choice into the address; no change of it is told to `hashchange`. */
function choose(list: FindingList, selection: Selection): void {
  list.choose(selection);
  const hash = writeHash(selection, data);
  history.replaceState(null, '', hash === '' ? location.pathname + location.search : hash);
}

function listenToControls(list: FindingList): void {
  const controls = byId('controls');
  let waiting = 0;
  controls.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => choose(list, readControls(list.selection)), PAUSE);
  });
  controls.addEventListener('click', ({ target }) => {
    const { severity, group } = target instanceof HTMLElement ? target.dataset : {};
    if (severity !== undefined || group !== undefined) choose(list, readControls(list.selection, { severity, group }));
  });
  byId('clear').addEventListener('click', () => choose(list, { ...firstSelection(data), grouping: list.selection.grouping }));
  byId('unfold').addEventListener('click', () => list.folds().forEach((details) => list.unfold(details)));
  byId('fold').addEventListener('click', () => list.folds().forEach((details) => (details.open = false)));
  byId('next').addEventListener('click', () => list.showMore(false));
  byId('all').addEventListener('click', () => list.showMore(true));
}

function listenToFindings(list: FindingList): void {
  const { element } = list;
  // `toggle` does not bubble; it is caught on its way down.
  element.addEventListener('toggle', ({ target }) => void (target instanceof HTMLDetailsElement && target.open && list.fill(target)), true);
  element.addEventListener('click', ({ target }) => {
    if (!(target instanceof HTMLElement)) return;
    const finding = list.finding(target.dataset.id ?? '');
    if (finding === undefined) return;
    void copyFrom(target, target.dataset.copy === 'patch' ? patchText(finding.fix?.files ?? []) : placeText(finding.place, data));
  });
}

/** On paper stands everything that the filters choose, open. */
function listenToPrinting(list: FindingList): void {
  let restore: (() => void) | null = null;
  const folded: HTMLDetailsElement[] = [];
  addEventListener('beforeprint', () => {
    restore ??= list.showForPrint();
    for (const details of document.querySelectorAll<HTMLDetailsElement>('details:not([open])')) {
      folded.push(details);
      details.open = true;
    }
  });
  addEventListener('afterprint', () => {
    for (const details of folded.splice(0)) details.open = false;
    restore?.();
    restore = null;
  });
}
