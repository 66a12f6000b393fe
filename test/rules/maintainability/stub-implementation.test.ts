import { beforeAll, expect, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import { testGrammars } from '../../support/grammars.js';
import { auditOf, modelOf } from '../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

/** Lines of the rule's findings. */
function linesOf(source: string): number[] {
  const outcome = auditOf(modelOf({ 'shop/work.py': `import django\n${source}` }, grammars))
    .get('shop/work.py')
    ?.outcomes.find(({ configured }) => configured.rule.meta.id === 'maintainability/stub-implementation');
  return (outcome?.matches ?? []).map(({ span }) => span[0]);
}

test.each([
  ['a function that is called', 'def count_orders():\n    pass\ndef show():\n    return count_orders()\n', [2]],
  ['a method of a class that is made', 'class Index:\n    def find_orders(self):\n        ...\ndef show():\n    return Index().find_orders()\n', [3]],
  ['NotImplementedError', 'def count_orders():\n    raise NotImplementedError\ndef show():\n    return count_orders()\n', [2]],
  ['a value with a comment', 'def count_orders():\n    return 0  # TODO: count\ndef show():\n    return count_orders()\n', [2]],
  ['a value without a comment', 'def count_orders():\n    return 0\ndef show():\n    return count_orders()\n', []],
  ['nobody calls it', 'def count_orders():\n    pass\n', []],
  ['a docstring that says why', 'def count_orders():\n    """Kept for callers of old: does nothing."""\ndef show():\n    return count_orders()\n', []],
  ['a docstring that says that there is nothing to do', 'def register_orders():\n    """No orders to register."""\ndef show():\n    return register_orders()\n', []],
  ['a docstring that says what it should do', 'def count_orders():\n    """Orders to count."""\ndef show():\n    return count_orders()\n', [2]],
  ['a fallback', 'try:\n    from fast import count_orders\nexcept ImportError:\n    def count_orders():\n        pass\ndef show():\n    return count_orders()\n', []],
  ['a class that something inherits from', 'class Index:\n    def find_orders(self):\n        pass\nclass Own(Index):\n    pass\ndef show():\n    return Index().find_orders()\n', []],
  ['an override', 'class Index:\n    def find_orders(self):\n        return [1]\nclass Own(Index):\n    def find_orders(self):\n        pass\ndef show():\n    return Own().find_orders()\n', []],
  ['a class of others', 'from lib import Index\nclass Own(Index):\n    def find_orders(self):\n        pass\ndef show():\n    return Own().find_orders()\n', []],
  ['a decorator', 'from lib import register\n@register\ndef count_orders():\n    pass\ndef show():\n    return count_orders()\n', []],
  ['words on subclasses', 'def count_orders():\n    raise NotImplementedError("subclasses must define it")\ndef show():\n    return count_orders()\n', []],
])('%s', (_, source, lines) => {
  expect(linesOf(source)).toEqual(lines);
});
