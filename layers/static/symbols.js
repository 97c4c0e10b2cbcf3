// Styles and point symbols. A style is data made in Python (layers/style.py):
// {base: {...}, basis: {estimated: {...}}, by: "line", values: {S1: {...}}, classes: {in: {...}}}
"use strict";
window.atlas = window.atlas || {};

atlas.resolveStyle = function (style, properties, cls) {
  const by = style.by ? (style.values || {})[properties[style.by]] : null;
  const basis = (style.basis || {})[properties.basis];
  const ofClass = cls ? (style.classes || {})[cls] : null;
  return Object.assign({}, style.base, by, basis, ofClass);
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
  svg.setAttribute("width", "28");
  svg.setAttribute("height", "16");
  svg.setAttribute("aria-hidden", "true");
  const add = (tag, attrs) => {
    const el = document.createElementNS(NS, tag);
    for (const k in attrs) if (attrs[k] !== undefined && attrs[k] !== null) el.setAttribute(k, attrs[k]);
    svg.appendChild(el);
  };
  const paint = {
    stroke: s.stroke === false ? "none" : s.color,
    "stroke-width": Math.min(s.weight === undefined ? 2 : s.weight, 5),
    "stroke-dasharray": s.dashArray,
    fill: s.fill === false || kind === "line" ? "none" : s.fillColor || s.color,
    "fill-opacity": s.fillOpacity === undefined ? 0.2 : s.fillOpacity,
  };
  if (kind === "line") add("path", Object.assign({ d: "M2 8H26" }, paint));
  else if (kind === "polygon") add("rect", Object.assign({ x: 3, y: 2, width: 22, height: 12 }, paint));
  else {
    const r = Math.min(s.radius || 6, 6);
    const d = s.shape ? atlas.shapePath(s.shape, 14, 8, r) : null;
    if (d) add("path", Object.assign({ d }, paint));
    else add("circle", Object.assign({ cx: 14, cy: 8, r }, paint));
  }
  return svg;
};
