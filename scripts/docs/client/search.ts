/** The search of the site: a combobox over the index, which is loaded when it is first wanted. */
import MiniSearch from 'minisearch';
import { found, SEARCH_OPTIONS, type Hit } from './options.js';

declare global {
  interface Window {
    shipworthyIndex?: string;
  }
}

const MOST_HITS = 12;

const { top = '', index: address = '' } = (document.currentScript as HTMLScriptElement).dataset;
const form = byId<HTMLFormElement>('search');
const input = byId<HTMLInputElement>('words');
const list = byId<HTMLUListElement>('hits');
const status = byId('found');
let loading: Promise<MiniSearch> | null = null;
let hits: readonly Hit[] = [];
let chosen = -1;

form.hidden = false;
input.addEventListener('focus', () => void load());
input.addEventListener('input', () => void look());
input.addEventListener('keydown', onKey);
form.addEventListener('submit', (event) => {
  event.preventDefault();
  go(hits[Math.max(0, chosen)]);
});
document.addEventListener('keydown', (event) => {
  const isTyping = event.target instanceof HTMLElement && event.target.closest('input, textarea, select') !== null;
  if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  input.focus();
  input.select();
});
document.addEventListener('pointerdown', (event) => {
  if (event.target instanceof Node && !form.contains(event.target)) close();
});
form.addEventListener('focusout', ({ relatedTarget }) => {
  if (!(relatedTarget instanceof Node) || !form.contains(relatedTarget)) close();
});

function load(): Promise<MiniSearch> {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = address;
    script.addEventListener('load', () => resolve(MiniSearch.loadJSON(window.shipworthyIndex ?? '', SEARCH_OPTIONS)));
    script.addEventListener('error', reject);
    document.head.append(script);
  });
  return loading;
}

async function look(): Promise<void> {
  const words = input.value.trim();
  if (words === '') return close();
  const search = await load();
  // What was typed meanwhile is looked for by its own event.
  if (input.value.trim() !== words) return;
  hits = found(search, words).slice(0, MOST_HITS);
  chosen = hits.length > 0 ? 0 : -1;
  list.replaceChildren(...(hits.length === 0 ? [nothing()] : hits.map(option)));
  status.textContent = hits.length === 0 ? 'Nothing found' : `${hits.length} ${hits.length === 1 ? 'page' : 'pages'} found`;
  list.hidden = false;
  input.setAttribute('aria-expanded', 'true');
  mark();
}

function option(hit: Hit, at: number): HTMLLIElement {
  const item = document.createElement('li');
  item.id = `hit-${at}`;
  item.setAttribute('role', 'option');
  item.append(part('name', hit.title), part('about', hit.about));
  item.addEventListener('pointermove', () => {
    chosen = at;
    mark();
  });
  // Before the focus leaves the input, which would close the list.
  item.addEventListener('pointerdown', (event) => event.preventDefault());
  item.addEventListener('click', () => go(hit));
  return item;
}

function nothing(): HTMLLIElement {
  const item = document.createElement('li');
  item.setAttribute('role', 'option');
  item.setAttribute('aria-disabled', 'true');
  item.setAttribute('aria-selected', 'false');
  item.textContent = 'Nothing found';
  return item;
}

function part(className: string, text: string): HTMLSpanElement {
  const span = document.createElement('span');
  span.className = className;
  span.textContent = text;
  return span;
}

function onKey(event: KeyboardEvent): void {
  if (event.key === 'Escape') {
    if (list.hidden) input.value = '';
    close();
  } else if (!list.hidden && hits.length > 0 && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
    event.preventDefault();
    chosen = (chosen + (event.key === 'ArrowDown' ? 1 : -1) + hits.length) % hits.length;
    mark();
  }
}

function mark(): void {
  list.querySelectorAll('[role="option"]:not([aria-disabled])').forEach((item, at) => item.setAttribute('aria-selected', String(at === chosen)));
  if (chosen < 0) return input.removeAttribute('aria-activedescendant');
  input.setAttribute('aria-activedescendant', `hit-${chosen}`);
  document.getElementById(`hit-${chosen}`)?.scrollIntoView({ block: 'nearest' });
}

function close(): void {
  list.hidden = true;
  list.replaceChildren();
  hits = [];
  chosen = -1;
  status.textContent = '';
  input.setAttribute('aria-expanded', 'false');
  input.removeAttribute('aria-activedescendant');
}

function go(hit: Hit | undefined): void {
  if (hit !== undefined) location.assign(top + hit.path);
}

function byId<T extends HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}
