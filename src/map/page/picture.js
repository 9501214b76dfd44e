// Selects the boxes and arrows of the graph, from what is found and chosen. Does not know where they are drawn.

// How many artefacts a picture of everything may have, and how many a picture of neighbours: the first number whose boxes
// are not too many.
const WHOLE = 60;
const NEIGHBOURS = [1000, 60];
const BOXES = 80;
// So many artefacts with the same arrows become one box.
const ALIKE = 4;
// How many names a box has at first, and the keys of boxes that have all of theirs.
const NAMES = 10;
const unfolded = new Set();

// What the graph is about: an attribute or an artefact, or nothing.
function focusOf(isNear) {
  if (!isNear) return { attribute: null, node: now.node };
  return now.attribute !== null ? { attribute: now.attribute, node: null } : { attribute: null, node: now.artefact ?? now.node };
}

// The links of the map that are drawn, each with the nodes at its ends.
function linksOf(focus, hits) {
  const isWanted = wanted(focus, hits);
  const links = map.links.filter(isWanted).map((link) => (focus.node === null ? link : ofNode(link, focus.node)));
  return links.filter((link) => link !== null && (link.broken || link.from.length > 1 || link.to.length > 1 || link.from[0] !== link.to[0]));
}

function wanted({ attribute, node }, hits) {
  const isOf = ({ written, read }, numbers) => numbers.has(written) || numbers.has(read);
  if (attribute !== null) return (link) => isOf(link, new Set([attribute]));
  if (now.near && node !== null) return () => true;
  const names = new Set(hits.attributes.map(({ number }) => number));
  const artefacts = new Set(now.text.trim() === "" ? [] : hits.artefacts.map(({ number }) => number));
  return (link) => isOf(link, names) || [...link.from, ...link.to].some((it) => artefacts.has(it));
}

// The part of a link that leads to or from a node.
function ofNode({ from, to, ...rest }, node) {
  const [sets, gets] = [from.includes(node), to.includes(node)];
  if (!sets && !gets) return null;
  return { ...rest, from: sets && !gets ? [node] : from, to: gets && !sets ? [node] : to };
}

// The calls and transfers: from which node to which ones, several if only one of them is meant.
function callsOf(focus, hits, links) {
  if (focus.attribute !== null) return [];
  const calls = nodes.flatMap(({ handovers, number }) => handovers.map(({ candidates, name }) => ({ from: number, to: candidates, name, count: candidates.length }))).filter(({ count }) => count > 0);
  if (focus.node !== null) {
    const own = calls.filter(({ from, to }) => from === focus.node || to.includes(focus.node));
    return own.map((call) => (call.from === focus.node ? call : { ...call, to: [focus.node] }));
  }
  if (now.text.trim() === "" && now.state === "") return calls;
  const drawn = new Set([...links.flatMap(({ from, to }) => [...from, ...to]), ...(now.state === "" ? hits.artefacts.map(({ number }) => number) : [])]);
  return calls.filter(({ from, to }) => drawn.has(from) && to.every((it) => drawn.has(it)));
}

// The numbers of the nodes, those with broken links and many links first.
function ranked(links, calls, focus) {
  const weight = new Map(focus.node === null ? [] : [[focus.node, Infinity]]);
  const weigh = (node, by) => weight.set(node, (weight.get(node) ?? 0) + by);
  for (const { from, to, broken } of links) for (const node of [...from, ...to]) weigh(node, broken ? 1000 : 1);
  for (const { from, to } of calls) for (const node of [from, ...to]) weigh(node, 1);
  return [...weight.keys()].sort((one, other) => weight.get(other) - weight.get(one) || one - other);
}

