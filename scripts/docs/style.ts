/** The site's own styles, after those that all pages share. */
export const SITE_STYLE = `
html { scroll-padding-top: 4.5rem; }
body > header.site { position: sticky; top: 0; z-index: 1; max-width: none; display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: center; justify-content: space-between; padding: .5rem max(1rem, calc((100vw - 70rem) / 2 + 1rem)); background: var(--surface); border-bottom: 1px solid var(--line); }
header.site nav { display: flex; gap: 1rem; align-items: baseline; }
header.site nav a { color: var(--text); text-decoration: none; padding: .25rem 0; }
header.site nav a:hover { text-decoration: underline; }
header.site .home { font-weight: 700; }
main { padding-top: 1.5rem; padding-bottom: 4rem; }
main:focus { outline: none; }
main > p, main > ul, main > ol, article > p, article > ul, article > ol { max-width: 46rem; }
.search { position: relative; flex: 1 1 14rem; max-width: 24rem; }
.search input { width: 100%; }
#hits { position: absolute; right: 0; z-index: 2; width: min(34rem, calc(100vw - 1.5rem)); max-height: 70vh; overflow-y: auto; margin: .25rem 0 0; padding: .25rem; list-style: none; background: var(--raised); border: 1px solid var(--line); border-radius: .5rem; box-shadow: 0 .5rem 1.5rem rgb(0 0 0 / .2); }
#hits [role="option"] { padding: .375rem .5rem; border-radius: .375rem; cursor: pointer; }
#hits [aria-selected="true"] { background: var(--info-tint); }
#hits .name { font-weight: 600; } #hits .about { display: block; font-size: .875rem; color: var(--muted); }
.crumbs { margin: 0 0 .75rem; font-size: .875rem; }
.facts { margin: 0 0 1.5rem; }
h1 code { background: none; padding: 0; font-size: 1em; }
article h2 { margin-top: 2rem; padding-top: .25rem; } article h3 { margin-top: 1.25rem; }
figure.code { margin: 0 0 1rem; border: 1px solid var(--line); border-radius: .5rem; overflow: hidden; }
figure.code figcaption { padding: .25rem .75rem; font-size: .8125rem; color: var(--muted); background: var(--surface); border-bottom: 1px solid var(--line); font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
figure.code pre { padding: .625rem .75rem; overflow-x: auto; white-space: pre; overflow-wrap: normal; line-height: 1.5; }
figure.code .found { display: block; background: var(--error-tint); margin: 0 -.75rem; padding: 0 .75rem 0 calc(.75rem - 4px); border-left: 4px solid var(--error-mark); min-width: max-content; }
.keyword { color: var(--keyword); } .string { color: var(--string); } .number { color: var(--number); } .comment { color: var(--comment); } .title { color: var(--title); } .type { color: var(--type); } .attribute { color: var(--attribute); }
.scroll { overflow-x: auto; margin: 0 0 1rem; } .scroll table { overflow-wrap: break-word; } .scroll td { min-width: 6rem; } .scroll td:first-child code { white-space: nowrap; }
.rules { display: grid; gap: 0; border-top: 1px solid var(--line); }
.rules li { display: grid; grid-template-columns: minmax(14rem, 22rem) 1fr auto; gap: .25rem 1rem; align-items: baseline; padding: .5rem 0; border-bottom: 1px solid var(--line); }
.rules .marks { display: flex; gap: .25rem; flex-wrap: wrap; justify-content: flex-end; }
.areas { display: flex; flex-wrap: wrap; gap: .375rem; padding: 0; list-style: none; }
.areas a { display: inline-block; padding: .25rem .625rem; border: 1px solid var(--line); border-radius: 1rem; text-decoration: none; }
.columns { columns: 18rem; } .columns li { break-inside: avoid; }
.next { display: flex; flex-wrap: wrap; gap: 1rem; justify-content: space-between; margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); }
img { max-width: 100%; height: auto; }
@media (max-width: 48rem) { .rules li { grid-template-columns: 1fr; } .rules .marks { justify-content: flex-start; } }
@media (max-width: 30rem) { body > header.site { position: static; } html { scroll-padding-top: 1rem; } .search { max-width: none; flex-basis: 100%; } }
@media print { header.site { display: none !important; } figure.code pre { white-space: pre-wrap; } }
`;
