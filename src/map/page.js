// In: the map, as JSON in the page. Out: its views, which follow the filters. Texts of the map become text nodes and
// values of attributes, never markup.

const map = JSON.parse(document.getElementById("map").textContent);
const states = new Map(map.states.map((state) => [state.word, state]));
const nodes = map.nodes.map((node) => ({ ...node, sets: new Set(), gets: new Set(), callers: new Set() }));
const attributes = map.attributes.map((attribute, number) => ({
  ...attribute,
  number,
  lower: attribute.name.toLowerCase(),
  writing: new Set([...attribute.writers.map((site) => site.node), ...attribute.writtenOutside]),
  reading: new Set([...attribute.readers.map((site) => site.node), ...attribute.readOutside]),
  isBroken: states.get(attribute.state).broken,
}));
for (const { number, writing, reading } of attributes) {
  for (const node of writing) nodes[node].sets.add(number);
  for (const node of reading) nodes[node].gets.add(number);
}
nodes.forEach((node, number) => {
  for (const { to } of node.handovers) if (to !== null) nodes[to].callers.add(number);
});
// Spellings that differ in case only stand side by side, and 9 before 10.
const { compare } = new Intl.Collator("en", { numeric: true });
const inOrder = [...attributes].sort((one, other) => compare(one.name, other.name) || one.number - other.number);
const spellings = new Map(attributes.map(({ lower }) => [lower, []]));
for (const attribute of attributes) spellings.get(attribute.lower).push(attribute);

// How many entries a list shows at first, and how many nodes a drawing.
const PAGE = 100;
const DRAWN = 40;

const filter = { text: "", node: "", state: "" };
let view = "attributes";
let limit = PAGE;
let scale = 1;
let isPrinting = false;

function byId(id) {
  return document.getElementById(id);
}

function plural(count, word) {
  return `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;
}

// Elements

function make(tag, properties, ...children) {
  return fill(document.createElement(tag), properties, children);
}

function draw(tag, properties, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), properties, children);
}

function fill(element, properties, children) {
  for (const [key, value] of Object.entries(properties)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (value !== undefined && value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== false));
  return element;
}

// A text with symbols for what nobody would see.
function visible(text) {
  const symbol = (character) => {
    const code = character.codePointAt(0);
    if (character === " ") return "␣";
    return code < 0x20 ? String.fromCodePoint(0x2400 + code) : `\\u{${code.toString(16)}}`;
  };
  const unseen = /^ +| +$|[\p{Cc}\p{Cf}\u00a0\u2028\u2029]/gu;
  return text.replace(unseen, (found) => [...found].map(symbol).join(""));
}

function nameOf(text) {
  if (text === "") return make("span", { class: "faint" }, "(empty)");
  const shown = visible(text);
  return make("code", { class: shown === text ? "name" : "name odd" }, shown);
}

function attributeLink(number) {
  const { name, isBroken } = attributes[number];
  return make("a", { href: `#a${number}`, class: isBroken && "broken" }, nameOf(name));
}

function nodeLink(number) {
  return make("a", { href: `#n${number}` }, visible(nodes[number].name));
}

function badge({ state }) {
  const { word, label, broken } = states.get(state);
  return make("span", { class: `state ${word}${broken ? " broken" : ""}` }, label);
}

