import { z } from 'zod';
import { rangeOf } from '../../findings/locate.js';
import type { Message } from '../../findings/types.js';
import { sharedContainers, type SharedContainer, type Write } from '../shared/effects/containers.js';
import { isServerPath } from '../shared/effects/request-code.js';
import { judging } from '../shared/judgement.js';
import { isTestPath } from '../../project/path-uses.js';
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
    languages: ['python'],
    fix: 'none',
    summary: 'A container that lives as long as the process gets an entry for each user, session or address, and none is ever removed.',
    options: z.strictObject({}),
  },
  applies: ({ facts, path }) => facts.code !== undefined && isServerPath(path),
  wide: true,
  detect,
  message,
};

function detect(subject: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  for (const container of sharedContainers(model, subject.path)) {
    const write = container.writes.find(({ requester }) => requester !== null);
    if (container.evicts || write === undefined) {
      judgement.pass();
      continue;
    }
    const elsewhere = container.owner === null ? model.symbols.mentions(container.name).find((path) => path !== subject.path && !isTestPath(path)) : undefined;
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

const WORDS: Readonly<Record<string, string>> = { ip: 'address', addr: 'address', uid: 'user', username: 'user', sid: 'session', ident: 'client', identifier: 'client' };

function message({ data }: Match<Data>, _subject: Subject, { model }: RuleContext<unknown>): Message {
  const { container, write } = data;
  return {
    what: `\`${container.name}\` gets an entry for each ${WORDS[write.requester ?? ''] ?? write.requester} (line ${write.span[0]}), and nothing ever removes one.`,
    why: 'It grows for as long as the process lives: memory runs out sooner or later, sooner when someone makes up keys.',
    todo: model.django.present ? 'Keep the entries in a cache that lets them expire (`cache.set(…, timeout=…)`), or limit their number.' : 'Keep the entries where they expire (Redis with `EX`, `cachetools.TTLCache`), or limit their number.',
  };
}
