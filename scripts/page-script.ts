/** Bundles the script of report pages. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The file that holds the bundled script. */
export const PAGE_SCRIPT_FILE = 'src/report/html/report-script.ts';

/** The text of that file, made from the sources as they are. */
export async function pageScriptFile(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../src/report/html/client/main.ts', import.meta.url))],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: 'es2022',
    charset: 'ascii',
    legalComments: 'none',
    tsconfigRaw: {},
  });
  const script = (outputFiles[0]?.text ?? '').trim();
  if (script.includes('</')) throw new Error('the script would end the element that it stands in');
  return `/** The script of report pages, made by \`npm run page-script\` from \`client/main.ts\` and what it imports. Do not edit. */\nexport const REPORT_SCRIPT = ${JSON.stringify(script)};\n`;
}
