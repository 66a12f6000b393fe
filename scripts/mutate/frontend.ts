/** Defects of front ends in JavaScript and TypeScript. */
import { isTestPath } from '../../src/project/path-uses.js';
import { balanced, filesOf, rewriting } from './rewrite.js';
import type { Clean, Mutation, Mutator } from './types.js';

const SCRIPT = /(?<!\.config)\.[cm]?[jt]sx?$/;
const CALL = /\b(client|api|axios|http)\.(get|post|put|patch|delete)\((['"`])\/([^/'"`$]+)/g;

const EXPRESS = /\bexpress\b/;

export const FRONTEND: readonly Mutator[] = [
  { name: 'delete an imported script', rules: ['wiring/unresolved-import', 'wiring/missing-export'], plant: deleteScripts },
  rewriting({ name: 'rename an imported export', rules: ['wiring/missing-export'], files: SCRIPT, find: /^export (async function|function|const|class) (\w+)/gm, instead: ([, kind, name], clean, path) => (isImportedBy(clean, path, name ?? '') ? `export ${kind ?? ''} ${name ?? ''}Renamed` : undefined) }),
  { name: 'take out a package that is imported', rules: ['wiring/undeclared-dependency'], plant: dropPackages },
  rewriting({ name: 'call a path that nothing serves', rules: ['wiring/api-route-mismatch'], files: SCRIPT, find: CALL, instead: ([, object, method, quote, segment]) => `${object ?? ''}.${method ?? ''}(${quote ?? ''}/${segment ?? ''}-planted` }),
  rewriting({ name: 'call with another method', rules: ['wiring/api-route-mismatch'], files: SCRIPT, find: CALL, instead: ([, object, , quote, segment]) => `${object ?? ''}.delete(${quote ?? ''}/${segment ?? ''}` }),
  { name: 'rename a route that the front end calls', rules: ['wiring/api-route-mismatch'], plant: renameServedRoutes },
  rewriting({ name: 'stop mounting a router of Express', rules: ['wiring/unregistered-router'], files: SCRIPT, within: EXPRESS, find: /^[ \t]*\w+\.use\((?:(['"])[^'"\n]*\1, *)?\w*[rR]oute[rs]?\w*\);?\n|^[ \t]*\{\s*path: (['"])[^'"\n]*\2,\s*route: \w+,?\s*\},\n/gm, instead: () => '' }),
  rewriting({ name: 'serve a route of Express twice', rules: ['wiring/duplicate-route'], files: SCRIPT, within: EXPRESS, find: /^[ \t]*(\w*(?:app|[rR]outer))\.(get|post|delete)\((['"]\/[^'"\n:*]*['"]),/gm, instead: ([whole, holder, method, path]) => `${holder ?? ''}.${method ?? ''}(${path ?? ''}, (req, res) => res.end());\n${whole}` }),
  { name: 'misspell a name in a script', rules: ['wiring/undefined-name'], plant: misspellNames },
  { name: 'take out an import of a script', rules: ['wiring/undefined-name'], plant: dropImports },
  { name: 'drop the catch of a request', rules: ['reliability/unhandled-rejection'], plant: dropCatches },
  { name: 'send a request without looking at it', rules: ['reliability/unhandled-rejection'], plant: fetchInComponents },
  { name: 'connect only once', rules: ['reliability/websocket-without-reconnect'], plant: dropReconnection },
  { name: 'leave a socket of an effect open', rules: ['reliability/websocket-without-reconnect'], plant: leaveSocketsOpen },
  rewriting({ name: 'take the error boundary off', rules: ['reliability/missing-error-boundary'], files: SCRIPT, within: /createRoot|hydrateRoot/, find: /<ErrorBoundary>([\s\S]*)<\/ErrorBoundary>/g, instead: ([, inner]) => `<>${inner ?? ''}</>` }),
  rewriting({ name: 'show HTML as it comes', rules: ['security/unsafe-html'], files: SCRIPT, find: /<(p|span|div|td)( key=\{[\w.]+\})?>\{(\w+\.\w+)\}<\/\1>/g, instead: ([, tag, key, value]) => `<${tag ?? ''}${key ?? ''} dangerouslySetInnerHTML={{ __html: ${value ?? ''} }} />` }),
];

function isImportedBy(clean: Clean, path: string, name: string): boolean {
  return clean.model.references.incoming(path).some(({ from, kind }) => kind === 'import' && new RegExp(`\\b${name}\\b`).test(clean.files[from] ?? ''));
}

/** Misspells the first call of what a script imports by name. */
function* misspellNames(clean: Clean): Iterable<Mutation> {
  for (const [path, source] of filesOf(clean, SCRIPT)) {
    for (const name of [...source.matchAll(/^import \{ ([\w, ]+) \} from/gm)].flatMap((match) => (match[1] ?? '').split(/,\s*/))) {
      const at = source.search(new RegExp(`\\b${name}\\(`));
      if (/^\w+$/.test(name) && at !== -1) yield { description: `${path} misspell ${name}`, changes: { [path]: `${source.slice(0, at)}${name}Planted${source.slice(at + name.length)}` } };
    }
  }
}

/** Takes one name out of an import, where the script calls it, reads of it or shows it. */
function* dropImports(clean: Clean): Iterable<Mutation> {
  for (const [path, source] of filesOf(clean, SCRIPT)) {
    for (const match of source.matchAll(/^import (?:(\w+)|\{([^{}]+)\}) from [^\n]+\n/gm)) {
      const [whole, only, listed] = match;
      const names = (listed ?? only ?? '').split(',').map((one) => one.trim()).filter((one) => one !== '');
      const rest = source.slice(0, match.index) + source.slice(match.index + whole.length);
      for (const name of names) {
        if (!/^\w+$/.test(name) || !new RegExp(`(?<![\\w.'"/-])${name}[(.]|<${name}[ />\\n]`).test(rest)) continue;
        const others = names.filter((one) => one !== name);
        const left = others.length === 0 ? '' : whole.replace(/\{[^{}]+\}/, `{ ${others.join(', ')} }`);
        yield { description: `${path} take out the import of ${name}`, changes: { [path]: source.slice(0, match.index) + left + source.slice(match.index + whole.length) } };
      }
    }
  }
}

function* deleteScripts(clean: Clean): Iterable<Mutation> {
  for (const [path] of filesOf(clean, SCRIPT)) {
    if (clean.model.references.incoming(path).some(({ from, kind }) => kind === 'import' && !isTestPath(from))) yield { description: `${path} delete`, changes: { [path]: null } };
  }
}

function* dropPackages(clean: Clean): Iterable<Mutation> {
  for (const [manifest, source] of filesOf(clean, /(^|\/)package\.json$/)) {
    const folder = manifest.replace(/package\.json$/, '');
    const scripts = filesOf(clean, SCRIPT).filter(([path]) => path.startsWith(folder)).map(([, text]) => text).join('\n');
    const block = /"dependencies": \{([^}]*)\}/.exec(source)?.[1] ?? '';
    for (const [, name] of block.matchAll(/"([^"]+)": "/g)) {
      if (name === undefined || !new RegExp(`from ['"]${name}(/[^'"]*)?['"]`).test(scripts)) continue;
      const text = source.replace(new RegExp(`\\n *"${name}": "[^"]*",?`), '').replace(/,(\s*\})/g, '$1');
      yield { description: `${manifest} take out ${name}`, changes: { [manifest]: text } };
    }
  }
}

/** Renames the segment of a backend's route that a call of the front end names. */
function* renameServedRoutes(clean: Clean): Iterable<Mutation> {
  const called = new Set(filesOf(clean, SCRIPT).flatMap(([, text]) => [...text.matchAll(CALL)].map((match) => match[4] ?? '')));
  for (const [path, source] of filesOf(clean, /\.py$/)) {
    for (const match of source.matchAll(/(\b(?:path|register|re_path)\(r?"(?:api\/v\d+\/)?)([\w-]+)(\/[^"]*)?"/g)) {
      if (!called.has(match[2] ?? '')) continue;
      const text = `${source.slice(0, match.index)}${match[1] ?? ''}${match[2] ?? ''}-planted${match[3] ?? ''}"${source.slice(match.index + match[0].length)}`;
      yield { description: `${path} rename the route ${match[2] ?? ''}`, changes: { [path]: text } };
    }
  }
}

function* dropCatches(clean: Clean): Iterable<Mutation> {
  for (const [path, source] of filesOf(clean, SCRIPT)) {
    for (const { index } of source.matchAll(/\.catch\(/g)) {
      const whole = balanced(source, index);
      if (whole !== undefined) yield { description: `${path} drop ${whole.slice(0, 40)}`, changes: { [path]: source.slice(0, index) + source.slice(index + whole.length) } };
    }
  }
}

function* fetchInComponents(clean: Clean): Iterable<Mutation> {
  for (const [path, source] of filesOf(clean, /\.[jt]sx$/)) {
    const match = /^(export )?(default )?function [A-Z]\w*\([^\n]*\n/m.exec(source);
    if (match === null) continue;
    const end = match.index + match[0].length;
    const planted = "  const planted = () => {\n    fetch('https://example.com/planted').then((response) => response.json()).then(console.debug);\n  };\n";
    yield { description: `${path} send a request without looking at it`, changes: { [path]: `${source.slice(0, end)}${planted}${source.slice(end)}` } };
  }
}

/** Takes out what hears of a closed or broken line, or what opens it again. */
function* dropReconnection(clean: Clean): Iterable<Mutation> {
  for (const [path, source] of filesOf(clean, SCRIPT)) {
    if (!/new WebSocket\(/.test(source)) continue;
    let text = source;
    for (const pattern of [/ *\w+\.addEventListener\('close', /, / *\w+\.addEventListener\('error', /]) {
      const at = text.search(pattern);
      const whole = at === -1 ? undefined : balanced(text, at);
      if (whole !== undefined) text = text.replace(`${whole};\n`, '');
    }
    if (text !== source) yield { description: `${path} connect only once`, changes: { [path]: text } };
  }
}

function* leaveSocketsOpen(clean: Clean): Iterable<Mutation> {
  for (const [path, source] of filesOf(clean, /\.[jt]sx$/)) {
    const match = /^(export )?(default )?function [A-Z]\w*\([^\n]*\n/m.exec(source);
    if (match === null || !/useEffect/.test(source)) continue;
    const end = match.index + match[0].length;
    const planted = "  useEffect(() => {\n    const planted = new WebSocket('wss://example.com/planted');\n    planted.onmessage = (event) => console.debug(event.data);\n  }, []);\n";
    yield { description: `${path} leave a socket open`, changes: { [path]: `${source.slice(0, end)}${planted}${source.slice(end)}` } };
  }
}
