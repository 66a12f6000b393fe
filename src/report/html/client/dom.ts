/** Elements as nodes of the page. Text becomes text: nothing is parsed. */
import type { Element as Drawn } from '../element.js';

const SVG = 'http://www.w3.org/2000/svg';

/** The node with all that is in it. */
export function nodeOf(element: Drawn | string, inSvg = false): Node {
  if (typeof element === 'string') return document.createTextNode(element);
  const svg = inSvg || element.tag === 'svg';
  const node = svg ? document.createElementNS(SVG, element.tag) : document.createElement(element.tag);
  for (const [name, value] of Object.entries(element.attributes)) node.setAttribute(name, value);
  for (const child of element.children) node.append(nodeOf(child, svg));
  return node;
}

/** The element of the page with this id. Throws when it has none, which is a fault of the page. */
export function byId<E extends HTMLElement>(id: string): E {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found as E;
}
