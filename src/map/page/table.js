// Tables whose columns sort, and which show the first of many rows.

// How many rows a table has at first.
const PAGE = 200;
let limit = PAGE;
let isPrinting = false;

// The first of many entries, with ways to see more.
function cut(entries, each) {
  const shown = isPrinting ? entries : entries.slice(0, limit);
  const rest = entries.length - shown.length;
  const more = (count, words) => make("button", { type: "button", click: () => ((limit += count), render()) }, words);
  const tools = [
    more(PAGE, `Show ${many(Math.min(PAGE, rest))} more`),
    rest > PAGE && more(Infinity, "Show all"),
    make("span", { class: "faint" }, `${many(shown.length)} of ${many(entries.length)}`),
  ];
  return [each(shown), rest > 0 && make("div", { class: "tools next" }, tools)];
}

// A column: `key`, `title`, `value` by which it sorts (numbers sort the largest first), `cell`, and maybe `kind` and `width`.
// The first column contains the head of each row. Without a choice, rows have the order of `first`.
function table(entries, columns, first, row) {
  const by = (key) => columns.find((column) => column.key === key);
  const chosen = by(now.sort) ?? by(first);
  const sign = now.down ? -1 : 1;
  const order = (one, other) => (typeof one === "number" ? other - one : compare(one, other));
  const sorted = [...entries].sort((one, other) => sign * order(chosen.value(one), chosen.value(other)) || compare(columns[0].value(one), columns[0].value(other)));
  const head = ({ key, title, kind, width }) => {
    const isChosen = key === chosen.key;
    const turn = () => go({ sort: key, down: isChosen && !now.down }, false);
    const button = make("button", { type: "button", click: turn, "data-key": `sort-${key}` }, title, isChosen && make("span", { class: "order", "aria-hidden": "true" }, now.down ? "▼" : "▲"));
    return make("th", { scope: "col", class: [`in-${key}`, kind].filter(Boolean).join(" "), style: width && `--width:${width}`, "aria-sort": isChosen && (now.down ? "descending" : "ascending") }, button);
  };
  const line = (entry) => {
    const cells = columns.map(({ title, kind, cell }, at) => make(at === 0 ? "th" : "td", { scope: at === 0 && "row", class: kind, "data-title": at > 0 && title }, cell(entry)));
    const { changes, isChosen } = row(entry);
    const choose = () => getSelection().isCollapsed && go(changes);
    return make("tr", { class: isChosen && "chosen", click: choose }, cells);
  };
  const body = (shown) => make("table", { class: "list", keydown: walk }, make("thead", {}, make("tr", {}, columns.map(head))), make("tbody", {}, shown.map(line)));
  return cut(sorted, body);
}

// The arrow keys go from row to row.
function walk(event) {
  const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
  const next = step && document.activeElement.closest("tbody tr")?.[step]?.querySelector("a");
  if (!next) return;
  event.preventDefault();
  next.focus();
}
