import { beforeAll, expect, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import { testGrammars } from '../../support/grammars.js';
import { auditOf, modelOf } from '../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const HEAD = 'from django.utils.html import escape\nfrom django.utils.safestring import mark_safe\nimport nh3\n';

/** Findings and unknowns of the rule for one line in a view. */
function answerFor(...body: string[]): string {
  const source = `${HEAD}def view(request, given):\n${body.map((line) => `    ${line}\n`).join('')}`;
  const outcome = auditOf(modelOf({ 'shop/views.py': source }, grammars))
    .get('shop/views.py')
    ?.outcomes.find(({ configured }) => configured.rule.meta.id === 'security/unsafe-html');
  if ((outcome?.matches.length ?? 0) > 0) return 'finding';
  return (outcome?.unknowns.length ?? 0) > 0 ? 'unknown' : 'fine';
}

test.each([
  ['return mark_safe(request.GET["q"])', 'finding'],
  ['return mark_safe("<b>%s</b>" % request.POST.get("q"))', 'finding'],
  ['return mark_safe("<b>{}</b>".format(request.COOKIES["q"].strip()))', 'finding'],
  ['return mark_safe("<b></b>")', 'fine'],
  ['return mark_safe(nh3.clean(request.GET["q"]))', 'fine'],
  ['return mark_safe(f"<b>{escape(request.GET[\'q\'])}</b>")', 'fine'],
  ['return mark_safe(f"<b>{int(request.GET[\'q\'])}</b>")', 'fine'],
  ['return mark_safe(given)', 'unknown'],
  ['return mark_safe(build(request.GET["q"]))', 'unknown'],
])('%s: %s', (line, answer) => {
  expect(answerFor(line)).toBe(answer);
});

test('follows a name that is bound once', () => {
  expect(answerFor('text = request.GET["q"]', 'return mark_safe(text)')).toBe('finding');
  expect(answerFor('text = request.GET["q"]', 'text = nh3.clean(text)', 'return mark_safe(text)')).toBe('unknown');
  expect(answerFor('text = request.GET["q"]', 'if text in ("a", "b"):', '    return mark_safe(text)')).toBe('unknown');
});
