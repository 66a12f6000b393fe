import { z } from 'zod';
import { rangeOf } from '../../findings/locate.js';
import type { Message } from '../../findings/types.js';
import { sharedContainers, type SharedContainer, type Write } from '../shared/effects/containers.js';
import { isServerPath } from '../shared/effects/request-code.js';
import { serverContainers } from '../shared/javascript/containers.js';
import { judging } from '../shared/judgement.js';
import { isTestPath } from '../../project/path-uses.js';
import type { ProjectModel } from '../../project/types.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

interface Data {
  readonly container: SharedContainer;
  readonly write: Write;
}

export const unboundedGrowth: Rule<Data, unknown> = {
  meta: {
    id: 'scalability/unbounded-growth',
    area: 'scalability',
    severity: 'warning',
    confidence: 'medium',
    status: 'preview',
    languages: ['python', 'javascript'],
    fix: 'none',
    summary: 'A container that lives as long as the process gets an entry for each user, session or address, and none is ever removed.',
    options: z.strictObject({}),
  },
  applies: ({ facts, path }) => (facts.javascript === undefined ? facts.code !== undefined && isServerPath(path) : facts.skip === undefined && (facts.javascript.uses?.containers.length ?? 0) > 0),
  detect,
  message,
};

function detect(subject: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  for (const container of subject.facts.javascript === undefined ? sharedContainers(model, subject.path) : serverContainers(model, subject.path)) {
    const write = container.writes.find(({ requester }) => requester !== null);
    if (container.evicts || write === undefined) {
      judgement.pass();
      continue;
    }
    const elsewhere = mentionedElsewhere(container, subject, model);
    if (elsewhere !== undefined) {
      judgement.unknown(container.span[0], `\`${container.name}\`: ${elsewhere} may remove entries`);
      continue;
    }
    judgement.match({
      span: container.span,
      symbol: container.owner?.symbol ?? '',
      subject: container.owner === null ? container.name : `${container.owner.symbol}.${container.name}`,
      causes: [{ path: subject.path, text: container.name }],
      related: [{ path: write.inside.path, range: rangeOf(write.span), label: 'adds an entry here' }],
      data: { container, write },
    });
  }
  return judgement.done();
}

/** Another file that names the container, and may take entries out. */
function mentionedElsewhere({ owner, name }: SharedContainer, { path, facts }: Subject, model: ProjectModel): string | undefined {
  if (owner !== null) return undefined;
  if (facts.javascript === undefined) return model.symbols.mentions(name).find((one) => one !== path && !isTestPath(one));
  const isExported = facts.javascript.exports.some((one) => one.name === name) || facts.javascript.commonJs.names.includes(name);
  return isExported ? model.references.incoming(path).find(({ from, kind }) => kind === 'import' && !isTestPath(from))?.from : undefined;
}

const WORDS: Readonly<Record<string, string>> = { ip: 'address', addr: 'address', uid: 'user', username: 'user', sid: 'session', ident: 'client', identifier: 'client' };

function message({ data }: Match<Data>, { facts }: Subject, { model }: RuleContext<unknown>): Message {
  const { container, write } = data;
  return {
    what: `\`${container.name}\` gets an entry for each ${WORDS[write.requester ?? ''] ?? write.requester} (line ${write.span[0]}), and nothing ever removes one.`,
    why: 'It grows for as long as the process lives: memory runs out sooner or later, sooner when someone makes up keys.',
    todo: model.django.present ? 'Keep the entries in a cache that lets them expire (`cache.set(…, timeout=…)`), or limit their number.' : `Keep the entries where they expire (Redis with \`EX\`, ${facts.javascript === undefined ? '`cachetools.TTLCache`' : '`lru-cache` with a `ttl`'}), or limit their number.`,
  };
}
