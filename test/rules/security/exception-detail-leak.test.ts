import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import { exceptionDetailLeak } from '../../../src/rules/security/exception-detail-leak.js';
import { testGrammars } from '../../support/grammars.js';
import { catalogue, modelOf } from '../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const HEAD = 'import traceback\nfrom django.http import JsonResponse\nfrom django.shortcuts import render\n';

function leaks(code: string): string[] {
  const model = modelOf({ 'shop/__init__.py': '', 'shop/views.py': HEAD + code }, grammars);
  const subject = { path: 'shop/views.py', facts: model.facts('shop/views.py') as NonNullable<ReturnType<typeof model.facts>> };
  return exceptionDetailLeak.detect(subject, { model, catalogue: catalogue(), options: {}, earlier: [] }).matches.map(({ data }) => data.written);
}

function view(answer: string, clause = 'except Exception as e'): string {
  return `def page(request):\n    try:\n        request.go()\n    ${clause}:\n        ${answer}\n`;
}

describe('leaks', () => {
  test.each([
    ['JsonResponse({"error": str(e)})', ['str(e)']],
    ['JsonResponse({"error": "failed: %s" % e})', ['e']],
    ['JsonResponse({"error": "failed: {}".format(e)})', ['e']],
    ['JsonResponse({"error": e.args[0]})', ['e.args']],
    ['render(request, "a.html", {"error": repr(e)})', ['repr(e)']],
    ['JsonResponse({"trace": traceback.format_exc()})', ['traceback.format_exc()']],
  ])('%s', (answer, expected) => {
    expect(leaks(view(`return ${answer}`))).toEqual(expected);
  });

  test('through a variable', () => {
    expect(leaks(view('text = f"{e}"\n        return JsonResponse({"error": text})'))).toEqual(['text']);
  });

  test('in what a middleware answers', () => {
    expect(leaks('class Answer:\n    def __init__(self, get_response):\n        pass\n    def process_exception(self, request, exception):\n        return JsonResponse({"error": str(exception)})\n')).toEqual(['str(exception)']);
  });
});

describe('silent', () => {
  test.each([
    ['a narrow exception', view('return JsonResponse({"error": str(e)})', 'except ValueError as e')],
    ['what a function makes of it', view('return JsonResponse({"error": explain(e)})')],
    ['the name of its class', view('return JsonResponse({"error": type(e).__name__})')],
    ['a log', view('print(str(e))\n        return JsonResponse({})')],
    ['a branch on DEBUG', view('if DEBUG:\n            return JsonResponse({"error": str(e)})\n        return JsonResponse({})')],
    ['a clause inside that catches something else', view('try:\n            request.back()\n        except ValueError as e:\n            return JsonResponse({"error": str(e)})')],
  ])('%s', (_name, code) => {
    expect(leaks(code)).toEqual([]);
  });
});
