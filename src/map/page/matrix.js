// The view that shows which artefact sets and gets which attribute.

// How many columns it has; more are not readable.
const COLUMNS = 60;

function showMatrix(shown) {
  const used = shown.filter(({ writing, reading }) => writing.size + reading.size > 0);
  if (used.length === 0) return [nothing()];
  const rows = used.sort((one, other) => states.get(one.state).rank - states.get(other.state).rank || compare(one.name, other.name));
  const { fitting, columns, left } = fitIn(rows);
  return cut(fitting, (part) => {
    const sample = (words, kind) => make("span", { class: `sample ${kind}` }, words);
    const legend = [sample("S", ""), " sets ", sample("G", ""), " gets ", sample("S", "broken"), sample("G", "broken"), " does not arrive"];
    const note = left > 0 && make("span", {}, `${plural(left, "attribute")} left out, because they would need more than ${COLUMNS} columns: search, or choose “Only its attributes” for an artefact.`);
    return [make("div", { class: "tools faint" }, make("span", {}, legend), note), make("div", { class: "scroll", keydown: stride }, matrix(part, columns))];
  });
}

// The attributes whose artefacts fit into the columns, in order, and these artefacts. A single one may have too many.
function fitIn(rows) {
  const columns = new Set();
  const fits = ({ writing, reading }) => {
    const fresh = [...new Set([...writing, ...reading])].filter((node) => !columns.has(node));
    const isFitting = isPrinting || columns.size + fresh.length <= COLUMNS;
    if (isFitting) for (const node of fresh) columns.add(node);
    return isFitting;
  };
  const fitting = rows.filter(fits);
  if (fitting.length > 0) return { fitting, columns: inColumns(columns), left: rows.length - fitting.length };
  const [{ writing, reading }] = rows;
  return { fitting: rows.slice(0, 1), columns: inColumns([...writing, ...reading].slice(0, COLUMNS)), left: rows.length - 1 };
}

// By folder and name; systems outside of the projects come last.
function inColumns(used) {
  const order = (one, other) => (one.kind === null) - (other.kind === null) || compare(one.folder, other.folder) || compare(one.own, other.own) || compare(one.file, other.file);
  return [...used].map((number) => nodes[number]).sort(order);
}

function matrix(shown, columns) {
  const place = ({ kind, folder }) => (kind === null ? "outside" : folder === "" ? "./" : `${folder}/`);
  const isFirst = columns.map((node, at) => at === 0 || place(node) !== place(columns[at - 1]));
  const edge = (at) => isFirst[at] && "edge";
  const groups = [...grouped(columns, place)];
  const group = ([words, list]) => make("th", { class: "folder edge", colspan: list.length, scope: "colgroup", title: visible(words) }, make("span", {}, visible(words)));
  const column = (node, at) => {
    const { number, own, file } = node;
    const isDouble = columns.filter((it) => it.own === own && place(it) === place(node)).length > 1;
    const words = visible(isDouble ? `${own} (${file.slice(file.lastIndexOf("/") + 1)})` : own);
    const properties = { title: hintOf(node), tabindex: "-1", "data-key": `m${number}` };
    // So wide that the name of the folder above has room.
    const width = isFirst[at] && Math.min(9, (visible(place(node)).length * 0.42 + 1.4) - 2.1 * (groups.find(([words]) => words === place(node))[1].length - 1));
    return make("th", { scope: "col", class: edge(at), style: width > 2.1 && `min-width:${width.toFixed(1)}rem` }, make("span", { class: "turned" }, link({ artefact: number, attribute: null }, properties, words)), icon(node));
  };
  const row = (attribute) => make("tr", { class: now.attribute === attribute.number && "chosen" }, make("th", { scope: "row" }, attributeLink(attribute.number)), columns.map((node, at) => cell(attribute, node, edge(at))));
  const head = [make("tr", {}, make("td", { class: "folder corner" }), groups.map(group)), make("tr", {}, make("th", { scope: "col", class: "corner" }, "Attribute"), columns.map(column))];
  return make("table", { class: "matrix" }, make("thead", {}, head), make("tbody", {}, shown.map(row)));
}

function cell({ name, number, writing, reading, readers, isBroken }, node, edge) {
  const [sets, gets] = [writing.has(node.number), reading.has(node.number)];
  if (!sets && !gets) return make("td", { class: edge });
  const isMissed = gets && readers.some((site) => site.broken && site.node === node.number);
  const words = [sets && "sets", gets && "gets"].filter(Boolean).join(" and ");
  const label = visible(`${node.name} ${words} ${name}${isMissed ? ", but no value arrives" : ""}`);
  const isRed = isMissed || (isBroken && readers.length === 0);
  const properties = { "aria-label": label, title: label, tabindex: "-1", "data-key": `c${number}-${node.number}` };
  const letters = `${sets ? "S" : ""}${gets ? "G" : ""}`;
  return make("td", { class: [edge, isRed && "broken"].filter(Boolean).join(" ") }, link({ attribute: number, artefact: null }, properties, letters));
}

// The arrow keys go from link to link, along a row or a column.
function stride(event) {
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  const from = document.activeElement.closest("tbody td, tbody th");
  if (!step || !from) return;
  event.preventDefault();
  const rows = from.closest("tbody").rows;
  let [row, column] = [from.parentNode.sectionRowIndex + step[0], from.cellIndex + step[1]];
  for (; rows[row]?.cells[column]; row += step[0], column += step[1]) {
    const target = rows[row].cells[column].querySelector("a");
    if (target) {
      target.focus();
      return;
    }
  }
}
