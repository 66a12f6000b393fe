/** Python packages that commands install by name. Pure. */
import { parseRequirement } from '../manifests/shared.js';

/** Up to the end of the command; continuations are joined before. */
const PIP = /\b(?:pip[\d.]*|uv\s+pip|pipx|conda|mamba|micromamba)\s+(?:--?[\w-]+(?:=\S+)?\s+)*install\b([^\n;&|]*)/g;
const APT = /\bpython3?-([a-z0-9][a-z0-9.+-]*)/g;
const IMAGE = /^\s*FROM\s+(?:--\S+\s+)*([^\s:@$]+)/gim;
/** Options of pip whose value is the next word; source: `pip install --help`. */
const VALUED = new Set(['-r', '--requirement', '-c', '--constraint', '-i', '--index-url', '--extra-index-url', '-f', '--find-links', '-t', '--target', '--root', '--prefix', '--python', '--cache-dir', '--trusted-host', '--platform', '-n', '--name', '-p']);
const CONDA_SPELLING: Readonly<Record<string, string>> = { pytorch: 'torch', opencv: 'opencv-python' };

/**
 * Distribution names out of `pip install x`, conda's and apt's commands, and of base images named after what they hold
 * (`FROM pytorch/pytorch`). Deduplicated, PEP 503-normalised; names too many do no harm, they only keep a rule silent.
 */
export function findInstalls(source: string): readonly string[] {
  const text = source.replace(/\\\r?\n/g, ' ');
  const names = new Set<string>();
  for (const match of text.matchAll(PIP)) for (const name of namesIn(match[1] ?? '')) names.add(name);
  for (const match of text.matchAll(APT)) names.add(match[1] as string);
  for (const match of text.matchAll(IMAGE)) for (const name of imageNames(match[1] as string)) names.add(name);
  return [...names].map((name) => CONDA_SPELLING[name] ?? name).toSorted();
}

function namesIn(command: string): string[] {
  const words = command.split(/\s+/).map((word) => word.replace(/^["'[]+|["',]+$/g, ''));
  return words.flatMap((word, index) => {
    if (word === '' || word.startsWith('-') || word.includes('$') || VALUED.has(words[index - 1] ?? '')) return [];
    const parsed = parseRequirement(word);
    return parsed === null ? [] : [parsed.name];
  });
}

/** `apache/airflow` -> airflow, apache-airflow. */
function imageNames(image: string): string[] {
  const parts = image.toLowerCase().split('/').filter((part) => !part.includes('.'));
  return [...parts.slice(-1), ...(parts.length > 1 ? [parts.slice(-2).join('-')] : [])];
}
