/** Tells whether commands that ran earlier may have made a path, so that its absence from the repository proves nothing. */
import { logicalLines } from './shell.js';

/** Commands that bring in files whose names they do not say. */
const OPAQUE =
  /\b(git\s+(clone|checkout|worktree|submodule|pull|switch)|gh\s+(release|run|repo)|unzip|tar\s|7z|curl|wget|rsync|scp|sftp|gsutil|aws\s+s3|cookiecutter|copier|degit|startproject|startapp|create-\w+|mv\s|cp\s+-\w*[rRa]|ln\s|download|codegen|generate|protoc|tito|dvc\s+pull)\b/;

/** Folders that build tools write to. Sources: the default output folders of tsc/webpack/vite/rollup (dist, build, out, lib), Next, Nuxt, Svelte, Storybook. */
const OUTPUT_FOLDERS: ReadonlySet<string> = new Set([
  'dist', 'build', 'out', 'lib', 'esm', 'cjs', 'es', 'output', 'target', 'coverage', '.next', '.nuxt', '.output',
  '.svelte-kit', '.vercel', '.turbo', 'storybook-static', '_build', 'site', 'staticfiles', 'generated', '__generated__',
  'tmp', 'temp', '.cache', 'node_modules', '.venv', 'venv', 'env', '.git', 'artifacts', 'release', 'standalone',
]);

/** A path below a folder that a build writes. */
export function isBuildOutput(path: string): boolean {
  return path.split('/').some((part) => OUTPUT_FOLDERS.has(part) || part.startsWith('dist-') || part.startsWith('build-'));
}

/** Why `path` may have been made by the earlier command text, or undefined when nothing there does. */
export function madeEarlier(earlier: string, path: string): string | undefined {
  if (earlier === '') return undefined;
  const base = path.split('/').filter((part) => part !== '').at(-1) ?? path;
  if (base !== '' && earlier.includes(base)) return 'an earlier step may write it';
  return OPAQUE.test(earlier) ? 'an earlier step brings in files' : undefined;
}

/** Commands that read the files they name, or write only to the system. */
const READERS =
  /^\s*([A-Za-z_]\w*=\S*\s+)*(sudo\s+|exec\s+|env\s+|time\s+)*(chmod|chown|chgrp|sed|dos2unix|ls|cat|cd|pip3?|apt|apt-get|apk|yum|dnf|python[\d.]*|node|nodemon|tsx|ts-node|ts-node-dev|bash|sh|npm|pnpm|yarn|npx|poetry|uv|pipenv|pytest|gunicorn|uvicorn|daphne|hypercorn|celery|flask|test|\[|mkdir|adduser|useradd|groupadd|\.{1,2}\/|source\s|\.\s)/;

/** The parts of a script that may write files of the repository. */
export function writingText(script: string): string {
  return logicalLines(script)
    .flatMap((line) => line.split(/&&|\|\||;|\|/))
    .filter((part) => part.includes('>') || part.includes('<<') || !READERS.test(part))
    .join('\n');
}
