// A chart on the page: the SVG as Python drew it, a marker that can be dragged, and the picture as PNG.
// Loaded as a component's module; nothing is evaluated from text.
const NS = "http://www.w3.org/2000/svg";

function figure(value, unit) {
  return (value >= 10 || value === 0 ? value.toFixed(0) : value.toFixed(1)) + unit;
}

function between(rows, x) {
  let i = 1;
  while (i < rows.length - 1 && rows[i][0] < x) i++;
  const [a, b] = [rows[i - 1], rows[i]];
  const t = Math.min(1, Math.max(0, (x - a[0]) / (b[0] - a[0])));
  return a.map((value, k) => value + t * (b[k] - value));
}

function png(svg, name) {
  const [width, height] = [svg.viewBox.baseVal.width, svg.viewBox.baseVal.height];
  svg.setAttribute("width", width);
  svg.setAttribute("height", height);
  const text = new XMLSerializer().serializeToString(svg);
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement("canvas");
    canvas.width = width * 3;
    canvas.height = height * 3;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    }, "image/png");
  };
  image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
}

function marker(svg, d, send) {
  const group = svg.querySelector("g.marker");
  if (!group || !d.curve) return;
  const c = d.curve;
  const [rule, dot, label] = [group.querySelector("line"), group.querySelector("circle"), group.querySelector("text")];
  const grip = document.createElementNS(NS, "rect");
  const pick = document.createElementNS(NS, "rect");
  const set = (el, attrs) => Object.entries(attrs).forEach(([k, v]) => el.setAttribute(k, v));
  set(pick, { x: c.left, y: c.top - 10, width: c.right - c.left, height: c.bottom - c.top + 10, fill: "transparent", style: "cursor: ew-resize" });
  set(grip, { y: c.bottom - 7, width: 14, height: 14, rx: 4, fill: "#c24a00", stroke: "#fff", "stroke-width": 2, tabindex: 0,
    role: "slider", "aria-label": d.words.distance, "aria-valuemin": d.step, "aria-valuemax": c.far, style: "cursor: ew-resize" });
  group.append(pick, grip);
  let now = c.at;
  const show = (metres) => {
    now = Math.min(c.far, Math.max(d.step, Math.round(metres / d.step) * d.step));
    const [, value, low, high] = between(c.rows, now);
    const x = c.left + (now / c.far) * (c.right - c.left);
    const left = x > (c.left + c.right) / 2;
    set(rule, { x1: x, x2: x });
    set(dot, { cx: x, cy: c.bottom - (Math.min(value, c.high) / c.high) * (c.bottom - c.top) });
    set(label, { x: left ? x - 8 : x + 8, "text-anchor": left ? "end" : "start" });
    const end = (number) => (c.unit ? figure(number, c.unit) : number.toFixed(0)); // counts end on whole numbers
    label.textContent = `${now} m · ${figure(value, c.unit)} (${end(low)}–${end(high)})`;
    set(grip, { x: x - 7, "aria-valuenow": now, "aria-valuetext": label.textContent });
  };
  show(now);
  const at = (event) => {
    const box = svg.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * c.width;
    return ((x - c.left) / (c.right - c.left)) * c.far;
  };
  let held = false;
  group.addEventListener("pointerdown", (event) => {
    held = true;
    group.setPointerCapture(event.pointerId);
    show(at(event));
    event.preventDefault();
    grip.focus({ preventScroll: true });
  });
  group.addEventListener("pointermove", (event) => held && show(at(event)));
  group.addEventListener("pointerup", () => {
    if (held && now !== c.at) send(now);
    held = false;
  });
  let keyed;
  grip.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageUp: 10, PageDown: -10 }[event.key];
    if (!step) return;
    event.preventDefault();
    show(now + step * d.step);
    clearTimeout(keyed);
    keyed = setTimeout(() => send(now), 300);
  });
}

export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".atlas-chart");
  const key = JSON.stringify(data);
  if (root.dataset.key === key) return;
  root.dataset.key = key;
  const parsed = new DOMParser().parseFromString(data.svg, "image/svg+xml").documentElement;
  const svg = document.importNode(parsed, true);
  svg.removeAttribute("width");
  svg.removeAttribute("height");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "PNG";
  button.title = data.words.png;
  button.addEventListener("click", () => {
    const clean = document.importNode(svg, true);
    clean.querySelectorAll("g.marker rect").forEach((el) => el.remove());
    png(clean, data.name + ".png");
  });
  root.replaceChildren(svg, button);
  marker(svg, data, (metres) => setTriggerValue("distance", metres));
}