// The boxes and arrows; `left`: how many artefacts did not fit. Without boxes if nothing is chosen and they are too many.
function picture(hits) {
  const hasChoice = now.attribute !== null || now.artefact !== null;
  const draft = (isNear) => {
    const focus = focusOf(isNear);
    const links = linksOf(focus, hits);
    const calls = callsOf(focus, hits, links);
    return { isNear, focus, links, calls, order: ranked(links, calls, focus) };
  };
  let plan = draft(now.near && hasChoice);
  if (plan.order.length > WHOLE && !plan.isNear && hasChoice) plan = draft(true);
  const { isNear, focus, links, calls, order } = plan;
  const isFocused = isNear || focus.node !== null;
  if (order.length > WHOLE && !isFocused) return { boxes: [], arrows: [], count: order.length, left: 0, isNear };
  let result;
  for (const most of NEIGHBOURS) {
    const kept = new Set(order.slice(0, most));
    result = { ...boxesOf(kept, links, calls), count: kept.size, left: order.length - kept.size, isNear };
    if (result.boxes.length <= BOXES) break;
  }
  return result;
}

// Boxes for artefacts, and one for the names that the same artefacts set and the same ones get.
function boxesOf(kept, links, calls) {
  const [boxes, arrows] = [new Map(), new Map()];
  const addNode = (number) => boxes.has(number) || boxes.set(number, { id: number, number });
  const add = (from, to, kind) => arrows.set(`${from} ${to} ${kind}`, { from, to, kind });
  for (const number of [...kept].sort((one, other) => one - other)) addNode(number);
  const inside = links.map((link) => ({ ...link, from: link.from.filter((it) => kept.has(it)), to: link.to.filter((it) => kept.has(it)), isUnset: link.from.length === 0 }));
  const whole = inside.filter(({ from, to, isUnset }) => to.length > 0 && (from.length > 0 || isUnset));
  for (const [id, group] of grouped(whole, ({ from, to, broken }) => `names ${from} > ${to} ${broken}`)) {
    const [{ from, to, broken, isUnset }] = group;
    const kind = broken ? "broken" : "plain";
    boxes.set(id, { id, kind, links: group, isUnset });
    for (const node of from) add(node, id, kind);
    for (const node of to) add(id, node, kind);
  }
  for (const { from, to, name, count } of calls) {
    if (!kept.has(from)) continue;
    const [target] = to;
    if (count === 1) {
      if (kept.has(target) && from !== target) add(from, target, "call");
      continue;
    }
    const id = `one of ${to} ${name}`;
    boxes.set(id, { id, choice: `one of ${count}: ${name}` });
    add(from, id, "call");
    for (const node of to) if (kept.has(node)) add(id, node, "call");
  }
  return bundled([...boxes.values()], [...arrows.values()]);
}

// Makes one box of many artefacts that have the same arrows.
function bundled(boxes, arrows) {
  const ends = new Map(boxes.map(({ id }) => [id, []]));
  for (const { from, to, kind } of arrows) {
    ends.get(from).push(`> ${to} ${kind}`);
    ends.get(to).push(`< ${from} ${kind}`);
  }
  const isAlone = ({ id, number }) => number === undefined || ends.get(id).length === 0 || number === now.artefact || number === now.node;
  const groups = grouped(boxes.filter((box) => !isAlone(box)), ({ id }) => ends.get(id).sort().join("\n"));
  const merged = new Map();
  const bundles = [];
  for (const group of groups.values()) {
    if (group.length < ALIKE) continue;
    const bundle = { id: `artefacts ${group.map(({ id }) => id)}`, members: group.map(({ number }) => number) };
    bundles.push(bundle);
    for (const { id } of group) merged.set(id, bundle.id);
  }
  const endOf = (id) => merged.get(id) ?? id;
  const all = arrows.map(({ from, to, kind }) => ({ from: endOf(from), to: endOf(to), kind }));
  const once = grouped(all, ({ from, to, kind }) => `${from} ${to} ${kind}`);
  return { boxes: [...boxes.filter(({ id }) => !merged.has(id)), ...bundles], arrows: [...once.values()].map(([arrow]) => arrow) };
}
