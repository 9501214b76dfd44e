// The panel with everything about one attribute or one artefact.

function showDetail() {
  const panel = byId("detail");
  const content = now.attribute !== null ? aboutAttribute(attributes[now.attribute]) : now.artefact !== null && aboutNode(nodes[now.artefact]);
  panel.hidden = !content;
  document.querySelector("main").classList.toggle("split", !panel.hidden);
  panel.replaceChildren();
  if (!content) return;
  const close = { type: "button", class: "close", "aria-label": "Close", title: "Escape", click: () => go({ attribute: null, artefact: null, near: false }) };
  fill(panel, {}, [make("button", close, "×"), content]);
}

function list(title, items) {
  const count = items.length > 1 && make("span", { class: "count" }, many(items.length));
  return items.length > 0 && [make("h3", {}, title, " ", count), make("ul", {}, items.map((it) => make("li", {}, it)))];
}

// A place inside of a node.
function place(node, { path, line }) {
  return make("span", { class: "path" }, path && [visible(path), " "], fileLink(node, line));
}

function findingItem(finding, isOwn) {
  const { severity, rule, message, node } = finding;
  return [make("strong", { class: severity }, severity), " ", make("code", {}, rule), make("div", {}, prose(message)), !isOwn && nodeLink(node), make("div", { class: "site" }, place(node, finding))];
}

// The uses of an attribute: each node once, with its places and the variables of flows there.
function uses(title, sites, outside, preposition) {
  const variables = ({ variables: names }) => names.length > 0 && [` ${preposition} `, names.map((name, at) => [at > 0 && ", ", nameOf(name)])];
  const site = (it) => make("div", { class: "site" }, it.broken && make("strong", { class: "broken" }, "no value arrives: "), place(it.node, it), " ", it.means.replaceAll("-", " "), variables(it));
  const own = [...grouped(sites, ({ node }) => node)].map(([node, group]) => [nodeLink(node), group.map(site)]);
  return list(title, [...own, ...outside.map(nodeLink)]);
}

function aboutDeclaration({ description, owner, type, values, setBy, readBy }) {
  const rows = [["Owner", owner], ["Type", type], ["Values", values.join(", ")], ["May be set by", setBy.join(", ")], ["May be read by", readBy.join(", ")]].filter(([, value]) => value);
  return [
    description && make("p", {}, visible(description)),
    rows.length > 0 && make("dl", {}, rows.map(([words, value]) => [make("dt", {}, words), make("dd", {}, visible(value))])),
  ];
}

function graphLinks(isOwn) {
  return make("p", { class: "actions" }, now.view !== "graph" && link({ view: "graph", near: true }, {}, "Show in the graph"), isOwn);
}

function aboutAttribute(attribute) {
  const { name, number, project, writers, readers, writtenOutside, readOutside, declared, declaration, findings: own } = attribute;
  const others = spellings.get(letters(attribute)).filter((it) => it.number !== number);
  return [
    make("h2", {}, nameOf(name)),
    make("p", {}, badge(attribute), " ", declarationBadges({ declared, declaration }), project !== null && ` in ${visible(project)}`),
    declaration && aboutDeclaration(declaration),
    attribute.state !== "unused" && graphLinks(),
    list("Findings", own.map((it) => findingItem(it, false))),
    uses("Set by", writers, writtenOutside, "from"),
    uses("Read by", readers, readOutside, "into"),
    list("Also spelled", others.map((it) => [attributeLink(it.number), " ", badge(it)])),
  ];
}

function handoverItem(from, { to, candidates, verb, name, path, line }) {
  const several = () => [make("span", {}, `one of ${candidates.length} with this name: `, visible(name)), candidates.map((it) => make("div", { class: "candidate" }, nodeLink(it)))];
  const target = to !== null ? nodeLink(to) : candidates.length > 1 ? several() : make("span", { class: "faint" }, `${visible(name)} (not in the projects)`);
  return [make("span", { class: "faint" }, `${verb} `), target, make("div", { class: "site" }, place(from, { path, line }))];
}

function aboutNode(node) {
  const { number, own, file, sets, gets, handovers, callers, all } = node;
  const used = (numbers) => [...numbers].map((it) => attributes[it]).sort((one, other) => compare(one.name, other.name)).map((it) => [attributeLink(it.number), it.isBroken && [" ", badge(it)]]);
  const others = namesakes.get(own).filter((it) => it.number !== number && it.kind !== null);
  const filter = now.node === number ? link({ node: null }, {}, "All attributes") : sets.size + gets.size > 0 && link({ node: number, view: "attributes" }, {}, "Only its attributes");
  return [
    make("h2", {}, icon(node), " ", visible(own)),
    make("p", { class: "faint" }, kindOf(node), others.length > 0 && `, one of ${others.length + 1} with this name`),
    file !== "" && make("p", {}, fileLink(number)),
    graphLinks(filter),
    list("Findings", all.map((it) => findingItem(it, true))),
    list("Sets", used(sets)),
    list("Gets", used(gets)),
    list("Leads to", handovers.map((it) => handoverItem(number, it))),
    list("Reached from", [...callers].map(nodeLink)),
    list("Same name", others.map((it) => nodeLink(it.number))),
  ];
}
