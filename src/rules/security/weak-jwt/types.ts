/** What both languages share. */

export type Weakness = 'unsigned' | 'expired' | 'endless' | 'literal-key';

export interface Token {
  readonly weakness: Weakness;
  /** The option, call or name that says so. */
  readonly written: string;
  readonly language: 'python' | 'javascript';
}
