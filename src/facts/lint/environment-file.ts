/** Variables of a `.env` file that hold secrets, by name and by the look of the value, which is not kept. Pure. */
import type { FilledVariable } from './types.js';

const SECRET_NAME = /(^|_)(SECRET|SECRETS|PASSWORD|PASSWD|PASS|PWD|TOKEN|CREDENTIALS?|PRIVATE_KEY|API_KEY|APIKEY|ACCESS_KEY|AUTH_KEY|ENCRYPTION_KEY|SIGNING_KEY|SECRET_KEY|KEY_BASE)(_|$)|SECRET|PASSWORD/i;
/** Prefixes by which bundlers put a variable into what every visitor downloads. */
const PUBLIC = /^(VITE|REACT_APP|NEXT_PUBLIC|NUXT_PUBLIC|PUBLIC|VUE_APP|GATSBY|EXPO_PUBLIC|STORYBOOK)_/;
const PLACEHOLDER = /example|sample|dummy|fake|change|replace|insert|xxx|your|placeholder|todo|redact|secret|passw|pwd|token|key|1234|abc|\*{3}|\.{3}|[<>{}$%]|guest|admin|root|postgres|mysql|mongo|redis|user|test|dev|local|demo|default|insecure|true|false|none|null/i;

/** Variables in order. */
export function filledVariables(text: string): FilledVariable[] {
  return text.split('\n').flatMap((line, index): FilledVariable[] => {
    const [, before = '', name = '', written = ''] = /^(\s*(?:export\s+)?)([A-Za-z_]\w*)\s*=\s*([^]*)$/.exec(line.trimEnd()) ?? [];
    if (name === '' || PUBLIC.test(name) || !SECRET_NAME.test(name) || /_(FILE|PATH|NAME|URL|HEADER|LENGTH|EXPIRE\w*|LIFETIME|TTL|MINUTES|DAYS|AGE|ALGORITHM|ID|USER)$/i.test(name)) return [];
    const value = (/^(["'])(.*)\1/.exec(written)?.[2] ?? written.replace(/(?<!\s)\s+#[^]*$/, '')).trim();
    const isFilled = value.length >= 8 && new Set(value).size >= 6 && !/\s/.test(value) && !/^[a-z]+$|^\d+$|^[\w.]*\/\//.test(value) && !PLACEHOLDER.test(value);
    return isFilled ? [{ name, span: [index + 1, before.length + 1, index + 1, before.length + name.length + 1] }] : [];
  });
}
