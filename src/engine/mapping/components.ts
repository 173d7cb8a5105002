/**
 * Strongly connected components of a graph, those that others point at first (Tarjan 1972). Without recursion, so that no
 * graph is too deep.
 *
 * @param graph node → nodes it points at; each of them is a node of the graph
 */
export const components = (graph: ReadonlyMap<string, readonly string[]>): string[][] => {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const waiting: string[] = [];
  const isWaiting = new Set<string>();
  const found: string[][] = [];

  const enter = (node: string): { node: string; next: number } => {
    order.set(node, order.size);
    low.set(node, order.size - 1);
    waiting.push(node);
    isWaiting.add(node);
    return { node, next: 0 };
  };
  const lower = (node: string, to: number): void => {
    low.set(node, Math.min(low.get(node) ?? to, to));
  };
  const close = (root: string): void => {
    const members = waiting.splice(waiting.indexOf(root));
    for (const member of members) isWaiting.delete(member);
    found.push(members);
  };

  for (const start of graph.keys()) {
    if (order.has(start)) continue;
    const path = [enter(start)];
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const target = graph.get(top.node)?.[top.next];
      top.next += 1;
      if (target !== undefined) {
        if (!order.has(target)) path.push(enter(target));
        else if (isWaiting.has(target)) lower(top.node, order.get(target) ?? 0);
        continue;
      }
      path.pop();
      const above = path.at(-1);
      if (above) lower(above.node, low.get(top.node) ?? 0);
      if (low.get(top.node) === order.get(top.node)) close(top.node);
    }
  }
  return found;
};
