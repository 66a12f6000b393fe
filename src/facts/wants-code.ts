import type { FileFacts } from './types.js';

/** First parts of the modules of frameworks whose rules read code. */
const FRAMEWORKS: ReadonlySet<string> = new Set(['django', 'rest_framework', 'celery', 'channels', 'fastapi', 'starlette', 'flask', 'flask_restful', 'flask_restx']);

/** Whether rules read the code of a repository with these files: one of them imports such a framework, under whatever condition. */
export function wantsCode(files: Iterable<FileFacts>): boolean {
  for (const { python } of files) {
    if (python?.imports.some(({ module, level, form }) => level === 0 && form === 'statement' && FRAMEWORKS.has(firstPart(module)))) return true;
  }
  return false;
}

function firstPart(module: string): string {
  const dot = module.indexOf('.');
  return dot === -1 ? module : module.slice(0, dot);
}
