import { chromium } from 'playwright-core';
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
for (const spec of process.argv.slice(2)) {
  const [file, width, scheme, out, media] = spec.split(',');
  const p = await b.newPage({ viewport: { width: Number(width), height: 900 }, colorScheme: scheme });
  p.on('console', (m) => console.log('console', m.text())); p.on('pageerror', (e) => console.log('error', e.message));
  if (media) await p.emulateMedia({ media });
  await p.goto('file://' + file); 
  console.log(out, await p.evaluate(() => document.documentElement.scrollWidth + ' of ' + innerWidth));
  await p.screenshot({ path: out, fullPage: true }); await p.close();
}
await b.close();
