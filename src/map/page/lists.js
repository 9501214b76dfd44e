// The views that are tables: attributes, artefacts, findings.

// The artefacts in a cell.
function fewNodes(numbers) {
  const all = [...numbers];
  if (all.length === 0) return make("span", { class: "faint", title: "not in sight" }, "–");
  return [all.slice(0, 3).map((number) => make("div", {}, nodeLink(number))), all.length > 3 && make("div", { class: "faint" }, `and ${many(all.length - 3)} more`)];
}

function showAttributes(shown) {
  if (shown.length === 0) return [nothing()];
  const hasOwners = attributes.some(({ declaration }) => declaration?.owner);
  const name = ({ number, project, declaration, declared }) => [
    attributeLink(number),
    declarationBadges({ declared, declaration }),
    project !== null && make("div", { class: "faint" }, visible(project)),
    declaration?.description && make("div", { class: "about" }, visible(declaration.description)),
  ];
  const columns = [
    { key: "name", title: "Attribute", value: (it) => it.name, cell: name },
    { key: "state", title: "State", width: "22%", value: (it) => -states.get(it.state).rank, cell: (it) => badge(it, true) },
    hasOwners && { key: "owner", title: "Owner", kind: "extra", width: "11%", value: (it) => it.declaration?.owner ?? "\uffff", cell: (it) => visible(it.declaration?.owner ?? "") },
    { key: "set", title: "Set by", width: "20%", value: (it) => it.writing.size, cell: (it) => fewNodes(it.writing) },
    { key: "read", title: "Read by", width: "20%", value: (it) => it.reading.size, cell: (it) => fewNodes(it.reading) },
    { key: "findings", title: "Findings", kind: "number", width: "5.6rem", value: (it) => it.findings.length, cell: (it) => it.findings.length || "" },
  ];
  const row = ({ number }) => ({ changes: { attribute: number, artefact: null }, isChosen: now.attribute === number });
  return table(shown, columns.filter(Boolean), "state", row);
}

function showArtefacts(shown) {
  if (shown.length === 0) return [nothing()];
  const count = (title, key, value) => ({ key, title, kind: "number", width: "5.6rem", value, cell: (it) => value(it) || "" });
  const columns = [
    { key: "name", title: "Artefact", value: (it) => it.own, cell: ({ number }) => nodeLink(number) },
    { key: "kind", title: "Kind", kind: "extra", width: "12rem", value: kindOf, cell: kindOf },
    { key: "file", title: "File", width: "34%", value: (it) => it.file, cell: ({ file, number }) => file !== "" && fileLink(number) },
    count("Sets", "set", (it) => it.sets.size),
    count("Gets", "get", (it) => it.gets.size),
    count("Findings", "findings", (it) => it.all.length),
  ];
  const row = ({ number }) => ({ changes: { artefact: number, attribute: null }, isChosen: now.artefact === number });
  return table(shown, columns, "name", row);
}

const SEVERITIES = ["info", "warning", "error"];

function showFindings(shown) {
  if (shown.length === 0) return [nothing()];
  const target = ({ attribute, node }) => (attribute === null ? { attribute: null, artefact: node } : { attribute, artefact: null });
  const columns = [
    { key: "message", title: "Finding", value: (it) => it.message, cell: (it) => link(target(it), { class: "quiet" }, prose(it.message)) },
    { key: "severity", title: "Severity", width: "6rem", value: (it) => SEVERITIES.indexOf(it.severity), cell: ({ severity }) => make("strong", { class: severity }, severity) },
    { key: "rule", title: "Rule", kind: "extra", width: "14%", value: (it) => it.rule, cell: ({ rule }) => make("code", {}, rule) },
    { key: "attribute", title: "Attribute", width: "14%", value: (it) => attributes[it.attribute]?.name ?? "\uffff", cell: (it) => it.attribute !== null && attributeLink(it.attribute) },
    { key: "file", title: "Place", width: "24%", value: (it) => nodes[it.node].file, cell: (it) => [nodeLink(it.node), make("div", {}, fileLink(it.node, it.line))] },
  ];
  const isChosen = (it) => (it.attribute === null ? now.artefact === it.node && now.attribute === null : now.attribute === it.attribute);
  return table(shown, columns, "severity", (it) => ({ changes: target(it), isChosen: isChosen(it) }));
}
