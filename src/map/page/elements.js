// Elements of the page. Texts of the map become text nodes and values of attributes, never markup.

function byId(id) {
  return document.getElementById(id);
}

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
  element.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false && child !== ""));
  return element;
}

function many(count) {
  return count.toLocaleString("en");
}

function plural(count, word) {
  return `${many(count)} ${word}${count === 1 ? "" : "s"}`;
}

// A text with symbols for what would be invisible or would change the direction of other text.
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

// A link that changes what is shown. With a modifier, the browser opens its address.
function link(changes, properties, ...children) {
  return make("a", { href: addressOf({ ...now, ...changes }), click: following(changes), ...properties }, children);
}

function following(changes) {
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    go(changes);
  };
}

function attributeLink(number) {
  const { name, isBroken } = attributes[number];
  return link({ attribute: number, artefact: null }, { class: isBroken && "broken", "data-key": `a${number}` }, nameOf(name));
}

// The whole name of a node and its path, each on a line.
function hintOf({ name, file }) {
  return [name, file].filter(Boolean).map(visible).join("\n");
}

function nodeLink(number) {
  const node = nodes[number];
  const more = distinction(node);
  const name = link({ artefact: number, attribute: null }, { title: hintOf(node), "data-key": `n${number}` }, visible(node.own));
  return make("span", { class: "node" }, icon(node), make("span", {}, name, more && make("span", { class: "faint" }, ` ${visible(more)}`)));
}

function badge({ state }, isShort) {
  const { word, label, broken } = states.get(state);
  return make("span", { class: `state ${word}${broken ? " broken" : ""}`, title: label }, isShort && word === "open" ? "open" : label);
}

// The place in the dictionary: what it declares, or that it does not.
function declarationBadges({ declared, declaration }) {
  const note = (kind, words) => make("span", { class: `note ${kind}` }, words);
  if (declared === false) return [note("missing", "not in the dictionary")];
  const { deprecated, replacement, sensitive } = declaration ?? {};
  return [
    deprecated && note("missing", replacement ? `deprecated, use ${visible(replacement)}` : "deprecated"),
    sensitive && note("", "sensitive"),
  ];
}

// A message, whose names are between backquotes.
function prose(text) {
  return visible(text).split("`").map((part, at) => (at % 2 === 1 ? make("code", {}, part) : part));
}

function nothing() {
  const hits = Object.entries(found()).filter(([view, hit]) => view !== now.view && hit.length > 0 && views[view].unit);
  const words = hits.map(([view, hit], at) => [at > 0 && " · ", link({ view }, {}, plural(hit.length, views[view].unit))]);
  return make("p", { class: "empty" }, "Nothing here matches. ", words.length > 0 && ["Elsewhere: ", words]);
}
