import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import { decodeCode } from '../../../../src/facts/python/code/decode.js';
import type { FunctionNode, PythonCode, Statement } from '../../../../src/facts/python/code/nodes.js';
import { extract } from '../support.js';
import { shown } from './support.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const SOURCE = `
class Shop:
    def total(self, order, *, tax=1.5):
        """Of all lines."""
        try:
            lines = [line.price * tax for line in order.lines.all() if line]
        except (KeyError, ValueError) as error:
            raise Oops(f"no {order.id!r}") from error

        def inner(given: int = 3) -> str:
            with open(given) as file, lock:
                return {"a": lambda x, *rest: x[1:2], **given}

        return sum(lines) + inner()

async def send(order):
    await order.send(to="somebody", **rest)
`;

const OTHERS = extract(`def other():\n    f(${'a, '.repeat(1900)})\n`.repeat(100)).code;

/** Has bodies forgotten of which nobody holds a part: reads others until one that was read before them is no more. */
function forget(): void {
  const first = new WeakRef(functionsOf(decodeCode(extract('def first():\n    return 1\n').code)).map(({ body }) => body)[0] as object);
  for (let time = 0; time < 50 && first.deref() !== undefined; time += 1) {
    for (let again = 0; again < 5; again += 1) decodeCode(OTHERS);
    collectGarbage();
  }
}

function functionsOf({ body }: PythonCode): readonly FunctionNode[] {
  return body.flatMap((statement) => (statement.kind === 'class' ? statement.body : [statement])).filter((statement) => statement.kind === 'function');
}

/** What is known of a body without holding it. */
function bodyRefs(code: PythonCode): readonly WeakRef<readonly Statement[]>[] {
  return functionsOf(code).map(({ body }) => new WeakRef(body));
}

describe('bodies of functions', () => {
  test('are let go when nobody holds a part of them, and say the same when they are read again', () => {
    const code = decodeCode(extract(SOURCE).code);
    const before = JSON.stringify(shown(SOURCE, code.body));
    const refs = bodyRefs(code);
    forget();
    expect(refs.map((ref) => ref.deref())).toEqual([undefined, undefined]);
    expect(JSON.stringify(shown(SOURCE, code.body))).toBe(before);
    expect(before).toContain('inner(given: int = 3)');
  });

  test('stay as they are as long as somebody holds a part of them', () => {
    const code = decodeCode(extract(SOURCE).code);
    const [total, send] = functionsOf(code) as [FunctionNode, FunctionNode];
    const inner = total.body.find(({ kind }) => kind === 'function') as FunctionNode;
    const held = { parameter: inner.parameters[0], handler: total.body.flatMap((statement) => (statement.kind === 'try' ? statement.handlers : []))[0], keyword: keywordIn(send) };
    const refs = bodyRefs(code);
    forget();
    expect(refs.map((ref) => ref.deref() !== undefined)).toEqual([true, true]);
    expect((total.body.find(({ kind }) => kind === 'function') as FunctionNode).parameters[0]).toBe(held.parameter);
    expect(total.body.flatMap((statement) => (statement.kind === 'try' ? statement.handlers : []))[0]).toBe(held.handler);
    expect(keywordIn(send)).toBe(held.keyword);
  });
});

function keywordIn({ body: [statement] }: FunctionNode): unknown {
  return statement?.kind === 'expression' && statement.value.kind === 'await' && statement.value.value.kind === 'call' ? statement.value.value.keywords[0] : undefined;
}
