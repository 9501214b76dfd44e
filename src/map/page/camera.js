// The part of the graph that is seen: pan and zoom, by mouse, wheel, touch and keys. `scale`: how many pixels of the
// screen one of the drawing has.

function look(svg, x, y, width, height) {
  svg.seen = { x, y, width, height, scale: svg.clientWidth / width };
  svg.setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
}

// Shows everything, but no larger than it is.
function fit(svg) {
  const [wide, high, edge] = [svg.clientWidth, svg.clientHeight, 20];
  const { width, height } = svg.size;
  const scale = Math.min(wide / (width + 2 * edge), high / (height + 2 * edge), 1) || 1;
  look(svg, width / 2 - wide / scale / 2, height / 2 - high / scale / 2, wide / scale, high / scale);
}

// Shows everything if it is readable; otherwise what is chosen, or the start, at a size at which it is.
function open(svg) {
  fit(svg);
  if (svg.seen.scale >= 0.6) return;
  const isChosen = ({ number, links = [] }) => (number === undefined ? links.some(({ read, written }) => [read, written].includes(now.attribute)) : number === (now.artefact ?? now.node));
  const box = svg.boxes.find(isChosen);
  const [wide, high, edge] = [svg.clientWidth / 0.8, svg.clientHeight / 0.8, 20];
  const [x, y] = box ? [box.x + box.width / 2 - wide / 2, box.y + box.height / 2 - high / 2] : [-edge, -edge];
  look(svg, x, y, wide, high);
}

// Enlarges around a point, given in parts of the width and height.
function zoom(svg, factor, across = 0.5, down = 0.5) {
  const { x, y, width, height } = svg.seen;
  const by = Math.min(3, Math.max(0.05, svg.seen.scale * factor)) / svg.seen.scale;
  look(svg, x + (width - width / by) * across, y + (height - height / by) * down, width / by, height / by);
}

function pan(svg, right, down) {
  const { x, y, width, height } = svg.seen;
  look(svg, x - right / svg.seen.scale, y - down / svg.seen.scale, width, height);
}

// Keeps the scale and the middle when the space for the drawing changes.
function refit(svg) {
  if (!svg.seen || svg.clientWidth === 0) return;
  const { x, y, width, height, scale } = svg.seen;
  const [wide, high] = [svg.clientWidth / scale, svg.clientHeight / scale];
  look(svg, x + (width - wide) / 2, y + (height - high) / 2, wide, high);
}

// Shows a box that the keyboard reaches.
function follow(svg, element) {
  const box = svg.boxes.find(({ id }) => String(id) === element.closest("[data-box]")?.dataset.box);
  if (!box) return;
  const { x, y, width, height } = svg.seen;
  const isSeen = box.x >= x && box.y >= y && box.x + box.width <= x + width && box.y + box.height <= y + height;
  if (!isSeen) look(svg, box.x + box.width / 2 - width / 2, box.y + box.height / 2 - height / 2, width, height);
}

function listen(svg) {
  let last;
  svg.addEventListener("pointerdown", (event) => {
    last = event;
    svg.hasMoved = false;
  });
  svg.addEventListener("pointermove", (event) => {
    if (!last || event.buttons === 0) return;
    const [right, down] = [event.clientX - last.clientX, event.clientY - last.clientY];
    if (!svg.hasMoved && Math.hypot(right, down) < 4) return;
    if (!svg.hasMoved) svg.setPointerCapture(event.pointerId);
    svg.hasMoved = true;
    svg.classList.add("moving");
    last = event;
    pan(svg, right, down);
  });
  svg.addEventListener("pointerup", () => {
    last = undefined;
    svg.classList.remove("moving");
  });
  svg.addEventListener("wheel", (event) => {
    event.preventDefault();
    const { left, top, width, height } = svg.getBoundingClientRect();
    zoom(svg, event.deltaY < 0 ? 1.15 : 1 / 1.15, (event.clientX - left) / width, (event.clientY - top) / height);
  }, { passive: false });
  svg.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
    if (way) pan(svg, ...way);
    else if (event.key === "+") zoom(svg, 1.25);
    else if (event.key === "-") zoom(svg, 0.8);
    else if (event.key === "0") fit(svg);
    else return;
    event.preventDefault();
  });
  svg.addEventListener("focusin", (event) => event.target !== svg && event.target.matches(":focus-visible") && follow(svg, event.target));
}
