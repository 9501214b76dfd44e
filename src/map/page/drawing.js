// The graph as a picture: its boxes with their texts, and its arrows.

const FONTS = { name: "600 13px system-ui, sans-serif", member: "13px system-ui, sans-serif", small: "11px system-ui, sans-serif", code: '12px ui-monospace, "DejaVu Sans Mono", monospace' };
const LINE = 16;
const ROW = 22;
// The most that a text may be wide, in pixels.
const WIDEST = 440;

const ruler = document.createElement("canvas").getContext("2d");

function widthOf(text, font) {
  ruler.font = font;
  return ruler.measureText(text).width;
}

// A text that is no wider than the most. `isPath`: the end is what counts.
function fitted(text, font, isPath) {
  const all = [...visible(text)];
  const part = (count) => (count >= all.length ? all.join("") : isPath ? `…${all.slice(all.length - count).join("")}` : `${all.slice(0, count).join("")}…`);
  let [fits, tooMany] = [0, Math.min(all.length, 500) + 1];
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1;
    if (widthOf(part(middle), font) <= WIDEST) fits = middle;
    else tooMany = middle;
  }
  return part(fits);
}

function linkName({ written, read }) {
  const name = (number) => visible(attributes[number].name) || "(empty)";
  return written === null || written === read ? name(read) : `${name(written)} → ${name(read)}`;
}

// Sets the size and the texts of a box.
function measure(box) {
  if (box.links) {
    const shown = unfolded.has(box.id) ? box.links : box.links.slice(0, NAMES);
    const lines = shown.map((link) => ({ link, words: fitted(linkName(link), FONTS.code) }));
    const rest = box.links.length - shown.length;
    const more = rest > 0 ? `and ${rest} more` : "";
    const note = box.isUnset ? "set nowhere" : "";
    const width = Math.max(...lines.map(({ words }) => widthOf(words, FONTS.code)), widthOf(more, FONTS.small), widthOf(note, FONTS.small)) + 20;
    return Object.assign(box, { lines, more, note, width, height: (lines.length + (more ? 1 : 0) + (note ? 1 : 0)) * LINE + 10 });
  }
  if (box.members) {
    const shown = unfolded.has(box.id) ? box.members : box.members.slice(0, NAMES);
    const lines = shown.map((number) => ({ number, words: fitted([nodes[number].own, distinction(nodes[number])].filter(Boolean).join("  "), FONTS.member) }));
    const rest = box.members.length - shown.length;
    const more = rest > 0 ? `and ${rest} more` : "";
    const width = Math.max(...lines.map(({ words }) => widthOf(words, FONTS.member))) + 46;
    return Object.assign(box, { lines, more, width, height: (lines.length + (more ? 1 : 0)) * ROW + 10 });
  }
  if (box.choice) {
    const name = fitted(box.choice, FONTS.small);
    return Object.assign(box, { name, width: widthOf(name, FONTS.small) + 20, height: 26 });
  }
  const { own, kind, file } = nodes[box.number];
  const name = fitted(own, FONTS.name);
  const below = kind === null ? "outside of the projects" : fitted(file, FONTS.small, true);
  return Object.assign(box, { name, below, width: Math.max(widthOf(name, FONTS.name), widthOf(below, FONTS.small)) + 46, height: 44 });
}

function sketch(boxes, arrows, shape) {
  boxes.forEach(measure);
  const size = arrange(boxes, arrows, shape);
  const byKey = new Map(boxes.map((box) => [box.id, box]));
  const head = (kind) => {
    const tip = draw("path", { d: "M0 0 L10 5 L0 10 z" });
    return draw("marker", { id: `head-${kind}`, class: kind, orient: "auto", viewBox: "0 0 10 10", refX: 9, refY: 5, markerWidth: 9, markerHeight: 9, markerUnits: "userSpaceOnUse" }, tip);
  };
  const pairs = new Set(arrows.map(({ from, to }) => `${from} ${to}`));
  const line = (arrow) => {
    const { from, to, kind } = arrow;
    const end = kind === "broken" ? "broken" : "plain";
    return draw("path", { class: `arrow ${kind}`, d: curve(arrow, byKey.get(from), byKey.get(to), pairs.has(`${to} ${from}`)), "marker-end": `url(#head-${end})`, "data-ends": JSON.stringify([from, to]) });
  };
  const inOrder = [...arrows].sort((one, other) => (one.kind === "broken") - (other.kind === "broken"));
  const count = boxes.reduce((sum, { number, members = [] }) => sum + (number === undefined ? 0 : 1) + members.length, 0);
  const words = `${plural(count, "artefact")}, ${plural(boxes.filter(({ kind }) => kind === "broken").length, "broken link")}`;
  const svg = draw("svg", { class: "graph", role: "group", "aria-label": words, tabindex: "0", "data-key": "graph" }, draw("defs", {}, head("plain"), head("broken")), inOrder.map(line), boxes.map(drawBox));
  return Object.assign(svg, { boxes, arrows, size });
}

