/** Styles of the report, beside those that all pages share. Pure. */
export const REPORT_STYLE = `
.over { margin: 0; text-transform: uppercase; letter-spacing: .06em; font-size: .8125rem; }
.verdict { display: flex; gap: 1.25rem; align-items: center; flex-wrap: wrap; border-left-width: .375rem; margin-top: 1rem; }
.verdict > div { flex: 1 1 16rem; min-width: 0; }
.verdict.pass { border-left-color: var(--good-mark); } .verdict.fail { border-left-color: var(--error-mark); } .verdict.neutral { border-left-color: var(--info-mark); }
.verdict .word { font-size: 1.375rem; font-weight: 700; margin: 0; line-height: 1.25; }
.verdict.pass .word { color: var(--good); } .verdict.fail .word { color: var(--error); } .verdict.neutral .word { color: var(--info); }
.ring { flex: none; } .ring .track { stroke: var(--line); } .ring .figure { font: 700 2rem system-ui, sans-serif; fill: var(--text); }
.ring.error .value { stroke: var(--error-mark); } .ring.warning .value { stroke: var(--warning-mark); } .ring.good .value { stroke: var(--good-mark); }
dl.facts { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; margin: .5rem 0 0; }
dl.facts dt { font-size: .8125rem; color: var(--muted); } dl.facts dd { margin: 0; font-weight: 600; }
.notices { margin-top: 1rem; } .notices li { background: var(--warning-tint); border-radius: .375rem; padding: .5rem .75rem; margin-bottom: .375rem; }
.contents { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin-top: 1rem; padding: 0; list-style: none; }
.scores th[scope="row"] { font-weight: 400; width: 62%; } .scores th, .scores td { overflow-wrap: normal; } .scores td { white-space: nowrap; }
.bar { display: block; width: 100%; height: .625rem; margin-top: .25rem; border-radius: .3125rem; }
.bar .track { fill: var(--line); } .bar .projected { fill: var(--good-mark); opacity: .4; } .bar .base { fill: var(--text); }
.bar.error .value { fill: var(--error-mark); } .bar.warning .value { fill: var(--warning-mark); } .bar.good .value { fill: var(--good-mark); } .bar.none .value { fill: none; }
.legend { font-size: .875rem; margin-top: .5rem; } .key { display: inline-block; height: .75rem; width: 1.25rem; border-radius: .125rem; vertical-align: -.0625rem; margin: 0 .25rem 0 .5rem; background: linear-gradient(90deg, var(--error-mark), var(--warning-mark), var(--good-mark)); }
.legend .key.was { width: .1875rem; background: var(--text); margin-left: 0; } .key.projected { background: var(--good-mark); opacity: .4; }
.fold { margin: .375rem 0; } .fold > summary { padding: .25rem 0; } .fold ul { margin-top: .25rem; }
.count { font-weight: 400; font-size: .875rem; }
.step { margin-bottom: 1rem; } .step summary h3 { display: inline; } .step > h3, .step > summary { margin-bottom: .5rem; }
.actions li { margin-bottom: .5rem; } .places { font-size: .875rem; }
.controls { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 9rem), 1fr)); gap: .625rem; margin-bottom: 1rem; }
.controls[hidden] { display: none; }
.controls label > span { display: block; font-size: .8125rem; color: var(--muted); } .controls select, .controls input { width: 100%; }
.controls .wide, .controls [role="group"] { grid-column: 1 / -1; }
.controls button { flex: 0 1 auto; }
.group { margin: 1.5rem 0; } .group > h3 { margin-bottom: .5rem; }
.finding { border: 1px solid var(--line); border-left: .25rem solid var(--line); border-radius: .375rem; margin: .5rem 0; background: var(--raised); }
.long .finding { content-visibility: auto; contain-intrinsic-size: auto 4.5rem; }
.finding.error { border-left-color: var(--error-mark); } .finding.warning { border-left-color: var(--warning-mark); } .finding.info { border-left-color: var(--info-mark); }
.finding:target, .finding.aimed { outline: 3px solid var(--focus); outline-offset: 1px; }
.finding > details > summary { list-style: none; padding: .5rem .75rem; display: flex; gap: .5rem; }
.finding > details > summary::-webkit-details-marker { display: none; }
.finding > details > summary::before { content: "▸"; color: var(--muted); flex: none; } .finding > details[open] > summary::before { content: "▾"; }
.head { display: block; min-width: 0; flex: 1; } .head .badge { margin-right: .25rem; } .what { font-weight: 600; }
.facts .at { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
span.facts { display: flex; flex-wrap: wrap; gap: .125rem .75rem; font-size: .8125rem; color: var(--muted); margin-top: .125rem; align-items: center; } span.facts .badge { margin: 0; }
.body { padding: 0 .75rem .75rem; border-top: 1px solid var(--line); } .body > * { margin: .75rem 0 0; }
.body h4 { font-size: .875rem; margin: 0 0 .375rem; color: var(--muted); } .fix h4 { color: inherit; }
.message { display: grid; grid-template-columns: auto 1fr; gap: .25rem .75rem; } .message dt { color: var(--muted); font-size: .875rem; padding-top: .0625rem; } .message dd { margin: 0; min-width: 0; }
.source { border: 1px solid var(--line); border-radius: .375rem; background: var(--surface); padding: .25rem 0; font-size: .875rem; overflow: hidden; }
.source code { display: block; background: none; font-size: 1em; border-radius: 0; }
.source .line { display: grid; grid-template-columns: 3.25rem minmax(0, 1fr); text-decoration: none; color: inherit; }
.source .no { color: var(--muted); text-align: right; padding-right: .75rem; user-select: none; -webkit-user-select: none; }
.source .src { padding-right: .5rem; white-space: pre-wrap; }
.source .marked { background: var(--warning-tint); } .source mark { background: none; color: inherit; text-decoration: underline 2px; text-decoration-color: var(--error-mark); text-underline-offset: .2em; }
.diff { margin: 0 0 .5rem; } .diff figcaption { font-size: .875rem; color: var(--muted); margin-bottom: .25rem; } .diff .line, .cause .line { grid-template-columns: 1.75rem minmax(0, 1fr); }
.source ins.line { background: var(--good-tint); } .source del.line { background: var(--error-tint); } .source ins .no { color: var(--good); } .source del .no { color: var(--error); } .source .place { color: var(--muted); display: block; padding-left: .75rem; }
.t-keyword { color: var(--keyword); } .t-string { color: var(--string); } .t-number { color: var(--number); } .t-comment { color: var(--comment); font-style: italic; } .t-title { color: var(--title); } .t-type { color: var(--type); } .t-attribute { color: var(--attribute); }
.way { list-style: none; padding: 0; margin: 0; } .way > li { border: 1px solid var(--line); border-radius: .375rem; padding: .5rem .75rem; position: relative; }
.way > li + li { margin-top: 1.75rem; } .way > li + li::before { content: "↓" / ""; position: absolute; top: -1.75rem; left: 1.25rem; line-height: 1.75rem; color: var(--muted); font-size: 1.125rem; }
.way > li.own { border-color: var(--error-mark); } .way p, .beside p, .cause p { margin: 0 0 .375rem; font-size: .875rem; } .beside li { margin-bottom: .5rem; }
.graph { margin: .5rem 0 1rem; } .node { display: inline-block; border: 1px solid var(--line); border-left-width: .25rem; border-radius: .375rem; padding: .25rem .625rem; background: var(--surface); max-width: 100%; }
.node.gone, .node.error { border-left-color: var(--error-mark); } .node.made, .node.info { border-left-color: var(--info-mark); } .node.warning { border-left-color: var(--warning-mark); }
.node .excerpt { display: block; background: none; padding: 0; }
a.node { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .875rem; }
.branches { margin: 0 0 0 1.25rem; } .branches li { position: relative; padding: .5rem 0 0 2rem; }
.branches li::before { content: ""; position: absolute; left: 0; top: 0; bottom: 0; border-left: 2px solid var(--faint-mark); } .branches li:last-child::before { bottom: auto; height: 1.5rem; }
.branches li::after { content: ""; position: absolute; left: 0; top: 1.5rem; width: 1.5rem; border-top: 2px solid var(--faint-mark); } .branches .node { position: relative; }
.branches .node::before { content: "▸" / ""; position: absolute; left: -1rem; color: var(--faint-mark); font-size: .75rem; top: .375rem; }
.foot { display: flex; flex-wrap: wrap; gap: .25rem 1rem; font-size: .8125rem; align-items: center; } .small { min-height: 1.75rem; padding: .125rem .5rem; font-size: .8125rem; }
.status { font-weight: 600; } .more { text-align: center; }
@media (max-width: 30rem) { .scores th[scope="row"] { width: 42%; } .scores th, .scores td { padding: .375rem .25rem; font-size: .875rem; } .source .line { grid-template-columns: 2.25rem minmax(0, 1fr); } .source .no { padding-right: .5rem; } .verdict { gap: .75rem; } .ring { width: 96px; height: 96px; } }
@media print {
  .long .finding { content-visibility: visible; } .finding, .group > h3, .graph, .way > li, .source { break-inside: avoid; } .finding > details > summary::before { content: "" !important; }
  .bar, .ring, .badge, .source, .key { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
