// In: nodes and arrows between them. Out: where each stands in a drawing from left to right. Knows nothing of the page.

const BOX = { width: 210, height: 44, gap: 26, between: 250 };
const LINE = 15;

// Which arrows must be turned round so that no way leads back to where it began.
function turned(nodes, arrows) {
  const leaving = new Map(nodes.map((node) => [node, []]));
  for (const arrow of arrows) leaving.get(arrow.from).push(arrow);
  const [open, done, back] = [new Set(), new Set(), new Set()];
  for (const start of nodes) {
    const way = done.has(start) ? [] : [{ node: start, next: 0 }];
    while (way.length > 0) {
      const step = way[way.length - 1];
      open.add(step.node);
      const arrow = leaving.get(step.node)[step.next++];
      if (!arrow) {
        open.delete(step.node);
        done.add(step.node);
        way.pop();
      } else if (open.has(arrow.to)) {
        back.add(arrow);
      } else if (!done.has(arrow.to)) {
        way.push({ node: arrow.to, next: 0 });
      }
    }
  }
  return back;
}

// The column of each node: right of all that lead to it.
function columns(nodes, arrows) {
  const back = turned(nodes, arrows);
  const ends = ({ from, to }, isBack) => (isBack ? [to, from] : [from, to]);
  const forward = arrows.filter((arrow) => arrow.from !== arrow.to).map((arrow) => ends(arrow, back.has(arrow)));
  const column = new Map(nodes.map((node) => [node, 0]));
  for (let moved = true, round = 0; moved && round < nodes.length; round++) {
    moved = false;
    for (const [from, to] of forward) {
      if (column.get(to) <= column.get(from)) {
        column.set(to, column.get(from) + 1);
        moved = true;
      }
    }
  }
  // As near as can be to what they lead to.
  for (const node of [...nodes].sort((one, other) => column.get(other) - column.get(one))) {
    const next = forward.filter(([from]) => from === node).map(([, to]) => column.get(to));
    if (next.length > 0) column.set(node, Math.min(...next) - 1);
  }
  return column;
}

// The upper left corner of each node.
function places(nodes, arrows) {
  const column = columns(nodes, arrows);
  const lists = Array.from({ length: Math.max(...column.values()) + 1 }, () => []);
  for (const node of nodes) lists[column.get(node)].push(node);
  const near = new Map(nodes.map((node) => [node, []]));
  for (const { from, to } of arrows) {
    near.get(from).push(to);
    near.get(to).push(from);
  }
  const row = new Map();
  const number = (list) => list.forEach((node, at) => row.set(node, at - list.length / 2));
  lists.forEach(number);
  // What belongs together moves side by side.
  for (let sweep = 0; sweep < 6; sweep++) {
    for (const list of sweep % 2 === 0 ? lists : [...lists].reverse()) {
      const middle = (node) => {
        const others = near.get(node).filter((other) => column.get(other) !== column.get(node));
        if (others.length === 0) return row.get(node);
        return others.reduce((sum, other) => sum + row.get(other), 0) / others.length;
      };
      const wish = new Map(list.map((node) => [node, middle(node)]));
      list.sort((one, other) => wish.get(one) - wish.get(other));
      number(list);
    }
  }
  const place = (node) => ({
    x: column.get(node) * (BOX.width + BOX.between),
    y: row.get(node) * (BOX.height + BOX.gap),
  });
  return new Map(nodes.map((node) => [node, place(node)]));
}

// The curve of an arrow, and a point on it where its names can stand.
function curve(from, to) {
  const start = { x: from.x + BOX.width, y: from.y + BOX.height / 2 };
  const end = { x: to.x, y: to.y + BOX.height / 2 };
  const across = end.x - start.x;
  const [reach, rise] = across > 0 ? [across / 2, 0] : [110, -80];
  const first = { x: start.x + reach, y: start.y + rise };
  const second = { x: end.x - reach, y: end.y + rise };
  // Between the last two columns, where no node stands in the way.
  const t = across > 0 ? 1 - BOX.between / across / 2 : 0.5;
  const at = (axis) =>
    (1 - t) ** 3 * start[axis] +
    3 * (1 - t) ** 2 * t * first[axis] +
    3 * (1 - t) * t ** 2 * second[axis] +
    t ** 3 * end[axis];
  const point = ({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  return { path: `M${point(start)} C${point(first)} ${point(second)} ${point(end)}`, x: at("x"), y: at("y") };
}

// Moves labels, each `{x, y, lines}` with its middle, up or down so that none covers another one or a box of `taken`.
// Gives all boxes.
function spread(labels, taken) {
  const boxes = [...taken];
  const meet = (one, other) =>
    one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
  for (const label of labels) {
    const width = Math.max(...label.lines.map((line) => line.length)) * 6.6 + 8;
    const height = label.lines.length * LINE;
    const around = (y) => ({ left: label.x - width / 2, right: label.x + width / 2, top: y - height / 2, bottom: y + height / 2 });
    for (let away = 1; away < 80 && boxes.some((other) => meet(around(label.y), other)); away++) {
      label.y += away * 7 * (away % 2 === 0 ? 1 : -1);
    }
    boxes.push(around(label.y));
  }
  return boxes;
}
