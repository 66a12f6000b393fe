/** What style sheets take from elsewhere. Pure. */

/** `@import '~leaflet/dist/leaflet'`, `@use 'sass-kit'`, `@plugin "@tailwindcss/typography"` */
const TAKES = /@(?:import|use|forward|require|plugin|config|reference|source)\b[^;{}]*/g;

/** The rules of a style sheet by which it imports others, plug-ins and configurations, each on a line. */
export function styleImports(text: string): string {
  return [...text.matchAll(TAKES)].map(([rule]) => rule).join('\n');
}