function svgLink(changes, properties, ...children) {
  const follow = (event) => (event.currentTarget.ownerSVGElement.hasMoved ? event.preventDefault() : following(changes)(event));
  return draw("a", { href: addressOf({ ...now, ...changes }), click: follow, draggable: "false", ...properties }, children);
}

function drawBox(box) {
  if (box.members) return drawMembers(box);
  const { id, number, x, y, width, height, name, below, lines, note, more, kind } = box;
  const frame = draw("rect", { x, y, width, height, rx: 6 });
  const text = (words, right, down, type) => draw("text", { x: x + right, y: y + down, class: type }, words);
  if (lines) {
    const row = ({ link, words }, at) => {
      const properties = { "data-key": `s${link.written}-${link.read}-${id}`, "data-name": JSON.stringify([link.written, link.read]) };
      return svgLink({ attribute: link.read, artefact: null }, properties, draw("title", {}, linkName(link)), text(words, 10, 17 + at * LINE));
    };
    const rest = more && unfolding(id, text(more, 10, 17 + lines.length * LINE, "small"));
    const unset = note && text(note, 10, 17 + (lines.length + (more ? 1 : 0)) * LINE, "small");
    return draw("g", { class: `names ${kind}`, "data-box": id }, frame, lines.map(row), rest, unset);
  }
  if (number === undefined) return draw("g", { class: "choice", "data-box": id }, frame, text(name, 10, 17, "small"));
  const node = nodes[number];
  const word = iconOf(node);
  const hint = draw("title", {}, hintOf(node));
  const sign = draw("path", { class: "sign", d: ICONS[word], transform: `translate(${x + 10} ${y + height / 2 - 8})` });
  const inside = [hint, frame, sign, text(name, 34, 19, "title"), text(below, 34, 35, "small")];
  return svgLink({ artefact: number, attribute: null }, { class: `artefact ${word}`, "data-key": `n${number}`, "data-box": number }, inside);
}

// Several artefacts with the same arrows.
function drawMembers({ id, x, y, width, height, lines, more }) {
  const row = ({ number, words }, at) => {
    const sign = draw("path", { class: "sign", d: ICONS[iconOf(nodes[number])], transform: `translate(${x + 10} ${y + 8 + at * ROW})` });
    const hint = draw("title", {}, hintOf(nodes[number]));
    return svgLink({ artefact: number, attribute: null }, { class: `artefact ${iconOf(nodes[number])}`, "data-key": `n${number}` }, hint, sign, draw("text", { x: x + 34, y: y + 20 + at * ROW }, words));
  };
  const rest = more && unfolding(id, draw("text", { x: x + 34, y: y + 20 + lines.length * ROW, class: "small" }, more));
  return draw("g", { class: "members", "data-box": id }, draw("rect", { x, y, width, height, rx: 6 }), lines.map(row), rest);
}

// Something that shows the rest of a box.
function unfolding(id, words) {
  const unfold = (event) => {
    event.preventDefault();
    unfolded.add(id);
    render();
  };
  return draw("a", { href: "#", click: unfold, "data-key": `more-${id}` }, words);
}

// Marks what is chosen, and dims what it is not connected with.
function mark(svg) {
  const chosen = new Set(svg.boxes.filter(({ number, links }) => (number !== undefined && number === now.artefact) || (now.attribute !== null && links?.some(({ read, written }) => [read, written].includes(now.attribute)))).map(({ id }) => id));
  const near = new Set(chosen);
  const reach = (from) => svg.arrows.filter((it) => from.has(it.from) || from.has(it.to));
  for (const { from, to } of reach(chosen)) near.add(from).add(to);
  // From an artefact over the names to the artefacts at their other ends.
  const passed = new Set(svg.boxes.filter(({ id, number }) => number === undefined && near.has(id) && !chosen.has(id)).map(({ id }) => id));
  for (const { from, to } of reach(passed)) near.add(from).add(to);
  const isDim = (...ids) => chosen.size > 0 && !now.near && !ids.every((id) => near.has(id));
  const key = (text) => (/^\d+$/.test(text) ? Number(text) : text);
  for (const it of svg.querySelectorAll("[data-box]")) {
    const id = key(it.dataset.box);
    it.classList.toggle("chosen", chosen.has(id) && id === now.artefact);
    it.classList.toggle("dim", isDim(id));
  }
  for (const it of svg.querySelectorAll("[data-ends]")) it.classList.toggle("dim", isDim(...JSON.parse(it.dataset.ends)));
  for (const it of svg.querySelectorAll("[data-name]")) it.classList.toggle("own", now.attribute !== null && JSON.parse(it.dataset.name).includes(now.attribute));
}
