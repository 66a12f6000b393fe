import type { Expression, Keyword, Located, Parameter, PythonCode, Statement } from '../../../../src/facts/python/code/nodes.js';
import { childExpressions, expressionsOf, nestedBodies, walkExpressions, walkStatements } from '../../../../src/facts/python/code/walk.js';

/** What is wrong with the positions of a file's syntax: nodes that leave the one around them, and names that are not where they are said to be. */
export function problemsOf(source: string, code: PythonCode): readonly string[] {
  const problems: string[] = [];
  const file: Located = { start: 0, end: source.length };
  const expectInside = (outer: Located, inner: Located & { readonly kind?: string }): void => {
    if (inner.start < outer.start || inner.end > outer.end || inner.start > inner.end) problems.push(`${inner.kind ?? 'part'} [${inner.start}, ${inner.end}] is not in [${outer.start}, ${outer.end}]`);
  };
  const expectText = (start: number, text: string): void => {
    if (!source.startsWith(text, start)) problems.push(`${JSON.stringify(text)} is not at ${start}`);
  };
  const checkPart = (part: Keyword | Parameter): void => expectText(part.start, part.name !== null && !source.startsWith('*', part.start) ? part.name : '');
  const checkExpression = (root: Expression): void =>
    walkExpressions(root, (node) => {
      for (const child of childExpressions(node)) expectInside(node, child);
      if (node.kind === 'name') expectText(node.start, node.id);
      if (node.kind === 'name' && node.end - node.start !== node.id.length) problems.push(`${node.id} ends at ${node.end}`);
      if (node.kind === 'attribute') expectText(node.nameStart, node.attribute);
      if (node.kind === 'attribute' && node.nameStart + node.attribute.length !== node.end) problems.push(`${node.attribute} does not end at ${node.end}`);
      if (node.kind === 'call') node.keywords.forEach(checkPart);
      if (node.kind === 'lambda') node.parameters.forEach(checkPart);
    });
  const checkStatement = (node: Statement): void => {
    const decorators: readonly Expression[] = node.kind === 'function' || node.kind === 'class' ? node.decorators : [];
    for (const expression of expressionsOf(node)) {
      expectInside(decorators.includes(expression) ? file : node, expression);
      checkExpression(expression);
    }
    for (const statement of nestedBodies(node).flat()) expectInside(node, statement);
    if (node.kind === 'function' || node.kind === 'class') expectText(node.nameStart, node.name);
    if (node.kind === 'function') expectText(node.start, node.isAsync ? 'async' : 'def');
    if (node.kind === 'class') expectText(node.start, 'class');
    if (node.kind === 'function') node.parameters.forEach(checkPart);
    if (node.kind === 'pass' || node.kind === 'break' || node.kind === 'continue') expectText(node.start, node.kind);
  };
  for (const statement of code.body) expectInside(file, statement);
  walkStatements(code.body, checkStatement);
  return problems;
}
