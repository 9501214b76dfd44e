// What is shown, as the address has it: with names and not numbers, so that a link is valid for the next map, too.

// `node`: only what this artefact uses. `attribute`, `artefact`: what the details are about. `near`: whether the graph has
// only that and its neighbours. `sort`: a column, or empty for the order of the view.
const START = { view: "attributes", text: "", state: "", node: null, attribute: null, artefact: null, near: false, sort: "", down: false };
let now = { ...START };

function addressOf(wanted) {
  const words = new URLSearchParams();
  for (const key of ["view", "text", "state", "sort"]) if (wanted[key] !== START[key]) words.set(key, wanted[key]);
  for (const key of ["near", "down"]) if (wanted[key]) words.set(key, "yes");
  for (const key of ["node", "artefact"]) if (wanted[key] !== null) words.set(key, keyOf(nodes[wanted[key]]));
  if (wanted.attribute !== null) {
    const { name, project } = attributes[wanted.attribute];
    words.set("attribute", name);
    if (project !== null) words.set("project", project);
  }
  return `#${words}`;
}

function keyOf({ file, name }) {
  return `${file}#${name}`;
}

function readAddress() {
  const words = new URLSearchParams(location.hash.slice(1));
  const wanted = { ...START };
  for (const key of ["text", "state", "sort"]) wanted[key] = words.get(key) ?? "";
  for (const key of ["near", "down"]) wanted[key] = words.has(key);
  if (Object.hasOwn(views, words.get("view"))) wanted.view = words.get("view");
  const found = (index) => (index < 0 ? null : index);
  for (const key of ["node", "artefact"]) wanted[key] = found(nodes.findIndex((node) => keyOf(node) === words.get(key)));
  const project = words.get("project");
  wanted.attribute = found(attributes.findIndex((it) => it.name === words.get("attribute") && it.project === project));
  return wanted;
}

// Shows something else. `isStep`: whether the Back button leads back from it.
function go(changes, isStep = true) {
  if ("view" in changes || "text" in changes || "state" in changes) limit = PAGE;
  now = { ...now, ...changes };
  history[isStep ? "pushState" : "replaceState"](null, "", addressOf(now));
  render();
}

// The filters

function hasState({ state, isBroken, findings, declared }, wanted) {
  return ["", state, isBroken && "broken", findings.length > 0 && "findings", declared === false && "undeclared"].includes(wanted);
}

function hasText({ text }) {
  return text.includes(now.text.trim().toLowerCase());
}

function finds(attribute) {
  const isNode = now.node === null || attribute.writing.has(now.node) || attribute.reading.has(now.node);
  return isNode && hasState(attribute, now.state) && hasText(attribute);
}

function findsNode(node) {
  const uses = () => [...node.sets, ...node.gets].some((it) => hasState(attributes[it], now.state));
  const isState = now.state === "" || (now.state === "findings" && node.all.length > 0) || uses();
  return (now.node === null || now.node === node.number) && hasText(node) && isState;
}

function findsFinding(finding) {
  const isState = now.state === "" || now.state === "findings" || (finding.attribute !== null && hasState(attributes[finding.attribute], now.state));
  return (now.node === null || now.node === finding.node) && hasText(finding) && isState;
}
