/**
 * Scaffolds a rule: its source, its page and its line in the registry.
 *
 *   npm run new-rule area/name-of-the-bad-pattern
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { AREAS } from '../src/findings/types.js';

const [id] = process.argv.slice(2);
const [area, name] = id?.split('/') ?? [];
if (id === undefined || name === undefined || !/^[a-z]+(-[a-z0-9]+)*$/.test(name) || !AREAS.some((known) => known === area)) {
  console.error(`usage: npm run new-rule AREA/NAME-OF-THE-BAD-PATTERN   (areas: ${AREAS.join(', ')})`);
  process.exit(2);
}
const file = `src/rules/${id}.ts`;
if (existsSync(file)) {
  console.error(`${file} exists already`);
  process.exit(2);
}
const identifier = name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

const SOURCE = `import { z } from 'zod';
import type { Message } from '../../findings/types.js';
import { judging } from '../shared/judgement.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

/** What the message needs of a match. */
interface Data {
  readonly name: string;
}

export const ${identifier}: Rule<Data, unknown> = {
  meta: {
    id: '${id}',
    area: '${area}',
    severity: 'warning',
    confidence: 'medium',
    status: 'preview',
    languages: ['python'],
    fix: 'none',
    summary: 'One sentence that says what is wrong.',
    options: z.strictObject({}),
  },
  applies: ({ facts }) => facts.python !== undefined,
  detect,
  message,
};

function detect(subject: Subject, _context: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  for (const definition of subject.facts.python?.definitions ?? []) {
    if (definition.name !== 'replace_me') {
      judgement.pass();
      continue;
    }
    judgement.match({ span: definition.span, symbol: '', subject: definition.name, causes: [], related: [], data: { name: definition.name } });
  }
  return judgement.done();
}

function message({ data }: Match<Data>): Message {
  return { what: \`\\\`\${data.name}\\\` is what is wrong.\`, why: 'What happens because of it.', todo: 'What to do about it.' };
}
`;

const PAGE = `# ${id}

One sentence that says what is wrong.

## What it does

## Why it matters

## What it cannot see

## Examples

### Bad

\`\`\`python file="app/example.py" finds="1"
replace_me = 1
\`\`\`

### Good

\`\`\`python file="app/example.py"
replaced = 1
\`\`\`
`;

mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, SOURCE);
writeFileSync(`src/rules/${id}.md`, PAGE);
const registry = readFileSync('src/rules/registry.ts', 'utf8')
  .replace("import type { Rule } from './types.js';", `import { ${identifier} } from './${id}.js';\nimport type { Rule } from './types.js';`)
  // Last stays last: it judges what the others said.
  .replace('  erase(unusedSuppression),', `  erase(${identifier}),\n  erase(unusedSuppression),`);
writeFileSync('src/rules/registry.ts', registry);
console.log(`${file}\nsrc/rules/${id}.md\nsrc/rules/registry.ts\n\nNow write the page, then the rule: CONTRIBUTING.md`);