function fileLink(number, line) {
  const { file, decoded } = nodes[number];
  const typed = byId("prefix").value.trim();
  // Known schemes and relative paths only: a link must not run a script. Browsers skip control characters in a scheme.
  const safe = /^(https?|file|vscode):/i.test(typed) || /^[^:\u0000-\u001f\u007f-\u009f]*([/?#]|$)/.test(typed);
  const prefix = typed !== "" && safe ? typed : "./";
  const path = file.split("/").map(encodeURIComponent).join("/");
  const at = line === undefined || decoded ? "" : prefix.startsWith("vscode:") ? `:${line}` : `#L${line}`;
  const shown = line === undefined ? "" : decoded ? `, line ${line} of the decoded text` : `:${line}`;
  return make("a", { href: prefix + path + at, class: "name" }, visible(file) + shown);
}

// A place inside a node.
function place({ node, path, line }) {
  return [nodeLink(node), path && ` › ${visible(path)}`, " ", fileLink(node, line)];
}

function list(title, items) {
  return items.length > 0 && [make("h2", {}, title), make("ul", {}, items.map((item) => make("li", {}, item)))];
}

function findingItem(finding) {
  const { severity, rule, message } = finding;
  return [make("strong", { class: severity }, severity), " ", make("code", {}, rule), " ", visible(message), " ", place(finding)];
}

function nothing() {
  return make("p", { class: "faint" }, "Nothing matches the filters.");
}

// Something that unfolds; its content is made when it is first seen.
function item(id, head, content) {
  const body = make("div", {});
  const details = make("details", { id, toggle: () => unfold(details) }, make("summary", {}, head), body);
  details.content = content;
  if (isPrinting) unfold(details, true);
  return details;
}

function unfold(details, open = details.open) {
  if (details.content) fill(details.lastChild, {}, details.content());
  details.content = undefined;
  if (open) details.open = true;
}

// Filters

function said(findings) {
  return findings.map((finding) => finding.rule).join("\n");
}

function finds(attribute) {
  const { text, node, state } = filter;
  const { lower, writing, reading, findings, isBroken, declared, description, owner } = attribute;
  const words = [isBroken && "broken", findings.length > 0 && "findings", declared === false && "undeclared"];
  const isState = ["", attribute.state, ...words].includes(state);
  const isNode = node === "" || writing.has(Number(node)) || reading.has(Number(node));
  const about = `${lower}\n${said(findings)}\n${description ?? ""}\n${owner ?? ""}`.toLowerCase();
  return isState && isNode && about.includes(text);
}

function findsNode(number) {
  const { text, node, state } = filter;
  const { name, file, findings, sets, gets } = nodes[number];
  const isState = state === "" || (state === "findings" && findings.length > 0);
  const isText = `${name}\n${file}\n${said(findings)}`.toLowerCase().includes(text);
  const uses = () => [...sets, ...gets].some((it) => finds(attributes[it]));
  return (node === "" || Number(node) === number) && ((isState && isText) || uses());
}

function clear() {
  for (const name of Object.keys(filter)) {
    byId(name).value = "";
    filter[name] = "";
  }
}

function read() {
  for (const name of Object.keys(filter)) filter[name] = byId(name).value;
  filter.text = filter.text.toLowerCase();
  limit = PAGE;
  render();
}

// Views

const views = {
  attributes: { title: "Attributes", show: showAttributes },
  matrix: { title: "Matrix", show: showMatrix },
  graph: { title: "Graph", show: showGraph },
  artefacts: { title: "Artefacts", show: showArtefacts },
};

function render() {
  const found = inOrder.filter(finds);
  byId("count").textContent = `${found.length.toLocaleString("en")} of ${plural(attributes.length, "attribute")}`;
  for (const name of Object.keys(views)) {
    byId(`panel-${name}`).hidden = name !== view;
    byId(`tab-${name}`).setAttribute("aria-selected", name === view);
    byId(`tab-${name}`).tabIndex = name === view ? 0 : -1;
  }
  byId(`panel-${view}`).replaceChildren();
  fill(byId(`panel-${view}`), {}, views[view].show(found));
}

// The first of many entries, with ways to see more.
function cut(entries, each) {
  const shown = isPrinting ? entries : entries.slice(0, limit);
  const rest = entries.length - shown.length;
  const more = (count, words) => make("button", { type: "button", class: "next", click: () => showMore(count) }, words);
  const tools = [
    more(PAGE, `Show ${Math.min(PAGE, rest)} more`),
    rest > PAGE && more(Infinity, "Show all"),
    make("span", { class: "faint" }, `${rest.toLocaleString("en")} more`),
  ];
  return [each(shown), rest > 0 && make("div", { class: "tools" }, tools)];
}

function showMore(count) {
  limit += count;
  render();
}

function showAttributes(found) {
  return found.length === 0 ? [nothing()] : cut(found, (shown) => shown.map(attributeItem));
}

function attributeItem(attribute) {
  const { name, project, number, writing, reading, writers, readers, findings, declared, description, owner } = attribute;
  const words = [
    project !== null && visible(project),
    `set in ${writing.size}`,
    `read in ${reading.size}`,
    findings.length > 0 && plural(findings.length, "finding"),
    declared === false && "not in the dictionary",
  ];
  const outside = (numbers) => numbers.map((node) => [nodeLink(node), " outside of the projects"]);
  const site = (it) => [it.broken && make("strong", { class: "broken" }, "in vain: "), place(it), ` ${it.means}`];
  const others = spellings.get(attribute.lower).filter((it) => it !== attribute && it.project === project);
  const content = () => [
    description !== null && make("p", {}, visible(description)),
    owner !== null && make("p", { class: "faint" }, `Owner: ${visible(owner)}`),
    list("Set in", [...writers.map(site), ...outside(attribute.writtenOutside)]),
    list("Read in", [...readers.map(site), ...outside(attribute.readOutside)]),
    list("Also spelled", others.map((it) => [attributeLink(it.number), " ", badge(it)])),
    list("Findings", findings.map(findingItem)),
  ];
  const faint = make("span", { class: "faint" }, words.filter(Boolean).join(" · "));
  return item(`a${number}`, [nameOf(name), " ", badge(attribute), " ", faint], content);
}

function showArtefacts() {
  const found = nodes.map((_, number) => number).filter(findsNode);
  found.sort((one, other) => compare(nodes[one].name, nodes[other].name) || one - other);
  return found.length === 0 ? [nothing()] : cut(found, (shown) => shown.map(nodeItem));
}

function nodeItem(number) {
  const { name, kind, file, handovers, findings, sets, gets, callers } = nodes[number];
  const words = [kind ?? "outside of the projects", visible(file), `sets ${sets.size}`, `gets ${gets.size}`];
  const links = (numbers) => [...numbers].map((it) => [attributeLink(it), " ", badge(attributes[it])]);
  const handover = ({ verb, to, name: other, path, line }) => [
    `${verb} `,
    to === null ? visible(other) : nodeLink(to),
    path && ` › ${visible(path)}`,
    " ",
    fileLink(number, line),
  ];
  const about = [...new Set([...sets, ...gets])].flatMap((it) => attributes[it].findings);
  const content = () => [
    file && make("p", {}, fileLink(number)),
    make("div", { class: "tools" }, make("button", { type: "button", click: () => choose(number) }, "Filter by this one")),
    list("Sets", links(sets)),
    list("Gets", links(gets)),
    list("Leads to", handovers.map(handover)),
    list("Is led to by", [...callers].map(nodeLink)),
    list("Findings", [...findings, ...about.filter((finding) => finding.node === number)].map(findingItem)),
  ];
  const isBroken = [...sets, ...gets].some((it) => attributes[it].isBroken);
  const faint = make("span", { class: "faint" }, words.filter(Boolean).join(" · "));
  return item(`n${number}`, [make("strong", { class: isBroken && "broken" }, visible(name)), " ", faint], content);
}

function choose(number) {
  byId("node").value = String(number);
  read();
}

// The matrix

function showMatrix(found) {
  const table = (shown) => make("div", { class: "scroll", keydown: move }, matrix(shown));
  return found.length === 0 ? [nothing()] : cut(found, table);
}

function matrix(shown) {
  const used = new Set(shown.flatMap(({ writing, reading }) => [...writing, ...reading]));
  const columns = [...used].sort((one, other) => compare(nodes[one].name, nodes[other].name) || one - other);
  const column = (node) => make("th", { scope: "col", title: visible(`${nodes[node].name} ${nodes[node].file}`) }, make("span", {}, nodeLink(node)));
  const row = (attribute) => {
    const head = make("th", { scope: "row" }, attributeLink(attribute.number));
    return make("tr", {}, head, columns.map((node) => cell(attribute, node)));
  };
  const head = make("tr", {}, make("th", { scope: "col" }, "S sets, G gets"), columns.map(column));
  return make("table", {}, make("thead", {}, head), make("tbody", {}, shown.map(row)));
}

function cell({ name, number, writing, reading, readers, isBroken }, node) {
  const [sets, gets] = [writing.has(node), reading.has(node)];
  if (!sets && !gets) return make("td", {});
  const isVain = gets && readers.some((site) => site.broken && site.node === node);
  const words = [sets && "sets", gets && (isVain ? "gets in vain" : "gets")].filter(Boolean).join(" and ");
  const label = visible(`${nodes[node].name} ${words} ${name}`);
  const isRed = isVain || (isBroken && readers.length === 0);
  const link = make("a", { href: `#a${number}`, "aria-label": label, title: label, tabindex: "-1" }, `${sets ? "S" : ""}${gets ? "G" : ""}`);
  return make("td", { class: isRed && "broken" }, link);
}

// The arrow keys go from link to link, along a row or a column.
function move(event) {
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  const from = document.activeElement.closest("td, th");
  if (!step || !from) return;
  event.preventDefault();
  const { rows } = from.closest("table");
  let [row, column] = [from.parentNode.rowIndex + step[0], from.cellIndex + step[1]];
  for (; rows[row]?.cells[column]; row += step[0], column += step[1]) {
    const link = rows[row].cells[column].querySelector("a");
    if (link) {
      link.focus();
      return;
    }
  }
}

// The graph

// Where the writer of an attribute would stand.
const NOBODY = -1;

function showGraph(found) {
  const { shown, arrows, left } = picture(found);
  if (shown.length === 0) return [make("p", { class: "faint" }, "No attribute goes from one artefact to another one here.")];
  const zoom = (sign, words, factor) => make("button", { type: "button", "aria-label": words, click: () => resize(factor) }, sign);
  const rest = left > 0 && ` ${plural(left, "more artefact")} left out: choose one, or filter.`;
  const legend = make("span", { class: "faint" }, "Red and dashed: does not arrive. Dotted: calls, opens or hands over.", rest);
  return [
    make("div", { class: "tools" }, zoom("+", "larger", 1.25), zoom("−", "smaller", 0.8), legend),
    make("div", { class: "scroll" }, sketch(shown, arrows)),
  ];
}

function resize(factor) {
  scale = Math.min(4, Math.max(0.2, scale * factor));
  const svg = document.querySelector("svg");
  const { width, height } = svg.viewBox.baseVal;
  svg.setAttribute("width", width * scale);
  svg.setAttribute("height", height * scale);
}

// What is drawn: the chosen artefact and what is next to it, or as many as can be seen at once, the broken ones first.
function picture(found) {
  const wanted = new Set(found.map((attribute) => attribute.number));
  const chosen = filter.node === "" ? undefined : Number(filter.node);
  const isNear = (from, to) => chosen === undefined || from === chosen || to === chosen;
  const weight = new Map();
  const weigh = (node, by) => weight.set(node, (weight.get(node) ?? 0) + by);
  const links = map.links.filter((link) => wanted.has(link.read) || wanted.has(link.written));
  for (const { from, to, broken } of links) {
    const isHere = chosen === undefined || from.includes(chosen) || to.includes(chosen);
    const isPassed = broken || from.length > 1 || to.length > 1 || from[0] !== to[0];
    if (isHere && isPassed) for (const node of [...from, ...to]) weigh(node, broken ? 1000 : 1);
  }
  const isWhole = filter.text === "" && filter.state === "";
  const calls = nodes.flatMap(({ handovers }, from) => handovers.map(({ to }) => [from, to]));
  const shownCalls = calls.filter(([from, to]) => to !== null && isWhole && isNear(from, to));
  for (const node of shownCalls.flat()) weigh(node, 1);
  if (weight.has(chosen)) weigh(chosen, 1e9);
  const ranked = [...weight.keys()].sort((one, other) => weight.get(other) - weight.get(one) || one - other);
  const kept = new Set([NOBODY, ...ranked.slice(0, DRAWN)]);
  const arrows = new Map();
  const add = (from, to, kind, link) => {
    if (!isNear(from, to) || !kept.has(from) || !kept.has(to)) return;
    const key = `${from} ${to} ${kind}`;
    if (!arrows.has(key)) arrows.set(key, { from, to, kind, links: [] });
    if (link) arrows.get(key).links.push(link);
  };
  for (const link of links) {
    const writing = link.from.length === 0 ? [NOBODY] : link.from.filter((node) => kept.has(node));
    for (const to of link.to.filter((node) => kept.has(node))) {
      for (const from of writing) {
        if (link.broken || from !== to) add(from, to, link.broken ? "broken" : "plain", link);
      }
    }
  }
  for (const [from, to] of shownCalls) add(from, to, "call");
  const ends = new Set([...arrows.values()].flatMap(({ from, to }) => [from, to]));
  const shown = [...ends].sort((one, other) => one - other);
  return { shown, arrows: [...arrows.values()], left: Math.max(0, ranked.length - DRAWN) };
}

function shorten(text, length) {
  const characters = [...visible(text)];
  return characters.length > length ? `${characters.slice(0, length - 1).join("")}…` : characters.join("");
}

// The end of a path says most.
function shortenPath(path, length) {
  const characters = [...visible(path)];
  return characters.length > length ? `…${characters.slice(1 - length).join("")}` : characters.join("");
}

// The name on the way of a link: as it is written and as it is read.
function label({ written, read, broken }) {
  const name = attributes[read].name;
  return written === null || written === read ? name : `${attributes[written].name} ${broken ? "≠" : "→"} ${name}`;
}

function sketch(shown, arrows) {
  const corners = places(shown, arrows);
  const curves = arrows.map(({ from, to }) => curve(corners.get(from), corners.get(to)));
  const taken = [...corners.values()].map(({ x, y }) => ({ left: x, right: x + BOX.width, top: y, bottom: y + BOX.height }));
  const labels = arrows.map(({ kind, links }, number) => {
    const lines = links.slice(0, 3).map((link) => shorten(label(link), 34));
    if (links.length > 3) lines.push(`+ ${links.length - 3} more`);
    return { kind, links, lines, x: curves[number].x, y: curves[number].y };
  });
  const named = labels.filter(({ lines }) => lines.length > 0);
  const boxes = spread(named, taken);
  const edge = 100;
  const [left, top] = [Math.min(...boxes.map((it) => it.left)) - edge, Math.min(...boxes.map((it) => it.top)) - edge / 2];
  const width = Math.max(...boxes.map((it) => it.right)) + edge - left;
  const height = Math.max(...boxes.map((it) => it.bottom)) + edge / 4 - top;
  const head = (kind) => {
    const tip = draw("path", { d: "M0 0 L10 5 L0 10 z" });
    const size = { viewBox: "0 0 10 10", refX: 9, refY: 5, markerWidth: 7, markerHeight: 7 };
    return draw("marker", { id: `head-${kind}`, class: kind, orient: "auto", ...size }, tip);
  };
  const line = ({ kind }, number) => {
    const end = `url(#head-${kind === "broken" ? "broken" : "plain"})`;
    return draw("path", { class: kind, d: curves[number].path, "marker-end": end });
  };
  const broken = arrows.filter(({ kind }) => kind === "broken").length;
  const words = `${plural(shown.length, "artefact")}, ${plural(arrows.length, "arrow")}, ${broken} of them broken`;
  const size = { viewBox: `${left} ${top} ${width} ${height}`, width: width * scale, height: height * scale };
  return draw(
    "svg",
    { ...size, role: "group", "aria-label": words },
    draw("defs", {}, head("plain"), head("broken")),
    arrows.map(line),
    shown.map((node) => box(node, corners.get(node))),
    named.map(names),
  );
}

function box(number, { x, y }) {
  const frame = draw("rect", { x, y, width: BOX.width, height: BOX.height, rx: 5 });
  const text = (words, down, kind) => draw("text", { x: x + 8, y: y + down, class: kind }, words);
  if (number === NOBODY) return draw("g", { class: "nobody" }, frame, text("nobody writes", 26));
  const { name, file, kind } = nodes[number];
  const classes = [kind === null && "outside", filter.node === String(number) && "chosen"].filter(Boolean).join(" ");
  const title = draw("title", {}, `${visible(name)} ${visible(file)}`);
  const [, type, own] = /^(.+?) "(.*)"$/.exec(name) ?? [];
  const below = file ? shortenPath(file, 32 - (type?.length ?? 0)) : "outside of the projects";
  const lines = [text(shorten(own ?? name, 28), 19), text([type, below].filter(Boolean).join(" · "), 35, "small")];
  return draw("a", { href: `#n${number}`, class: classes }, title, frame, lines);
}

function names({ kind, links, lines, x, y }) {
  const first = y - ((lines.length - 1) * LINE) / 2 + 4;
  const line = (words, number) => {
    const text = draw("text", { x, y: first + number * LINE }, words);
    if (number === 3) return text;
    return draw("a", { href: `#a${links[number].read}` }, draw("title", {}, visible(label(links[number]))), text);
  };
  return draw("g", { class: `label ${kind}` }, lines.map(line));
}

// The page

// `#graph` shows a view, `#a7` an attribute, `#n3` an artefact.
function follow() {
  const hash = location.hash.slice(1);
  const [, kind, digits] = /^([an])(\d+)$/.exec(hash) ?? [];
  const number = Number(digits);
  if (Object.hasOwn(views, hash) && view !== hash) {
    view = hash;
    render();
  }
  if (!kind || !(kind === "a" ? attributes : nodes)[number]) return;
  view = kind === "a" ? "attributes" : "artefacts";
  if (!(kind === "a" ? finds(attributes[number]) : findsNode(number))) clear();
  render();
  while (!byId(hash) && document.querySelector(".next")) showMore(limit);
  const details = byId(hash);
  unfold(details, true);
  details.firstChild.focus({ preventScroll: true });
  details.scrollIntoView();
}

function open(name) {
  view = name;
  render();
  location.hash = name;
}

// The arrow keys go from view to view.
function turn(event) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (step === undefined) return;
  const all = Object.keys(views);
  const next = all[(all.indexOf(view) + step + all.length) % all.length];
  open(next);
  byId(`tab-${next}`).focus();
}

function press(event) {
  if (event.key === "/" && !/^(INPUT|SELECT)$/.test(document.activeElement.tagName)) {
    event.preventDefault();
    byId("text").focus();
  } else if (event.key === "Escape" && document.activeElement === byId("text")) {
    byId("text").value = "";
    read();
  }
}

// What is printed is the view that is open, with all that the filters leave.
function print(on) {
  isPrinting = on;
  render();
}

function start() {
  const broken = attributes.filter((attribute) => attribute.isBroken).length;
  const artefacts = nodes.filter((node) => node.kind !== null).length;
  const unknown = map.unknownWriters.length;
  fill(byId("summary"), {}, [
    `${plural(attributes.length, "attribute")}, ${plural(artefacts, "artefact")}, `,
    make("strong", { class: broken > 0 && "broken" }, `${broken.toLocaleString("en")} broken`),
    unknown > 0 && `. Names that are known at run time only are set in ${plural(unknown, "place")}, so what seems unwritten may be written.`,
  ]);
  const option = (value, words) => make("option", { value }, words);
  const title = ({ name, file }) => visible(file ? `${name} (${file})` : name);
  const sorted = nodes.map((node, number) => [number, title(node)]).sort((one, other) => compare(one[1], other[1]));
  const found = attributes.filter((attribute) => attribute.findings.length > 0).length;
  const undeclared = attributes.filter((attribute) => attribute.declared === false).length;
  fill(byId("node"), {}, [option("", "all"), sorted.map(([number, words]) => option(number, words))]);
  fill(byId("state"), {}, [
    option("", "all"),
    option("broken", `broken (${broken})`),
    option("findings", `with findings (${found})`),
    undeclared > 0 && option("undeclared", `not in the dictionary (${undeclared})`),
    map.states.map(({ word, label: words, count }) => option(word, `${words} (${count})`)),
  ]);
  const tab = ([name, { title: words }]) =>
    make("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}`, click: () => open(name) }, words);
  fill(byId("tabs"), { keydown: turn }, Object.entries(views).map(tab));
  fill(byId("filters"), { input: read, submit: (event) => event.preventDefault() }, []);
  fill(byId("prefix"), { change: render }, []);
  document.addEventListener("keydown", press);
  addEventListener("hashchange", follow);
  addEventListener("beforeprint", () => print(true));
  addEventListener("afterprint", () => print(false));
  render();
  follow();
}

start();
