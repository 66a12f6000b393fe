/** Whether a repository can put work off until after the request. Pure. */
import { perModel } from '../per-model.js';

const QUEUES: ReadonlySet<string> = new Set(['celery', 'rq', 'django_rq', 'dramatiq', 'django_dramatiq', 'huey', 'django_q', 'procrastinate', 'arq', 'django_tasks']);
const QUEUE_BACKEND = /celery|post_office|django_mailer|^mailer\.|django_q|huey|django_rq|dramatiq|async|queue|threaded|background/i;

/** The import name of the task queue that the repository's code uses, or undefined. */
export const taskQueueOf = perModel((model): string | undefined => {
  for (const path of model.paths) {
    if (!path.endsWith('.py')) continue;
    for (const { module, level } of model.facts(path)?.python?.imports ?? []) {
      const [first] = module.split('.');
      if (level === 0 && first !== undefined && QUEUES.has(first)) return first;
    }
  }
  return undefined;
});

/** Whether production's mail backend itself queues, so that sending mail only takes a note. */
export const mailIsQueued = perModel((model): boolean =>
  model.django.settings.modules.some((module) => {
    const backend = module.get('EMAIL_BACKEND');
    return backend?.kind === 'string' && QUEUE_BACKEND.test(backend.value);
  }),
);
