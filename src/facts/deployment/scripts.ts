/** Reads package.json scripts and Makefile recipes. */
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import type { DeploymentClaim, DeploymentFacts } from '../types.js';
import { shellClaims } from './claims.js';
import { writingText } from './creations.js';
import { createPositions } from './positions.js';

/** Claims of the `scripts` of a package.json; paths are relative to its folder. Never throws. */
export function readPackageScripts(source: string): DeploymentFacts {
  const positions = createPositions(source);
  const root = parseTree(source);
  const scripts = root ? findNodeAtLocation(root, ['scripts']) : undefined;
  const entries = (scripts?.type === 'object' ? (scripts.children ?? []) : []).flatMap((property) => {
    const [key, value] = property.children ?? [];
    return key && value && typeof value.value === 'string' ? [{ name: String(key.value), text: value.value, node: value }] : [];
  });
  // Scripts run each other in orders that the file does not fully tell: what any of them writes may exist.
  const earlier = entries.map((entry) => writingText(entry.text)).join('\n');
  const claims = entries.flatMap(({ name, text, node }) => {
    const place = { start: node.offset, end: node.offset + node.length, where: `package.json script ${name}`, workingDirectory: './', earlier };
    return shellClaims(text, place, positions).filter((claim) => claim.kind !== 'npm-script' || claim.value !== name);
  });
  return { format: 'package-scripts', claims, builds: [] };
}

/** Claims of Makefile recipes. Anything that is also a target may be made by `make`. Never throws. */
export function readMakefile(source: string): DeploymentFacts {
  const positions = createPositions(source);
  const claims: DeploymentClaim[] = [];
  const targets = source.split('\n').filter((line) => /^[^\s#:=][^:=]*:(?!=)/.test(line)).map((line) => line.split(':')[0] ?? '');
  const recipes = source.split('\n').filter((line) => line.startsWith('\t')).map((line) => line.slice(1));
  const earlier = [...targets.filter((target) => /[./]/.test(target)), ...recipes.map(writingText)].join('\n').trim();
  let offset = 0;
  let continued = false;
  for (const line of source.split('\n')) {
    const text = line.replace(/^\t[@+-]*/, '');
    if (line.startsWith('\t') && !continued && !line.endsWith('\\') && !/\$[^$]|^\t@?-/.test(line)) {
      claims.push(...shellClaims(text, { start: offset, end: offset + line.length, where: 'Makefile recipe', workingDirectory: './', earlier }, positions));
    }
    continued = line.endsWith('\\');
    offset += line.length + 1;
  }
  return { format: 'makefile', claims: claims.filter((claim) => !claim.value.startsWith('/')), builds: [], ...targetNames(targets, source) };
}

function targetNames(targets: readonly string[], source: string): Pick<DeploymentFacts, 'names' | 'moreNames'> {
  const names = [...new Set(targets.flatMap((target) => target.trim().split(/\s+/)))];
  const open = names.some((name) => /[%$]/.test(name)) || /^(-?include|sinclude)\b|\$\(eval\b|^define\b/m.test(source);
  return { ...(names.length === 0 ? {} : { names }), ...(open ? { moreNames: true } : {}) };
}
