// A sign for each kind of artefact, in a field of 16 by 16.

const ICONS = {
  flow: "M2 8h3l5-4.5h4M5 8l5 4.5h4M12 1.5l2 2-2 2M12 10.5l2 2-2 2",
  action: "M9 1.5L3.5 9H8l-1 5.5L12.5 7H8z",
  script: "M3 2h10v12H3zM5.5 5.5h5M5.5 8h5M5.5 10.5h3",
  payload: "M6 2.5C3 2.5 5.5 7 2.5 8c3 1 .5 5.5 3.5 5.5M10 2.5c3 0 .5 4.5 3.5 5.5-3 1-.5 5.5-3.5 5.5",
  web: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM2 8h12M8 2c-3.5 4-3.5 8 0 12M8 2c3.5 4 3.5 8 0 12",
  terraform: "M2.5 3.5L7 6v5.5L2.5 9zM13.5 3.5L9 6v5.5L13.5 9z",
  outside: "M5 12.5a3 3 0 0 1-.3-6A3.8 3.8 0 0 1 12 6.6a2.9 2.9 0 0 1-.5 5.9z",
  other: "M4 2h5l3 3v9H4zM9 2v3h3",
};

const KINDS = {
  "Archy YAML flow": "flow",
  "Architect export": "flow",
  "flow configuration": "flow",
  "data action": "action",
  "agent script": "script",
  "script snippet": "script",
  payload: "payload",
  "web page or script": "web",
  "Terraform file": "terraform",
};

function iconOf({ kind }) {
  return kind === null ? "outside" : KINDS[kind] ?? "other";
}

function kindOf({ kind, type }) {
  return type ?? kind ?? "outside of the projects";
}

function icon(node) {
  const word = iconOf(node);
  const words = node.kind ?? "outside of the projects";
  return draw("svg", { class: `icon ${word}`, viewBox: "0 0 16 16", role: "img", "aria-label": words }, draw("title", {}, words), draw("path", { d: ICONS[word] }));
}
