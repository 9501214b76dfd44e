// The view with the graph: its tools, its picture, and where to start if there is too much for one picture.

// The picture that is shown, with what it was made from; it stays in place while something is chosen in it.
let shownPicture = { key: "", svg: null };

function showGraph(hits) {
  const plan = picture(hits);
  if (plan.count === 0) return [nothing()];
  if (plan.boxes.length === 0) return startsOf(hits, plan.count);
  const key = JSON.stringify([plan.boxes.map(({ id }) => [id, unfolded.has(id)]), plan.arrows]);
  if (key !== shownPicture.key) {
    const svg = sketch(plan.boxes, plan.arrows, Math.max(1, innerWidth / innerHeight));
    listen(svg);
    shownPicture = { key, svg };
  }
  const { svg } = shownPicture;
  const button = (sign, words, action) => make("button", { type: "button", "aria-label": words, title: words, click: action }, sign);
  const hasChoice = now.attribute !== null || now.artefact !== null;
  const sample = (kind, words) => make("span", { class: "key" }, draw("svg", { viewBox: "0 0 34 10", class: "line", "aria-hidden": "true" }, draw("path", { class: `arrow ${kind}`, d: "M0 5H34" })), words);
  const tools = [
    button("+", "Larger", () => zoom(svg, 1.25)),
    button("−", "Smaller", () => zoom(svg, 0.8)),
    make("button", { type: "button", click: () => fit(svg) }, "Fit"),
    hasChoice && !plan.isNear && make("button", { type: "button", "data-key": "near", click: () => go({ near: true }) }, "Only neighbours"),
    (plan.isNear || now.node !== null) && make("button", { type: "button", "data-key": "near", click: () => go({ near: false, node: null, attribute: null, artefact: null }) }, "Show everything"),
    sample("plain", "sets, gets"),
    sample("broken", "does not arrive"),
    sample("call", "calls, opens, hands over"),
    plan.left > 0 && make("span", { class: "faint" }, `${plural(plan.left, "more artefact")} left out`),
  ];
  return [make("div", { class: "tools" }, tools), make("div", { class: "canvas" }, svg)];
}

// Places the picture that the page contains now.
function seeGraph() {
  const { svg } = shownPicture;
  if (!svg?.isConnected) return;
  mark(svg);
  if (isPrinting) fit(svg);
  else if (svg.seen) refit(svg);
  else open(svg);
}

// Where to start, if everything does not fit into one readable picture.
function startsOf(hits, count) {
  const weight = ({ writing, reading }) => writing.size + reading.size;
  const busy = ({ sets, gets, handovers, callers }) => sets.size + gets.size + handovers.length + callers.size;
  const broken = hits.attributes.filter((it) => it.isBroken).sort((one, other) => weight(other) - weight(one));
  const wide = hits.attributes.filter((it) => !it.isBroken && weight(it) > 0).sort((one, other) => weight(other) - weight(one));
  const flows = hits.artefacts.filter((it) => it.kind !== null).sort((one, other) => busy(other) - busy(one) || compare(one.own, other.own));
  const attribute = (it) => make("li", {}, attributeLink(it.number), make("span", { class: "faint" }, `set by ${it.writing.size}, read by ${it.reading.size}`));
  const artefact = (it) => make("li", {}, nodeLink(it.number), make("span", { class: "faint" }, plural(busy(it), "connection")));
  const part = (title, items, each) => items.length > 0 && make("div", {}, make("h3", {}, title, " ", make("span", { class: "count" }, many(items.length))), make("ul", {}, items.slice(0, 15).map(each)));
  return [
    make("p", {}, `${many(count)} connected artefacts do not fit into one readable picture. Start from one of these, or search for another; the graph then shows it and its neighbours.`),
    make("div", { class: "starts" }, part("Broken attributes", broken, attribute), part("Artefacts", flows, artefact), part("Other attributes", wide, attribute)),
  ];
}
