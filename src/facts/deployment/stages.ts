/** Reads the stages of a Dockerfile: what they start from, who they run as, what they set and check. Pure. */
import type { Instruction } from 'dockerfile-ast';
import type { Span } from '../types.js';
import { checksIn } from './health.js';
import type { Positions } from './positions.js';
import type { DeploymentDetails, EnvironmentEntry, FinalStage, HealthCheck, ImageUse } from './types.js';

interface Stage {
  readonly name: string | null;
  readonly base: string | null;
  user: string | null;
  starts: boolean;
  command: string;
  span: Span;
  health: readonly HealthCheck[];
}

const CHANGES_USER = /\b(gosu|su-exec|setpriv|s6-overlay|runuser|setuidgid|fixuid|tini-static-user|chroot)\b|\bsu\s+-/;
const MAKES_USER = /\b(useradd|adduser|groupadd|addgroup)\b/;
const FRONT_SERVER = /\b(nginx|caddy|apache2|httpd|lighttpd|haproxy|traefik|supervisor|supervisord|varnish|angie|openresty)\b/i;

/** `offset`: the offset of a place of the parser in the source. */
export function readStages(source: string, instructions: readonly Instruction[], positions: Positions, offset: (place: { readonly line: number; readonly character: number }) => number): DeploymentDetails {
  const stages: Stage[] = [];
  const images: ImageUse[] = [];
  const environment: EnvironmentEntry[] = [];
  const spanOf = (instruction: Instruction): { start: number; end: number; span: Span } => {
    const range = instruction.getArgumentsRange() ?? instruction.getRange();
    const [start, end] = [offset(range.start), offset(range.end)];
    return { start, end, span: positions.span(start, end) };
  };
  for (const instruction of instructions) {
    const keyword = instruction.getKeyword();
    const text = (instruction.getArgumentsContent() ?? '').trim();
    const { start, end, span } = spanOf(instruction);
    if (keyword === 'FROM') {
      const [image = '', as, name] = text.split(/\s+/).filter((word) => !word.startsWith('--'));
      const parent = stages.find((stage) => stage.name !== null && stage.name === image.toLowerCase());
      if (parent === undefined && image !== 'scratch') images.push({ image, where: 'Dockerfile FROM', span: positions.find(image, start, end), ...(image.includes('$') ? { undecidable: 'its name holds a variable' } : {}) });
      const own = /^as$/i.test(as ?? '') ? (name ?? '').toLowerCase() : null;
      stages.push({ name: own, base: parent === undefined ? (image.includes('$') ? null : image) : parent.base, user: parent?.user ?? null, starts: parent?.starts ?? false, command: parent?.command ?? '', span: positions.find(image, start, end), health: parent?.health ?? [] });
    }
    const stage = stages.at(-1);
    if (stage === undefined) continue;
    if (keyword === 'USER') Object.assign(stage, { user: text, span });
    else if (keyword === 'CMD' || keyword === 'ENTRYPOINT') Object.assign(stage, { starts: true, command: `${stage.command} ${text}`.trim() });
    else if (keyword === 'ENV') environment.push(...assignments(text, span));
    else if (keyword === 'HEALTHCHECK') stage.health = checksIn(text, { start, end, where: 'Dockerfile HEALTHCHECK', service: null }, positions);
  }
  const last = stages.at(-1);
  if (last === undefined) return {};
  const { base, user, starts, command, span } = last;
  // Comments speak of what is not there.
  const code = source.replaceAll(/^\s*#.*$/gm, '');
  const finalStage: FinalStage = { base, user, starts, command: command.slice(0, 500), changesUser: CHANGES_USER.test(code), makesUser: MAKES_USER.test(code), hasFrontServer: FRONT_SERVER.test(code), span };
  return { images, finalStage, environment, healthChecks: last.health };
}

function assignments(text: string, span: Span): readonly EnvironmentEntry[] {
  const spaced = /^([A-Za-z_]\w*)\s+([^=]+)$/s.exec(text);
  if (spaced !== null) return [{ name: spaced[1] as string, value: (spaced[2] as string).trim(), span, where: 'Dockerfile ENV' }];
  return [...text.matchAll(/([A-Za-z_]\w*)=("(?:[^"\\]|\\.)*"|'[^']*'|\S*)/g)].map((match) => ({ name: match[1] as string, value: (match[2] as string).replace(/^(["'])(.*)\1$/s, '$2'), span, where: 'Dockerfile ENV' }));
}
