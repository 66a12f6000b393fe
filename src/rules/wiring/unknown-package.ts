import { z } from 'zod';
import type { Message } from '../../findings/types.js';
import { either, judging } from '../shared/judgement.js';
import { looksLocal, packageImports } from '../shared/packages.js';
import { isTestPath } from '../../project/path-uses.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

interface Data {
  readonly ecosystem: 'python' | 'npm';
  readonly name: string;
  readonly nearest: readonly string[];
}

export const unknownPackage: Rule<Data, unknown> = {
  meta: {
    id: 'wiring/unknown-package',
    area: 'wiring',
    severity: 'error',
    confidence: 'medium',
    status: 'stable',
    languages: ['python', 'javascript'],
    fix: 'none',
    summary: 'An imported package is not in the repository, not declared, and no known public package: perhaps invented.',
    options: z.strictObject({}),
  },
  applies: ({ facts, path }) => (facts.python !== undefined || facts.javascript !== undefined) && !isTestPath(path),
  detect,
  message,
};

function detect(subject: Subject, context: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  const reported = new Set<string>();
  for (const found of packageImports(subject, context)) {
    const answer = found.declaration;
    const name = found.ecosystem === 'python' ? (found.name.split('.')[0] as string) : found.name;
    if (answer.kind === 'declared' || answer.kind === 'undeclared') judgement.pass();
    if (answer.kind !== 'unlisted' || found.typeOnly || looksLocal(found, subject, context) || reported.has(name)) continue;
    reported.add(name);
    const { manifests } = context.model.dependencies.scopeFor(subject.path, found.ecosystem);
    judgement.match({
      span: found.span,
      symbol: found.symbol,
      subject: `${found.ecosystem} ${name}`,
      causes: manifests.map((path) => ({ path, text: name })),
      related: [],
      data: { ecosystem: found.ecosystem, name, nearest: answer.nearest },
    });
  }
  return judgement.done();
}

function message({ data }: Match<Data>): Message {
  const index = data.ecosystem === 'python' ? 'PyPI' : 'npm';
  return {
    what: `\`${data.name}\` is no module of this repository, no declared dependency, and no ${index} package we know.`,
    why: 'The name may be misspelt or invented; whoever registers it decides what a later install runs.',
    todo:
      data.nearest.length > 0
        ? `Did you mean ${either(data.nearest)}? If the package is right, declare it.`
        : `Check the name. If the package is right, declare it.`,
  };
}
