/** Charts as elements: d3 computes scales, ticks and shapes; colours are the page's own, by class. No clock, no script. Pure. */
import { scaleBand, scaleLinear, scaleUtc } from 'd3-scale';
import { line } from 'd3-shape';
import { h, type Child, type Element } from './element.js';

/** A chart is drawn for three widths, of which the page shows the one that fits: scaled text can't be read. */
const WIDTHS = { wide: 1000, middle: 600, narrow: 340 } as const;
const HEIGHT = 220;
/** Pixels of a bar: where there are few of them, they are no walls. */
const WIDEST_BAR = 64;
/** Around the plot. */
const EDGE = { top: 12, right: 16, bottom: 26, left: 34 } as const;
/** Pixels between two labels of time, so that none touches its neighbour. */
const TICK_ROOM = 90;

export interface Described {
  /** Unique on its page; of letters and hyphens. */
  readonly id: string;
  readonly title: string;
  /** What it shows, in a sentence or two: for who does not see it. */
  readonly description: string;
}

/** Milliseconds since the epoch, and 0 to 100; null: nothing is known of it then. */
export interface ScorePoint {
  readonly at: number;
  readonly score: number | null;
}

/** A score over time, with the bounds at which the verdict of a component changes. */
export function scoreChart(described: Described, points: readonly ScorePoint[]): Element {
  return inAllWidths(described, (width) => {
    const x = timeScale(points, width);
    const y = scaleLinear([0, 100], [HEIGHT - EDGE.bottom, EDGE.top]);
    return [
      ...[0, 60, 90, 100].flatMap((score) => gridLine(y(score), width, String(score))),
      ...timeLabels(x, width),
      h('path', { class: 'score-line', d: pathOf(points, x, y) }),
      ...points.flatMap(({ at, score }) => (score === null ? [] : [h('circle', { class: 'score-dot', cx: round(x(at)), cy: round(y(score)), r: 2.5 })])),
    ];
  });
}

