/** Writes the script of report pages. Run it with `npm run page-script` after changing `src/report/html/client/` or what it imports. */
import { writeFile } from 'node:fs/promises';
import { PAGE_SCRIPT_FILE, pageScriptFile } from './page-script.js';

await writeFile(new URL(`../${PAGE_SCRIPT_FILE}`, import.meta.url), await pageScriptFile());
