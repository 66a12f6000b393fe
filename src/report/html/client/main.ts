/** The script of a report's page: filters, searches and shows findings in portions. Bundled into `report-script.ts` by `npm run page-script`. */
import type { FindingData, ReportData } from '../data.js';
import { patchText } from '../patch-text.js';
import { createSelector, firstSelection, grouped, groupsOf, readHash, writeHash, type Selection } from '../select.js';
import { bodyView, placeText } from '../view/finding.js';
import { FEW, groupsView, PORTION } from '../view/groups.js';
import { readControls, writeControls } from './controls.js';
import { copyFrom } from './copy.js';
import { byId, nodeOf } from './dom.js';

/** A finding that is linked to is shown with so many before it at most; else alone. */
const MOST_BEFORE = 500;

const data = JSON.parse(byId('data').textContent ?? '') as ReportData;
if (data.findings.length > 0) start();

function start(): void {
  const select = createSelector(data);
  const byFingerprint = new Map(data.findings.map((finding) => [finding.id, finding]));
  const list = byId('list');
  let selection = firstSelection(data);
  let chosen: readonly FindingData[] = select(selection);
  let most = PORTION;
  /** The address that this script wrote last: a change to it is not the reader's. */
  let written = location.hash;

  function show(open = chosen.length <= FEW): void {
    list.replaceChildren(...groupsView(chosen, selection, { data, alive: true, most, open }).map((section) => nodeOf(section)));
    list.classList.toggle('long', most > 4 * PORTION);
    const left = chosen.length - most;
    byId('more').hidden = left <= 0;
    byId('next').textContent = `Show ${Math.min(PORTION, Math.max(0, left))} more`;
    byId('all').textContent = `Show all ${grouped(chosen.length)}`;
    byId('status').textContent = `${grouped(chosen.length)} of ${grouped(data.findings.length)} findings${left > 0 ? `, the first ${grouped(most)} shown` : ''}`;
  }

  function choose(next: Selection, keepHash = false): void {
    performance.mark('choosing');
    selection = next;
    chosen = select(selection);
    most = PORTION;
    writeControls(selection);
    show();
    if (!keepHash) writeAddress(writeHash(selection, data));
    // For `npm run bench:report`: until the frame after the one that shows it.
    requestAnimationFrame(() => setTimeout(() => performance.measure('choose', 'choosing')));
  }

  function writeAddress(hash: string): void {
    written = hash;
    history.replaceState(null, '', hash === '' ? location.pathname + location.search : hash);
  }

  /** Shows a finding, whatever the filters hide, opens it and goes to it. */
  function goTo(id: string): void {
    const finding = byFingerprint.get(id);
    if (finding === undefined) return;
    if (!chosen.includes(finding)) choose({ ...firstSelection(data), shown: 'all', grouping: selection.grouping }, true);
    const rank = groupsOf(chosen, selection.grouping, data).flatMap(({ findings }) => findings).indexOf(finding);
    if (rank >= MOST_BEFORE) choose({ ...firstSelection(data), shown: 'all', words: id }, true);
    else if (rank >= most) showMore(rank + 1);
    const article = document.getElementById(id);
    for (const other of document.querySelectorAll('.aimed')) other.classList.remove('aimed');
    article?.classList.add('aimed');
    unfold(article?.querySelector('details') ?? null);
    article?.scrollIntoView({ block: 'start' });
    article?.querySelector('summary')?.focus({ preventScroll: true });
  }

  /** Follows the address; answers whether it asked for something of ours. */
  function follow(): boolean {
    const asked = readHash(location.hash, data);
    if (asked === null) return false;
    if ('finding' in asked) goTo(asked.finding);
    else choose(asked.selection, true);
    return true;
  }

  function unfold(details: HTMLDetailsElement | null): void {
    if (details === null) return;
    fill(details);
    details.open = true;
  }

  /** Makes what is below the line, once. */
  function fill(details: HTMLDetailsElement): void {
    const finding = byFingerprint.get(details.parentElement?.id ?? '');
    if (finding !== undefined && details.querySelector('.body') === null) details.append(nodeOf(bodyView(finding, { data, alive: true })));
  }

  function showMore(to: number): void {
    const first = list.querySelectorAll('.finding').length;
    most = to;
    show();
    list.querySelectorAll<HTMLElement>('.finding summary')[first]?.focus();
  }

  function copyOf(button: HTMLElement): void {
    const finding = byFingerprint.get(button.dataset.id ?? '');
    if (finding === undefined) return;
    void copyFrom(button, button.dataset.copy === 'patch' ? patchText(finding.fix?.files ?? []) : placeText(finding.place, data));
  }

  function listen(): void {
    const controls = byId('controls');
    let waiting = 0;
    controls.addEventListener('input', () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => choose(readControls(selection)), 60);
    });
    controls.addEventListener('click', ({ target }) => {
      const { severity, group } = target instanceof HTMLElement ? target.dataset : {};
      if (severity !== undefined || group !== undefined) choose(readControls(selection, { severity, group }));
    });
    byId('clear').addEventListener('click', () => choose({ ...firstSelection(data), grouping: selection.grouping }));
    byId('unfold').addEventListener('click', () => list.querySelectorAll<HTMLDetailsElement>('.finding > details').forEach(unfold));
    byId('fold').addEventListener('click', () => list.querySelectorAll<HTMLDetailsElement>('.finding > details').forEach((details) => (details.open = false)));
    byId('next').addEventListener('click', () => showMore(most + PORTION));
    byId('all').addEventListener('click', () => showMore(chosen.length));
    // `toggle` does not bubble; it is caught on its way down.
    list.addEventListener('toggle', ({ target }) => void (target instanceof HTMLDetailsElement && target.open && fill(target)), true);
    list.addEventListener('click', ({ target }) => void (target instanceof HTMLElement && target.dataset.copy !== undefined && copyOf(target)));
    addEventListener('hashchange', () => {
      if (location.hash !== written && follow()) written = location.hash;
    });
    listenToPrinting();
  }

  /** On paper stands everything that the filters choose, open. */
  function listenToPrinting(): void {
    const folded: HTMLDetailsElement[] = [];
    let before = most;
    addEventListener('beforeprint', () => {
      before = most;
      most = chosen.length;
      show(true);
      for (const details of document.querySelectorAll<HTMLDetailsElement>('details:not([open])')) {
        folded.push(details);
        details.open = true;
      }
    });
    addEventListener('afterprint', () => {
      for (const details of folded.splice(0)) details.open = false;
      most = before;
      show();
    });
  }

  listen();
  byId('controls').hidden = false;
  document.getElementById('unscripted')?.remove();
  writeControls(selection);
  show();
  follow();
  // Texts are made ready for the first search before it comes.
  setTimeout(() => select({ ...selection, words: 'a' }), 500);
}