/** The same, small and without axes: its numbers stand beside it. Says nothing by itself. */
export function sparkline(points: readonly ScorePoint[]): Element {
  const [width, height] = [200, 60];
  const x = scaleUtc(extent(points), [3, width - 3]);
  const y = scaleLinear([0, 100], [height - 3, 3]);
  const last = points.findLast(({ score }) => score !== null);
  return h(
    'svg',
    { class: 'spark', viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' },
    h('path', { class: 'grid', d: `M0,${round(y(60))}H${width}M0,${round(y(90))}H${width}` }),
    h('path', { class: 'score-line', d: pathOf(points, x, y) }),
    last === undefined || last.score === null ? null : h('circle', { class: 'score-dot', cx: round(x(last.at)), cy: round(y(last.score)), r: 3 }),
  );
}

export interface Week {
  /** Its Monday, milliseconds since the epoch. */
  readonly at: number;
  readonly introduced: number;
  readonly fixed: number;
}

/** What came upwards, what went downwards. */
export function weeksChart(described: Described, weeks: readonly Week[]): Element {
  return inAllWidths(described, (width) => {
    const most = (count: (week: Week) => number): number => Math.max(1, ...weeks.map(count));
    const x = scaleBand(weeks.map(({ at }) => at), [EDGE.left, width - EDGE.right]).padding(0.25);
    const y = scaleLinear([-most(({ fixed }) => fixed), most(({ introduced }) => introduced)], [HEIGHT - EDGE.bottom, EDGE.top]).nice(4);
    const ticks = y.ticks(4).filter(Number.isInteger);
    const thick = Math.min(WIDEST_BAR, x.bandwidth());
    const left = (at: number): number => (x(at) ?? 0) + (x.bandwidth() - thick) / 2;
    const every = Math.max(1, Math.ceil((weeks.length * TICK_ROOM) / (width - EDGE.left - EDGE.right)));
    return [
      ...ticks.flatMap((value) => gridLine(y(value), width, String(Math.abs(value)))),
      ...weeks.flatMap(({ at, introduced, fixed }) => [bar('bar-introduced', left(at), y(introduced), thick, y(0)), bar('bar-fixed', left(at), y(0), thick, y(-fixed))]),
      h('path', { class: 'axis', d: `M${EDGE.left},${round(y(0))}H${width - EDGE.right}` }),
      ...weeks.flatMap(({ at }, index) => (index % every === 0 ? [timeLabel(left(at) + thick / 2, dayName(at), 'middle')] : [])),
    ];
  });
}

/** Parts of a whole, side by side. Says nothing by itself: its numbers stand beside it. @param parts by class; none is negative */
export function shareBar(parts: readonly (readonly [className: string, value: number])[], whole: number): Element {
  const width = 120;
  let from = 0;
  const drawn = parts.map(([className, value]) => {
    const length = whole === 0 ? 0 : (value / whole) * width;
    from += length;
    return h('rect', { class: className, x: round(from - length), y: 0, width: round(length), height: 10 });
  });
  return h('svg', { class: 'share', viewBox: `0 0 ${width} 10`, 'aria-hidden': 'true' }, h('rect', { class: 'bar-rest', x: 0, y: 0, width, height: 10 }), drawn);
}

/** `2026-11-30`, by UTC. */
export function dayName(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function inAllWidths({ id, title, description }: Described, draw: (width: number) => Child[]): Element {
  const drawn = (Object.keys(WIDTHS) as (keyof typeof WIDTHS)[]).map((name) =>
    h(
      'svg',
      { class: `chart ${name}`, viewBox: `0 0 ${WIDTHS[name]} ${HEIGHT}`, role: 'img', 'aria-labelledby': `${id}-${name}-title ${id}-${name}-text` },
      h('title', { id: `${id}-${name}-title` }, title),
      h('desc', { id: `${id}-${name}-text` }, description),
      draw(WIDTHS[name]),
    ),
  );
  return h('div', { class: 'charts' }, drawn);
}

type TimeScale = ReturnType<typeof scaleUtc<number>>;

function extent(points: readonly ScorePoint[]): [number, number] {
  const times = points.map(({ at }) => at);
  return [Math.min(...times), Math.max(...times)];
}

function timeScale(points: readonly ScorePoint[], width: number): TimeScale {
  return scaleUtc(extent(points), [EDGE.left, width - EDGE.right]);
}

/** Days on which reviews were: the first, the last, and some between. */
function timeLabels(x: TimeScale, width: number): Element[] {
  const [first, last] = x.domain().map(Number) as [number, number];
  const room = Math.floor((width - EDGE.left - EDGE.right) / TICK_ROOM);
  const between = x.ticks(room).map(Number).filter((at) => x(at) - EDGE.left > TICK_ROOM / 2 && width - EDGE.right - x(at) > TICK_ROOM && at !== last && isMidnight(at));
  const ends = first === last ? [timeLabel(x(first), dayName(first), 'middle')] : [timeLabel(EDGE.left, dayName(first), 'start'), timeLabel(width - EDGE.right, dayName(last), 'end')];
  return [...ends, ...between.flatMap((at) => (x(at) - EDGE.left > TICK_ROOM ? [timeLabel(x(at), dayName(at).slice(5), 'middle')] : []))];
}

function isMidnight(at: number): boolean {
  return at % (24 * 60 * 60 * 1000) === 0;
}

function timeLabel(x: number, text: string, anchor: 'start' | 'middle' | 'end'): Element {
  return h('text', { class: 'label', x: round(x), y: HEIGHT - 8, 'text-anchor': anchor }, text);
}

function gridLine(y: number, width: number, label: string): Element[] {
  return [h('path', { class: 'grid', d: `M${EDGE.left},${round(y)}H${width - EDGE.right}` }), h('text', { class: 'label', x: EDGE.left - 6, y: round(y + 4), 'text-anchor': 'end' }, label)];
}

function bar(className: string, x: number, top: number, width: number, bottom: number): Element | null {
  return bottom <= top ? null : h('rect', { class: className, x: round(x), y: round(top), width: round(width), height: round(bottom - top) });
}

/** With gaps where nothing is known. */
function pathOf(points: readonly ScorePoint[], x: TimeScale, y: (score: number) => number): string {
  const drawn = line<ScorePoint>()
    .defined(({ score }) => score !== null)
    .x(({ at }) => round(x(at)))
    .y(({ score }) => round(y(score ?? 0)));
  return drawn([...points]) ?? '';
}

/** To a tenth of a pixel. */
function round(value: number): number {
  return Math.round(value * 10) / 10;
}
