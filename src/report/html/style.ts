/**
 * Styles that all pages share: colours by day and by night, print, type, focus, and the parts that more than one page has
 * (cards, badges, tables, lists). Colours of text have a contrast of at least 4.5 to every ground they stand on. Pure.
 */

const DAY = `
  --ground: #ffffff; --surface: #f6f8fa; --raised: #ffffff; --line: #d0d7de; --text: #1f2328; --muted: #57606a; --link: #0757b8; --focus: #0757b8;
  --error: #b42318; --warning: #845000; --info: #0b5394; --good: #116329;
  --error-tint: #fdecea; --warning-tint: #fff3dc; --info-tint: #e7f0fa; --good-tint: #e4f3e8;
  --error-mark: #d1453b; --warning-mark: #d99a1c; --info-mark: #4a90d9; --good-mark: #2da44e; --faint-mark: #afb8c1;
  --keyword: #a11258; --string: #0a5c36; --number: #8f3d00; --comment: #57606a; --title: #5b2da8; --type: #0b5394; --attribute: #7a4a00;
`;

const NIGHT = `
  --ground: #0f1419; --surface: #171d24; --raised: #1b222b; --line: #37414d; --text: #e6edf3; --muted: #a3b0bd; --link: #79bcff; --focus: #9dcdff;
  --error: #ff9a91; --warning: #f2bd6b; --info: #8fc7ff; --good: #79de93;
  --error-tint: #3b1d1c; --warning-tint: #33280f; --info-tint: #14283d; --good-tint: #12301d;
  --error-mark: #e5604f; --warning-mark: #cf9330; --info-mark: #4f9de0; --good-mark: #3fb962; --faint-mark: #5a6672;
  --keyword: #ff9db5; --string: #9ee6b0; --number: #ffc08a; --comment: #a3b0bd; --title: #d3b3ff; --type: #8fc7ff; --attribute: #e8c07d;
`;

/** Text sizes in rem, so that they follow the reader's own. */
export const BASE_STYLE = `
:root { color-scheme: light dark; ${DAY} }
@media screen and (prefers-color-scheme: dark) { :root { ${NIGHT} } }
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body { margin: 0; background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; overflow-wrap: anywhere; }
main, body > header, body > footer { max-width: 70rem; margin: 0 auto; padding: 0 1rem; }
body > header { padding-top: 1.5rem; }
body > footer { padding-top: 1rem; padding-bottom: 3rem; color: var(--muted); font-size: .875rem; }
h1, h2, h3, h4 { line-height: 1.25; margin: 0 0 .5rem; text-wrap: balance; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.25rem; } h3 { font-size: 1.0625rem; } h4 { font-size: 1rem; }
section { margin: 2rem 0; }
p, ul, ol, dl { margin: 0 0 .75rem; }
ul { padding-left: 1.25rem; } ol { padding-left: 1.875rem; }
a { color: var(--link); text-underline-offset: .15em; }
code, pre, kbd { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .875em; }
code { background: var(--surface); border-radius: .25rem; padding: .1em .25em; }
pre { margin: 0; white-space: pre-wrap; tab-size: 4; }
pre code { background: none; padding: 0; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .375rem .5rem; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
button, select, input { font: inherit; color: inherit; background: var(--raised); border: 1px solid var(--line); border-radius: .375rem; padding: .375rem .625rem; min-height: 2.25rem; max-width: 100%; }
button { cursor: pointer; }
button:hover { border-color: var(--muted); }
button[aria-pressed="true"] { background: var(--info-tint); border-color: var(--info-mark); color: var(--info); font-weight: 600; }
summary { cursor: pointer; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: .25rem; }
.skip { position: absolute; left: -100rem; top: 0; background: var(--raised); padding: .5rem 1rem; z-index: 2; }
.skip:focus { left: 0; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.muted { color: var(--muted); }
.card { background: var(--surface); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; }
.badge { display: inline-block; border-radius: 1rem; padding: 0 .5rem; font-size: .8125rem; line-height: 1.5; border: 1px solid transparent; white-space: nowrap; background: var(--surface); border-color: var(--line); color: var(--text); }
.badge.error, .badge.fail { background: var(--error-tint); color: var(--error); border-color: currentColor; }
.badge.warning { background: var(--warning-tint); color: var(--warning); border-color: currentColor; }
.badge.info, .badge.neutral { background: var(--info-tint); color: var(--info); border-color: currentColor; }
.badge.good, .badge.pass { background: var(--good-tint); color: var(--good); border-color: currentColor; }
.row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
.plain { list-style: none; padding: 0; }
[hidden] { display: none !important; }
@media (max-width: 30rem) { main, body > header, body > footer { padding-left: .75rem; padding-right: .75rem; } }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
@media (forced-colors: active) { .badge, button[aria-pressed="true"] { border-color: CanvasText; } svg { forced-color-adjust: none; } }
@media print {
  body { font-size: 10pt; } main, body > header, body > footer { max-width: none; padding: 0; }
  .on-screen { display: none !important; } a { color: inherit; }
  h1, h2, h3, h4 { break-after: avoid; } tr, li { break-inside: avoid; }
}
`;
