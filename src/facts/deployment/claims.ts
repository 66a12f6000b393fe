/** Collects the claims of one deployment file. */
import type { DeploymentClaim } from '../types.js';
import { readCommand, type CommandClaim } from './commands.js';
import { isBuildOutput, madeEarlier, writingText } from './creations.js';
import type { Positions } from './positions.js';
import { changeDirectory, normalise, readShell, type ShellCommand } from './shell.js';

/** Where commands stand and run. */
export interface CommandPlace {
  /** Offsets of the source text that holds the commands. */
  readonly start: number;
  readonly end: number;
  readonly where: string;
  /** See `DeploymentClaim.workingDirectory`. */
  readonly workingDirectory: string | null;
  /** What earlier steps may write, see `writingText`. */
  readonly earlier: string;
  /** Set when no claim made here can be decided. */
  readonly undecidable?: string;
}

/** Claims of shell text. */
export function shellClaims(script: string, place: CommandPlace, positions: Positions): readonly DeploymentClaim[] {
  const placed = { ...place, earlier: `${place.earlier}\n${writingText(script)}`.trim() };
  return readShell(script).flatMap((command) => commandClaims(command, placed, positions));
}

/** Claims of a command that is given as a list of words, run without a shell. */
export function wordsClaims(words: readonly string[], place: CommandPlace, positions: Positions): readonly DeploymentClaim[] {
  const read = words.map((word) => (word.includes('$') ? null : word));
  return commandClaims({ words: read, directory: '', conditional: false }, place, positions);
}

function commandClaims(command: ShellCommand, place: CommandPlace, positions: Positions): readonly DeploymentClaim[] {
  return readCommand(command.words).map((claim) => toClaim(claim, command, place, positions));
}

function toClaim(claim: CommandClaim, command: ShellCommand, place: CommandPlace, positions: Positions): DeploymentClaim {
  const local = changeDirectory(command.directory, claim.directory ?? '.');
  const workingDirectory = joinDirectory(place.workingDirectory, local);
  const undecidable =
    place.undecidable ??
    (command.conditional ? 'it runs only under a condition' : undefined) ??
    claim.undecidable ??
    (local === null ? 'its working directory is not known' : undefined) ??
    (local !== null && local.startsWith('/') ? 'it runs in a folder outside the repository' : undefined) ??
    (isBuildOutput(local ?? '') || (claim.kind !== 'npm-script' && isBuildOutput(claim.value)) ? 'it lies in a folder that a build writes' : undefined) ??
    (claim.kind === 'npm-script' ? undefined : madeEarlier(place.earlier, pathLike(claim)));
  return {
    kind: claim.kind,
    value: claim.value,
    workingDirectory: undecidable === undefined ? workingDirectory : null,
    ...(undecidable === undefined ? {} : { undecidable }),
    span: positions.find(claim.value, place.start, place.end),
    where: place.where,
  };
}

/** A module's last name as a file name, so that `cp settings.py …` is seen as making `settings`. */
function pathLike(claim: CommandClaim): string {
  if (claim.kind !== 'python-module' && claim.kind !== 'python-attribute') return claim.value;
  return `${(claim.value.split(':')[0] ?? '').split('.').join('/')}.py`;
}

function joinDirectory(base: string | null, local: string | null): string | null {
  if (base === null || local === null) return null;
  const relative = base === '.' || base.startsWith('./');
  const joined = normalise(`${relative ? base.slice(1) : base}/${local}`.replace(/^\/+/, ''));
  return relative ? `./${joined}` : joined;
}
