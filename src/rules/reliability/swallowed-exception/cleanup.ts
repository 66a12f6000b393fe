/** What both languages share. */

export interface Swallowed {
  /** The clause as written: `except Exception`, `catch {}`. */
  readonly written: string;
  readonly language: 'python' | 'javascript';
}

/** Calls whose failure leaves nothing to do: what they end is over anyway. */
export const CLEANUP = /^(close|aclose|disconnect|shutdown|stop|kill|terminate|cancel|unlink|remove|rmtree|cleanup|clean_up|release|quit|logout|rollback|flush|delete_temp\w*|__exit__)$/;
