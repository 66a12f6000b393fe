/** What one node alone tells, computed once for it: nodes are decoded once for each blob and never change. Pure. */

/** Memoises a pure function of a node by the node's identity. */
export function perNode<Node extends object, T>(compute: (node: Node) => T): (node: Node) => T {
  const known = new WeakMap<Node, { readonly value: T }>();
  return (node) => {
    const held = known.get(node) ?? { value: compute(node) };
    known.set(node, held);
    return held.value;
  };
}
