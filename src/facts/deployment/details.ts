/** Details that are read alike in every deployment format. Pure. */
import type { Node } from 'yaml';
import type { Positions } from './positions.js';
import type { DeploymentDetails, EnvironmentEntry } from './types.js';
import type { YamlReader } from './yaml.js';

const NAME = /(?<![A-Za-z0-9_])[A-Z][A-Z0-9_]{2,}(?![a-z0-9])/g;
const PORT = /(?:--bind[ =]|-b[ =]?|--port[ =]|-p[ =]?|\brunserver\s+|\bEXPOSE\s+|--http-port[ =]|--listen[ =]|\bPORT[ =:]+)["']?(?:[\w.[\]:*-]*:)?(?:\$\{\w+:-)?(\d{2,5})\b/g;

/** Names in capitals, sorted. */
export function namesIn(source: string): readonly string[] {
  return [...new Set(source.match(NAME))].toSorted();
}

/** Ports of servers' options, `EXPOSE` and the variable `PORT`. */
export function portsIn(source: string): readonly number[] {
  return [...new Set([...source.matchAll(PORT)].map((match) => Number(match[1])))];
}

/** Only what is there: absent keys keep stored facts small. */
export function detailsOf(details: { readonly [Key in keyof DeploymentDetails]: DeploymentDetails[Key] | undefined }): DeploymentDetails {
  const kept = Object.entries(details).filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0));
  return Object.fromEntries(kept);
}

/** `environment`, `env`, `env_variables`: a mapping, a list of `NAME=value`, or a list of `{name|key, value}`. */
export function environmentOf(node: Node | undefined, where: string, yaml: YamlReader, positions: Positions): readonly EnvironmentEntry[] {
  if (node === undefined) return [];
  const at = (name: string, place: Node, value: string | null): EnvironmentEntry => {
    const { start, end } = yaml.range(place);
    return { name, value, span: positions.span(start, Math.max(start, end)), where };
  };
  const mapped = yaml.entries(node).map(([name, value]) => at(name, value, yaml.text(value) ?? null));
  const listed = yaml.items(node).flatMap((item) => {
    const text = yaml.text(item);
    if (text !== undefined) {
      const cut = text.indexOf('=');
      return [cut === -1 ? at(text, item, null) : at(text.slice(0, cut), item, text.slice(cut + 1))];
    }
    const name = yaml.text(yaml.get(item, 'name')) ?? yaml.text(yaml.get(item, 'key'));
    const value = yaml.get(item, 'value');
    return name === undefined ? [] : [at(name, value ?? item, yaml.text(value) ?? null)];
  });
  return [...mapped, ...listed];
}
