// Places boxes, which have a width and a height, and the arrows between them in a drawing from left to right. Each part that
// is connected is laid out by dagre, and the parts are packed. Does not know the page.

const GAP = { between: 20, columns: 52, parts: 48 };

// The boxes and arrows of each part.
function partsOf(boxes, arrows) {
  const leader = new Map(boxes.map(({ id }) => [id, id]));
  const find = (id) => {
    while (leader.get(id) !== id) {
      leader.set(id, leader.get(leader.get(id)));
      id = leader.get(id);
    }
    return id;
  };
  for (const { from, to } of arrows) leader.set(find(from), find(to));
  const own = grouped(arrows, ({ from }) => find(from));
  return [...grouped(boxes, ({ id }) => find(id))].map(([id, group]) => ({ boxes: group, arrows: own.get(id) ?? [] }));
}

// Sets `x` and `y`, the upper left corner, of each box, and `points` of each arrow.
function arrangePart(part) {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: GAP.between, ranksep: GAP.columns, edgesep: 14, rankalign: "top" });
  graph.setDefaultEdgeLabel(() => ({}));
  const ids = new Map(part.boxes.map((box, at) => [box.id, String(at)]));
  for (const { id, width, height } of part.boxes) graph.setNode(ids.get(id), { width, height });
  for (const { from, to, kind } of part.arrows) graph.setEdge(ids.get(from), ids.get(to), { weight: kind === "call" ? 1 : 2 }, kind);
  dagre.layout(graph);
  for (const box of part.boxes) {
    const { x, y } = graph.node(ids.get(box.id));
    [box.x, box.y] = [x - box.width / 2, y - box.height / 2];
  }
  // Boxes of a column have the same left side; arrows turn to the right of the widest one.
  for (const column of grouped(part.boxes, ({ x }) => Math.round(x)).values()) {
    const widest = Math.max(...column.map(({ width }) => width));
    for (const box of column) box.turn = widest;
  }
  for (const arrow of part.arrows) arrow.points = graph.edge(ids.get(arrow.from), ids.get(arrow.to), arrow.kind).points;
  const all = [...part.boxes, ...part.arrows.flatMap(({ points }) => points)];
  part.left = Math.min(...all.map(({ x }) => x));
  part.top = Math.min(...all.map(({ y }) => y));
  part.width = Math.max(...all.map(({ x, width = 0 }) => x + width)) - part.left;
  part.height = Math.max(...all.map(({ y, height = 0 }) => y + height)) - part.top;
}

// Lays out everything, `shape` times as wide as high if it can be. Returns the width and height; the corner is at 0, 0.
function arrange(boxes, arrows, shape) {
  const parts = partsOf(boxes, arrows);
  for (const part of parts) arrangePart(part);
  const isBroken = (part) => part.arrows.some(({ kind }) => kind === "broken");
  parts.sort((one, other) => isBroken(other) - isBroken(one) || other.height - one.height || other.width - one.width);
  const area = parts.reduce((sum, { width, height }) => sum + (width + GAP.parts) * (height + GAP.parts), 0);
  const widest = Math.max(Math.sqrt(area * shape), ...parts.map(({ width }) => width));
  let [x, y, high, wide] = [0, 0, 0, 0];
  for (const part of parts) {
    if (x > 0 && x + part.width > widest) [x, y, high] = [0, y + high + GAP.parts, 0];
    const [right, down] = [x - part.left, y - part.top];
    for (const it of [...part.boxes, ...part.arrows.flatMap(({ points }) => points)]) [it.x, it.y] = [it.x + right, it.y + down];
    x += part.width + GAP.parts;
    high = Math.max(high, part.height);
    wide = Math.max(wide, x - GAP.parts);
  }
  return { width: wide, height: y + high };
}

// The curve of an arrow: from the side of one box to the side of the other, through the points between them.
// `isTwin`: whether another arrow leads back.
function curve({ points }, from, to, isTwin) {
  const isBack = to.x + to.width / 2 < from.x + from.width / 2;
  const aside = isTwin ? (isBack ? 8 : -8) : 0;
  const start = { x: isBack ? from.x : from.x + from.width, y: from.y + from.height / 2 + aside };
  const end = { x: isBack ? to.x + to.width : to.x, y: to.y + to.height / 2 + aside };
  const between = points.length > 3 ? points.slice(1, -1) : [];
  const [first, last] = [isBack ? start : { x: from.x + from.turn, y: start.y }, isBack ? { x: to.x + to.turn, y: end.y } : end];
  const all = [first, ...between, last];
  const point = (x, y) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  const step = (one, at) => {
    const next = all[at + 1];
    const middle = (one.x + next.x) / 2;
    return `C${point(middle, one.y)} ${point(middle, next.y)} ${point(next.x, next.y)}`;
  };
  const tail = last.x === end.x ? "" : ` L${point(end.x, end.y)}`;
  return `M${point(start.x, start.y)} L${point(first.x, first.y)} ${all.slice(0, -1).map(step).join(" ")}${tail}`;
}
