// The head of the page: where the map is from, numbers and chips, which filter.

function showNumbers() {
  const count = (state) => attributes.filter((it) => hasState(it, state)).length;
  const rows = [
    ["", attributes.length === 1 ? "attribute" : "attributes", ""],
    ["broken", "broken", "broken"],
    ["no-path-to-reader", states.get("no-path-to-reader")?.label ?? "", "amber"],
    ["written-never-read", states.get("written-never-read")?.label ?? "", "amber"],
    ["open", "open: one end is not in sight", ""],
    ["fine", "written and read", "fine"],
    ["findings", "with findings", ""],
    ["undeclared", "not in the dictionary", ""],
    ["unused", "only in the dictionary", ""],
  ];
  const item = (state, number, words, kind) => {
    const isChosen = now.state === state;
    const properties = { class: kind, "aria-current": isChosen && "true", "data-key": `state-${state}` };
    return link({ state: isChosen ? "" : state }, properties, make("strong", {}, many(number)), " ", make("span", {}, words));
  };
  const tile = ([state, words, kind]) => {
    const number = count(state);
    return (number > 0 || state === "" || state === "broken") && item(state, number, words, number > 0 ? kind : "");
  };
  byId("numbers").replaceChildren();
  fill(byId("numbers"), {}, rows.map(tile));
  const broken = map.states.filter((state) => state.broken);
  byId("obstacles").replaceChildren();
  fill(byId("obstacles"), {}, broken.map(({ word, label, count: number }) => item(word, number, label, "broken")));
}

function showFilters() {
  const drop = (changes, ...words) => link(changes, { class: "chip", title: "Remove this filter" }, words, " ×");
  const chips = [
    now.node !== null && drop({ node: null }, "Only ", visible(nodes[now.node].own)),
    now.state !== "" && drop({ state: "" }, stateLabel()),
    now.text !== "" && drop({ text: "" }, `“${visible(now.text)}”`),
  ];
  byId("filters").replaceChildren();
  fill(byId("filters"), {}, chips);
}

function stateLabel() {
  return states.get(now.state)?.label ?? { broken: "broken", findings: "with findings", undeclared: "not in the dictionary" }[now.state] ?? visible(now.state);
}

function showOrigin() {
  const { project, revision } = map.origin ?? {};
  const unknown = map.unknownWriters.length;
  if (project) {
    byId("origin").previousElementSibling.textContent = `${visible(project)}: map of attributes`;
    document.title = `${visible(project)}: map of attributes`;
  }
  fill(byId("origin"), {}, [
    revision && make("span", {}, visible(revision)),
    unknown > 0 && make("span", { title: "What seems unset may be set there." }, `${plural(unknown, "place")} with a name that is known at run time only`),
  ]);
}
