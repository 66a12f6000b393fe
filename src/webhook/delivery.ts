/** What all events have in common: a delivery, what is decided about it, and the way from one to the other. Pure. */
import type { z } from 'zod';
import type { Cancellation, Job, JobBase } from '../jobs/types.js';
import type { CommonPayload } from './payloads.js';

export interface Delivery {
  /** The value of `X-GitHub-Delivery`. */
  readonly id: string;
  /** The value of `X-GitHub-Event`. */
  readonly event: string;
  /** The parsed body; anything at all. */
  readonly payload: unknown;
}

export type Decision =
  | { readonly kind: 'jobs'; readonly jobs: readonly Job[] }
  /** `jobs`: what there is to do after that. */
  | { readonly kind: 'cancel'; readonly cancellation: Cancellation; readonly jobs?: readonly Job[] }
  /** What was kept of an installation is to be forgotten, of all its repositories (null) or of some; ids are GitHub's. */
  | { readonly kind: 'forget'; readonly installationId: number; readonly repositoryIds: readonly number[] | null }
  /** `reason` is a short sentence for the log; it holds nothing of the payload. */
  | { readonly kind: 'ignored'; readonly reason: string };

/** Decides by a payload of the given shape; one of another shape, or about a repository that takes no writes, is ignored. */
export function read<Payload extends CommonPayload>(delivery: Delivery, schema: z.ZodType<Payload>, then: (payload: Payload) => Decision): Decision {
  const parsed = schema.safeParse(delivery.payload);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
    return ignored(where === '' ? 'The payload is not an object.' : `The payload has no usable ${where}.`);
  }
  if (parsed.data.repository.archived === true || parsed.data.repository.disabled === true) return ignored('The repository is archived or disabled.');
  return then(parsed.data);
}

export function ignored(reason: string): Decision {
  return { kind: 'ignored', reason };
}

/** What every job knows of its delivery. */
export function jobBase(delivery: Delivery, payload: CommonPayload): JobBase {
  return {
    installationId: payload.installation.id,
    owner: payload.repository.owner.login,
    repo: payload.repository.name,
    repositoryId: payload.repository.id,
    deliveryId: delivery.id,
  };
}
