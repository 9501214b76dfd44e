// Reads the map, which is JSON in the page: artefacts, attributes and findings, which refer to each other by number, and
// the texts that the search looks at. Does not know the page.

const map = JSON.parse(document.getElementById("map").textContent);

// What the attribute dictionary declares and nothing uses comes last, as a state of its own.
const UNUSED = { word: "unused", label: "only in the dictionary", broken: false, count: map.unused.length };
const states = new Map([...map.states, UNUSED].map((state, rank) => [state.word, { ...state, rank }]));

const nodes = map.nodes.map((node, number) => {
  const [, type, own] = /^(.+?) "(.*)"$/s.exec(node.name) ?? [];
  const folder = node.file.slice(0, Math.max(0, node.file.lastIndexOf("/")));
  return { ...node, number, type, own: own ?? node.name, folder, sets: new Set(), gets: new Set(), callers: new Set(), all: [] };
});

const NOT_USED = { project: null, state: "unused", declared: true, writers: [], readers: [], writtenOutside: [], readOutside: [], findings: [] };
const attributes = [...map.attributes, ...map.unused.map((declaration) => ({ ...NOT_USED, name: declaration.name, declaration }))].map((attribute, number) => ({
  ...attribute,
  number,
  writing: new Set([...attribute.writers.map((site) => site.node), ...attribute.writtenOutside]),
  reading: new Set([...attribute.readers.map((site) => site.node), ...attribute.readOutside]),
  isBroken: states.get(attribute.state).broken,
}));

const findings = [
  ...attributes.flatMap(({ number, findings: own }) => own.map((finding) => ({ ...finding, attribute: number }))),
  ...nodes.flatMap(({ findings: own }) => own.map((finding) => ({ ...finding, attribute: null }))),
];

for (const { number, writing, reading } of attributes) {
  for (const node of writing) nodes[node].sets.add(number);
  for (const node of reading) nodes[node].gets.add(number);
}
for (const { number, handovers } of nodes) {
  for (const { candidates } of handovers) for (const to of candidates) nodes[to].callers.add(number);
}
for (const finding of findings) nodes[finding.node].all.push(finding);

// 9 is before 10, and spellings that differ in capitalisation only are next to each other.
const { compare } = new Intl.Collator("en", { numeric: true });

function grouped(items, keyOf) {
  const groups = new Map();
  for (const item of items) {
    const key = keyOf(item);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(item);
  }
  return groups;
}

// Names that differ in capitalisation, spaces and punctuation only.
const letters = ({ name }) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "") || name;
const spellings = grouped(attributes, letters);
const namesakes = grouped(nodes, ({ own }) => own);

// What distinguishes a node from others of the same name: the folder, the name of the file in it, or both.
function distinction({ own, file, folder }) {
  const others = namesakes.get(own);
  const beside = others.filter((it) => it.folder === folder).length;
  if (others.length === 1 || file === "") return "";
  if (beside === others.length) return file.slice(file.lastIndexOf("/") + 1);
  return beside > 1 || folder === "" ? file : `${folder}/`;
}

// The texts that the search looks at, in lower case.
const joined = (...parts) => parts.filter(Boolean).join("\n").toLowerCase();
const said = ({ severity, rule, message }) => `${severity}\n${rule}\n${message}`;
for (const it of attributes) {
  const { description, owner, values = [] } = it.declaration ?? {};
  it.text = joined(it.name, description, owner, ...values, ...it.findings.map(said));
}
for (const it of nodes) it.text = joined(it.name, it.file, it.kind, ...it.all.map(said));
for (const it of findings) it.text = joined(said(it), attributes[it.attribute]?.name, nodes[it.node].name, nodes[it.node].file);
