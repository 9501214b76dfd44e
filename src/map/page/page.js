// The start of the page: its tabs and its keys.

const views = {
  attributes: { title: "Attributes", unit: "attribute", show: (hits) => showAttributes(hits.attributes) },
  graph: { title: "Graph", show: showGraph },
  matrix: { title: "Matrix", show: (hits) => showMatrix(hits.attributes) },
  artefacts: { title: "Artefacts", unit: "artefact", show: (hits) => showArtefacts(hits.artefacts) },
  findings: { title: "Findings", unit: "finding", show: (hits) => showFindings(hits.findings) },
};

// What the filters leave.
function found() {
  return { attributes: attributes.filter(finds), artefacts: nodes.filter(findsNode), findings: findings.filter(findsFinding) };
}

function render() {
  const key = document.activeElement?.dataset?.key;
  const scroll = document.querySelector(".scroll");
  const [left, top] = [scroll?.scrollLeft, scroll?.scrollTop];
  const hits = found();
  for (const [name, { title }] of Object.entries(views)) {
    const [tab, isShown] = [byId(`tab-${name}`), name === now.view];
    byId(`panel-${name}`).hidden = !isShown;
    byId(`panel-${name}`).replaceChildren();
    tab.setAttribute("aria-selected", isShown);
    tab.tabIndex = isShown ? 0 : -1;
    tab.replaceChildren();
    fill(tab, {}, [title, name in hits && make("small", {}, many(hits[name].length))]);
  }
  if (byId("text").value !== now.text) byId("text").value = now.text;
  showNumbers();
  showFilters();
  showDetail();
  fill(byId(`panel-${now.view}`), {}, views[now.view].show(hits));
  if (now.view === "graph") seeGraph();
  if (left !== undefined) document.querySelector(".scroll")?.scrollTo(left, top);
  if (key) document.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}

// Keys

// The arrow keys go from tab to tab.
function turn(event) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (step === undefined) return;
  const all = Object.keys(views);
  const next = all[(all.indexOf(now.view) + step + all.length) % all.length];
  go({ view: next, sort: "", down: false });
  byId(`tab-${next}`).focus();
}

function press(event) {
  const [active, box] = [document.activeElement, byId("text")];
  const isTyping = active.tagName === "INPUT";
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (event.key === "/" && !isTyping && isPlain) {
    event.preventDefault();
    box.focus();
    box.select();
  } else if (event.key === "Escape" && active === box && now.text !== "") {
    go({ text: "" }, false);
  } else if (event.key === "Escape" && (now.attribute ?? now.artefact) !== null && (!isTyping || active === box)) {
    go({ attribute: null, artefact: null, near: false });
  } else if ((event.key === "ArrowDown" || event.key === "Enter") && active === box) {
    event.preventDefault();
    enter(event.key === "Enter");
  }
}

// Goes to the first result; `mayTurn`: to another view if this one has none.
function enter(mayTurn) {
  const hits = found();
  const isEmpty = (hits[now.view] ?? hits.attributes).length === 0;
  const other = Object.keys(hits).find((view) => hits[view].length > 0);
  if (mayTurn && isEmpty && other) go({ view: other });
  document.querySelector("section:not([hidden]) :is(tbody, .starts, .canvas) a")?.focus();
}

function start() {
  const tab = ([name]) => make("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}`, click: () => go({ view: name, sort: "", down: false }) });
  fill(byId("tabs"), { keydown: turn }, Object.entries(views).map(tab));
  fill(byId("search"), { submit: (event) => event.preventDefault(), input: () => go({ text: byId("text").value }, false) }, []);
  fill(byId("prefix"), { input: () => (usePrefix(), render()) }, []);
  document.addEventListener("keydown", press);
  const read = () => ((now = readAddress()), render());
  addEventListener("popstate", read);
  const print = (on) => ((isPrinting = on), render());
  addEventListener("beforeprint", () => print(true));
  addEventListener("afterprint", () => print(false));
  showOrigin();
  byId("prefix").value = remembered();
  usePrefix();
  read();
}

start();
