/** The list of findings on a report's page: what is chosen, how much of it is shown, and what is open. */
import type { FindingData, ReportData } from '../data.js';
import { createSelector, firstSelection, grouped, groupsOf, type Selection } from '../select.js';
import { bodyView } from '../view/finding.js';
import { FEW, groupsView, PORTION } from '../view/groups.js';
import { writeControls } from './controls.js';
import { byId, nodeOf } from './dom.js';

/** A finding that is linked to is shown with so many before it at most; else alone. */
const MOST_BEFORE = 500;

export class FindingList {
  readonly element = byId('list');
  readonly #byFingerprint: ReadonlyMap<string, FindingData>;
  readonly #select: (selection: Selection) => readonly FindingData[];
  #selection: Selection;
  #chosen: readonly FindingData[];
  #most = PORTION;

  constructor(private readonly data: ReportData) {
    this.#byFingerprint = new Map(data.findings.map((finding) => [finding.id, finding]));
    this.#select = createSelector(data);
    this.#selection = firstSelection(data);
    this.#chosen = this.#select(this.#selection);
  }

  get selection(): Selection {
    return this.#selection;
  }

  finding(id: string): FindingData | undefined {
    return this.#byFingerprint.get(id);
  }

  /** Shows what a selection chooses, from its beginning. */
  choose(selection: Selection): void {
    performance.mark('choosing');
    this.#selection = selection;
    this.#chosen = this.#select(selection);
    this.#most = PORTION;
    writeControls(selection);
    this.show();
    // For `npm run bench:report`: until the frame after the one that shows it.
    requestAnimationFrame(() => setTimeout(() => performance.measure('choose', 'choosing')));
  }

  /** Draws the list anew. */
  show(open = this.#chosen.length <= FEW): void {
    const { element, data } = this;
    const most = this.#most;
    const left = this.#chosen.length - most;
    element.replaceChildren(...groupsView(this.#chosen, this.#selection, { data, alive: true, most, open }).map((section) => nodeOf(section)));
    element.classList.toggle('long', most > 4 * PORTION);
    byId('more').hidden = left <= 0;
    byId('next').textContent = `Show ${Math.min(PORTION, Math.max(0, left))} more`;
    byId('all').textContent = `Show all ${grouped(this.#chosen.length)}`;
    byId('status').textContent = `${grouped(this.#chosen.length)} of ${grouped(data.findings.length)} findings${left > 0 ? `, the first ${grouped(most)} shown` : ''}`;
  }

  /** Shows a further portion, or all, and goes to the first that was not shown before. */
  showMore(all: boolean): void {
    const first = this.element.querySelectorAll('.finding').length;
    this.#most = all ? this.#chosen.length : this.#most + PORTION;
    this.show();
    this.element.querySelectorAll<HTMLElement>('.finding summary')[first]?.focus();
  }

  /** Shows a finding, whatever the filters hide, opens it and goes to it. */
  goTo(id: string): void {
    const finding = this.finding(id);
    if (finding === undefined) return;
    this.bringIn(finding);
    const article = document.getElementById(id);
    for (const other of document.querySelectorAll('.aimed')) other.classList.remove('aimed');
    article?.classList.add('aimed');
    this.unfold(article?.querySelector('details') ?? null);
    article?.scrollIntoView({ block: 'start' });
    article?.querySelector('summary')?.focus({ preventScroll: true });
  }

  private bringIn(finding: FindingData): void {
    const first = firstSelection(this.data);
    if (!this.#chosen.includes(finding)) this.choose({ ...first, shown: 'all', grouping: this.#selection.grouping });
    const rank = groupsOf(this.#chosen, this.#selection.grouping, this.data).flatMap(({ findings }) => findings).indexOf(finding);
    if (rank >= MOST_BEFORE) this.choose({ ...first, shown: 'all', words: finding.id });
    else if (rank >= this.#most) {
      this.#most = rank + 1;
      this.show();
    }
  }

  unfold(details: HTMLDetailsElement | null): void {
    if (details === null) return;
    this.fill(details);
    details.open = true;
  }

  /** Makes what is below a finding's line, once. */
  fill(details: HTMLDetailsElement): void {
    const finding = this.finding(details.parentElement?.id ?? '');
    if (finding !== undefined && details.querySelector('.body') === null) details.append(nodeOf(bodyView(finding, { data: this.data, alive: true })));
  }

  folds(): NodeListOf<HTMLDetailsElement> {
    return this.element.querySelectorAll<HTMLDetailsElement>('.finding > details');
  }

  /** Shows all that is chosen, open; answers what brings back how it was. */
  showForPrint(): () => void {
    const before = this.#most;
    this.#most = this.#chosen.length;
    this.show(true);
    return () => {
      this.#most = before;
      this.show();
    };
  }

  /** Makes texts ready for the first search before it comes. */
  warm(): void {
    this.#select({ ...this.#selection, words: 'a' });
  }
}
