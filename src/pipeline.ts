/**
 * The file to read first: the way of a change through Shipworthy, one line per stage.
 * checkout -> change set -> facts -> project model -> rules and linters -> findings -> fixes -> score -> result
 */
import { readTexts } from './checkout/read-texts.js';
import type { ChangeSource, TreeSource } from './checkout/types.js';
import { lintersFor, pathFilter } from './config/filter.js';
import { readConfiguration } from './configuration.js';
import { compareByFingerprint } from './findings/compare.js';
import { editedPaths, verifiedFixes } from './fixes/verified.js';
import { startLintingChange, startLintingTree } from './linters/stage.js';
import type { Judged, JudgedTree, Tools } from './pipeline-types.js';
import { byWorst } from './report/order.js';
import { auditResult, reviewResult } from './report/result.js';
import { surveyOf } from './report/survey.js';
import { judgeBothSides, judgeTree, standing } from './rules/both-sides.js';
import { explain, explainFixed, hitsOfSide, hitsOfSides } from './rules/explain.js';
import { doubtsOf, provenFixed } from './rules/proven-fixed.js';
import { collectFacts } from './store/collect-facts.js';

/** Judges what a change brings: the head's findings less the base's. Throws when git or the store fails. */
export async function review(source: ChangeSource, tools: Tools): Promise<Judged> {
  const started = tools.now();
  const { changes } = source;
  const configuration = await readConfiguration(source, source.base, tools.failOn);
  tools.onStage?.('configuration');
  const wants = pathFilter(configuration.config);
  const linting = await startLintingChange(source, { wants, care: tools.care, linters: lintersFor(configuration.config, tools.linters) });
  tools.onStage?.('linters started');
  const facts = await collectFacts({ source, snapshots: [source.base, source.head], ...tools, onProgress: (done, total) => tools.onProgress?.('reading files', done, total) });
  tools.onStage?.('facts');
  const scope = { factsOf: facts.of, wants };
  tools.onProgress?.('asking linters', 0, 0);
  const join = await linting.goOn(facts.of);
  tools.onStage?.('linters here');
  const kept = tools.kept === undefined ? undefined : { projects: tools.kept, name: source.place ?? source.name };
  tools.onProgress?.('judging', 0, 0);
  const judged = judgeBothSides({ ...scope, changes, catalogue: tools.catalogue, rules: configuration.rules, base: source.base, head: source.head, kept, onStage: (stage) => tools.onStage?.(stage) });
  const { sides, also, notices } = await join(judged);
  tools.onStage?.('linters');
  const shared = { changes, catalogue: tools.catalogue, baseline: configuration.baseline, also, ignores: tools.ignores };
  const hits = hitsOfSides(changes, sides);
  const compared = compareByFingerprint(hits.base, hits.head);
  tools.onStage?.('compare');
  const explained = compared.introduced.map((hit) => explain(hit, { ...shared, model: sides.head.model })).sort(byWorst);
  const texts = await readTexts(source, source.head, editedPaths(explained));
  tools.onProgress?.('proving fixes', 0, 0);
  const { findings, unproven } = verifiedFixes(explained, { changes, side: sides.head, grammars: tools.grammars, textOf: (path) => texts.get(path) });
  const doubts = doubtsOf(sides, changes);
  const fixed = provenFixed(compared.fixed, doubts, changes).map((hit) => explainFixed(hit, { ...shared, model: sides.base.model }));
  tools.onStage?.('explain and verify');
  const run = { source, configuration, facts, notices, sides, hits, milliseconds: tools.now() - started };
  const result = reviewResult({ ...run, introduced: [...findings].sort(byWorst), fixed: fixed.sort(byWorst), existing: compared.existing });
  return { result, configuration, existing: compared.existing.map((hit) => hit.fingerprint), doubts, audit: sides.head.audit, unproven };
}

/** Judges a whole tree. Throws when git or the store fails. */
export async function audit(source: TreeSource, tools: Tools): Promise<JudgedTree> {
  const started = tools.now();
  const configuration = await readConfiguration(source, source.head, tools.failOn);
  const facts = await collectFacts({ source, snapshots: [source.head], ...tools, onProgress: (done, total) => tools.onProgress?.('reading files', done, total) });
  const scope = { factsOf: facts.of, wants: pathFilter(configuration.config) };
  tools.onProgress?.('asking linters', 0, 0);
  const join = await startLintingTree(source, { ...scope, care: tools.care, linters: lintersFor(configuration.config, tools.linters) });
  tools.onProgress?.('judging', 0, 0);
  const judged = judgeTree({ ...scope, catalogue: tools.catalogue, rules: configuration.rules, head: source.head });
  const { side, also, notices } = await join(judged);
  const shared = { changes: { files: [] }, catalogue: tools.catalogue, baseline: configuration.baseline, also };
  const hits = hitsOfSide(shared.changes, standing(side), 'head');
  const explained = hits.map((hit) => explain(hit, { ...shared, model: side.model }));
  const texts = await readTexts(source, source.head, editedPaths(explained));
  tools.onProgress?.('proving fixes', 0, 0);
  const { findings, unproven } = verifiedFixes(explained, { changes: shared.changes, side, grammars: tools.grammars, textOf: (path) => texts.get(path) });
  const run = { source, configuration, facts, notices, milliseconds: tools.now() - started };
  return { result: auditResult({ ...run, side, hits, findings: [...findings].sort(byWorst) }), configuration, existing: [], doubts: [], audit: side.audit, unproven, survey: () => surveyOf(side.model, scope.wants) };
}
