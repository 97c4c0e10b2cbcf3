// Styles and point symbols. A style is data made in Python; layers/style.py says what it holds and resolves it
// the same way:
// {base, point|line|polygon, by: "line", values: {S1: {...}}, basis: {"point:estimated": {...}}, classes: {in: {...}}}
"use strict";
window.atlas = window.atlas || {};

atlas.kindOf = function (type) {
  if (/Point/.test(type)) return "point";
  return /Line/.test(type) ? "line" : "polygon";
};

atlas.resolveStyle = function (style, properties, cls, kind) {
  const values = style.values || {};
  const basis = style.basis || {};
  const steps = [style.base, style[kind]];
  for (const column of [].concat(style.by || [])) steps.push(values[properties[column]]);
  steps.push(basis[properties.basis], basis[kind + ":" + properties.basis], cls ? (style.classes || {})[cls] : null);
  return Object.assign({}, ...steps);
};

// Shapes carry the class beside the colour, so that nobody has to tell colours apart.
atlas.shapePath = function (shape, x, y, r) {
  if (shape === "square") return `M${x - r},${y - r}h${2 * r}v${2 * r}h${-2 * r}z`;
  if (shape === "triangle") {
    return `M${x},${y - 1.2 * r}L${x + 1.15 * r},${y + 0.9 * r}L${x - 1.15 * r},${y + 0.9 * r}z`;
  }
  if (shape === "diamond") return `M${x},${y - 1.3 * r}L${x + 1.3 * r},${y}L${x},${y + 1.3 * r}L${x - 1.3 * r},${y}z`;
  if (shape === "cross") return `M${x - r},${y - r}L${x + r},${y + r}M${x + r},${y - r}L${x - r},${y + r}`;
  if (shape === "star") {
    const p = [];
    for (let i = 0; i < 10; i++) {
      const a = (Math.PI * i) / 5;
      const q = i % 2 ? 0.55 * r : 1.35 * r;
      p.push(`${x + q * Math.sin(a)},${y - q * Math.cos(a)}`);
    }
    return "M" + p.join("L") + "z";
  }
  return null;
};

atlas.Symbol = L.CircleMarker.extend({
  _updatePath: function () {
    const o = this.options;
    const d = o.shape && this._renderer._setPath
      ? atlas.shapePath(o.shape, this._point.x, this._point.y, this._radius) : null;
    if (d && !this._empty()) this._renderer._setPath(this, d);
    else L.CircleMarker.prototype._updatePath.call(this);
  },
});

// A small picture of a style for the legend, as an SVG element.
atlas.swatch = function (kind, s) {
  const NS = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(NS, "svg");
  svg.setAttribute("width", "30");
  svg.setAttribute("height", "18");
  svg.setAttribute("aria-hidden", "true");
  const add = (tag, attrs) => {
    const el = document.createElementNS(NS, tag);
    for (const k in attrs) if (attrs[k] !== undefined && attrs[k] !== null) el.setAttribute(k, attrs[k]);
    svg.appendChild(el);
  };
  const paint = (o) => ({
    stroke: o.stroke === false ? "none" : o.color,
    "stroke-width": Math.min(o.weight === undefined ? 2 : o.weight, 12),
    "stroke-opacity": o.opacity,
    "stroke-dasharray": o.dashArray,
    fill: o.fill === false || kind === "line" ? "none" : o.fillColor || o.color,
    "fill-opacity": o.fillOpacity === undefined ? 0.2 : o.fillOpacity,
  });
  if (kind === "line") {
    for (const o of [s.casing, s, s.over]) if (o) add("path", Object.assign({ d: "M2 9H28" }, paint(o)));
  } else if (kind === "polygon") {
    add("rect", Object.assign({ x: 3, y: 3, width: 24, height: 12, rx: 1.5 }, paint(s)));
  } else if (kind === "point") {
    const r = Math.min(s.radius || 6, 6);
    const d = s.shape ? atlas.shapePath(s.shape, 15, 9, r) : null;
    if (s.ring) add("circle", { cx: 15, cy: 9, r: 8, fill: "none", stroke: s.color, "stroke-dasharray": "2 2" });
    if (d) add("path", Object.assign({ d }, paint(s)));
    else add("circle", Object.assign({ cx: 15, cy: 9, r: s.ring ? 4 : r }, paint(s)));
  }
  return svg;
};
