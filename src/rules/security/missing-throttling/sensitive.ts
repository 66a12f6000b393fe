/** What both stacks share. */
import type { Span } from '../../../facts/types.js';

export interface Unlimited {
  readonly path: string;
  readonly span: Span;
  readonly symbol: string;
  /** `POST /login` */
  readonly route: string;
  /** A route that has a limit, with its place; null where none has. */
  readonly limited: string | null;
  readonly stack: 'python' | 'node';
}

/** Endpoints that invite guessing or cost money by the call, as whole parts of a path. */
const SENSITIVE = /(^|[/_-])(log-?in|log_in|sign-?in|sign_in|sign-?up|sign_up|register|registration|password|access-?token|token|otp|2fa|forgot\w*|reset\w*|recover\w*|chat|completions?|upload|generate|ask)([/_-]|$)/i;
/** What is below such a folder is for few, who are known already: there, only the way in can be guessed. */
const FOR_FEW = /(^|\/)admin(istration)?\//i;
const WAY_IN = /(^|[/_-])(log-?in|log_in|sign-?in|sign_in|password|access-?token|token|otp|2fa|forgot\w*)([/_-]|$)/i;

/** Whether a path is one that should have a limit. */
export function invitesAbuse(path: string): boolean {
  return SENSITIVE.test(path) && (!FOR_FEW.test(path) || WAY_IN.test(path));
}
