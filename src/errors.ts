/**
 * Something that the person who called us can put right: a wrong path, an unknown ref, a missing program.
 * The message is one clear line, meant to be shown as it is.
 */
export class UserError extends Error {
  override readonly name: string = 'UserError';
}
