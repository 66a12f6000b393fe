import { z } from 'zod';
import type { FileFacts } from '../../facts/types.js';
import type { Message } from '../../findings/types.js';
import type { ProjectModel } from '../../project/types.js';
import { isDevelopmentDeployment } from '../shared/deployment-paths.js';
import { judging } from '../shared/judgement.js';
import { perModel, perModelScan } from '../shared/per-model.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

interface Data {
  readonly image: string;
  readonly where: string;
  readonly tagged: boolean;
}

export const imageLatestTag: Rule<Data, unknown> = {
  meta: {
    id: 'delivery/image-latest-tag',
    area: 'delivery',
    severity: 'warning',
    confidence: 'high',
    status: 'preview',
    languages: ['deployment'],
    fix: 'none',
    summary: 'An image is used without a version.',
    options: z.strictObject({}),
  },
  applies: ({ path, facts }) => facts.deployment?.images !== undefined && !isDevelopmentDeployment(path),
  detect,
  message,
};

/** Names by which the project itself goes: its manifests, and the images that its compose files build. */
const ownNames = perModel((model: ProjectModel): ReadonlySet<string> => new Set(namedIn(model).flatMap(({ told }) => told)));

const namedIn = perModelScan(({ manifest, deployment }): readonly string[] | false => {
  const built = deployment?.images?.flatMap(({ image, undecidable }) => (undecidable === 'it is built here' ? [plain(repositoryOf(image))] : [])) ?? [];
  const names = manifest?.name === undefined ? built : [plain(manifest.name), ...built];
  return names.length > 0 && names;
});

function detect({ facts }: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  const aside = onlyBringsUpOthers(facts, model);
  for (const { image, span, where, undecidable } of facts.deployment?.images ?? []) {
    const [tag, digest] = [tagOf(image), image.includes('@')];
    if (undecidable !== undefined) judgement.unknown(span[0], `${where}: ${undecidable}`);
    else if (digest || (tag !== undefined && tag !== 'latest')) judgement.pass();
    else if (aside) judgement.unknown(span[0], `${where}: the file only brings up what developers need beside the service`);
    else if (isOwn(image, model)) judgement.unknown(span[0], `${where}: \`${image}\` may be this project's own`);
    else judgement.match({ span, symbol: '', subject: `${where}: ${image}`, causes: [], related: [], data: { image, where, tagged: tag !== undefined } });
  }
  return judgement.done();
}

/** A compose file without a service of this repository: databases and tools for a developer's machine. */
function onlyBringsUpOthers({ deployment }: FileFacts, model: ProjectModel): boolean {
  const runsOwn = (deployment?.builds.length ?? 0) > 0 || deployment?.images?.some(({ image, undecidable }) => undecidable !== undefined || isOwn(image, model)) === true;
  return deployment?.format === 'compose' && !runsOwn;
}

/** The part after the last colon of the last name: a registry's port stands before a slash. */
function tagOf(image: string): string | undefined {
  const name = image.slice(image.lastIndexOf('/') + 1);
  return name.includes(':') ? name.slice(name.indexOf(':') + 1) : undefined;
}

function repositoryOf(image: string): string {
  return image.slice(image.lastIndexOf('/') + 1).replace(/[:@].*$/, '');
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/** An image of the project's own name, one whose owner goes by the same name, and parts of it (`owner/owner-worker`). */
function isOwn(image: string, model: ProjectModel): boolean {
  const name = plain(repositoryOf(image));
  const owner = plain(image.split('/').at(-2) ?? '');
  if (owner !== '' && name.startsWith(owner)) return true;
  const own = ownNames(model);
  return image.includes('/') && [...own].some((one) => one.length > 2 && (name.startsWith(one) || owner === one));
}

function message({ data: { image, where, tagged } }: Match<Data>): Message {
  return {
    what: `${where}: \`${image}\` ${tagged ? 'asks for whatever is latest' : 'names no version, which means `latest`'}.`,
    why: 'The same commit gives another image tomorrow: a build breaks, or a database comes up with a format that can\'t go back, with no change to point at.',
    todo: `Name a version (\`${image.replace(/:latest$/, '')}:X.Y\`), with its digest where builds must repeat exactly.`,
  };
}
