/** The line engine, its findings under the id of a rule that there is, and heeding what people asked for. For findings that all have comments. */
import type { Engine } from '../../src/engine-types.js';
import { ignoringOf } from '../../src/findings/ignored.js';
import { parseMarkers, renderMarker } from '../../src/report/marker.js';
import type { PlannedComment, ReportPlan, Wishes } from '../../src/report/types.js';
import { createLineEngine } from './line-engine.js';

export function createHeedingEngine(ruleId: string): Engine {
  const engine = createLineEngine();
  return {
    ...engine,
    async review(source, wishes = { ignored: [], pausedBy: null }) {
      const { plan, result } = await engine.review(source);
      return { result, plan: heeding(plan, ruleId, wishes) };
    },
  };
}

function heeding(plan: ReportPlan, ruleId: string, { ignored, pausedBy }: Wishes): ReportPlan {
  const entries = plan.comments.map((comment) => ({ comment, entry: ignoringOf(ignored, { ruleId, fingerprint: comment.fingerprints[0] ?? '' }) }));
  const kept = entries.flatMap(({ comment, entry }) => (entry === undefined ? [comment] : []));
  const said = entries.flatMap(({ entry }) => entry ?? []).map(({ by, reason }) => `ignored by ${by}: ${reason}`);
  return {
    ...plan,
    conclusion: kept.length === 0 ? 'success' : 'failure',
    title: `${kept.length} errors`,
    summary: [plan.summary, ...said, ...(pausedBy === null ? [] : [`paused by ${pausedBy}`])].join('\n'),
    annotations: plan.annotations.filter(({ path, startLine }) => kept.some(({ path: own, anchor }) => own === path && anchor.kind === 'line' && anchor.line === startLine)),
    comments: pausedBy === null ? kept.map((comment) => renamed(comment, ruleId)) : [],
  };
}

function renamed(comment: PlannedComment, ruleId: string): PlannedComment {
  const [body, plainBody] = [comment.body, comment.plainBody].map((text) => text.replace(/<!-- .*$/s, renderMarker(parseMarkers(text).map(({ fingerprint }) => ({ fingerprint, ruleId })))));
  return { ...comment, body: body ?? '', plainBody: plainBody ?? '' };
}
