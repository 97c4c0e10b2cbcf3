// Layers of the map: one pane each, so that order and opacity belong to the layer and cost nothing to change.
"use strict";

atlas.CANVAS_FROM = 3000; // features: above this a layer is drawn on one canvas

atlas.fetchJson = (function () {
  const cache = new Map();
  return function (url) {
    if (!cache.has(url)) {
      cache.set(url, fetch(url).then((r) => {
        if (!r.ok) throw new Error(url + " " + r.status);
        return r.json();
      }).catch((e) => {
        cache.delete(url);
        throw e;
      }));
    }
    return cache.get(url);
  };
})();

// Where a name stands: a point itself, or the inside of a polygon farthest from its edge (coarse grid).
atlas.middle = function (layer) {
  if (layer.getLatLng) return layer.getLatLng();
  let rings = layer.getLatLngs();
  while (Array.isArray(rings[0]) && Array.isArray(rings[0][0])) rings = rings.map((r) => r[0]);
  if (!Array.isArray(rings[0])) return rings[Math.floor(rings.length / 2)];
  const ring = rings.reduce((a, b) => (L.latLngBounds(b).toBBoxString() && b.length > a.length ? b : a));
  const box = L.latLngBounds(ring);
  const squeeze = Math.cos((box.getCenter().lat * Math.PI) / 180);
  let best = box.getCenter();
  let depth = -1;
  for (let i = 1; i < 16; i++) {
    for (let k = 1; k < 16; k++) {
      const y = box.getSouth() + ((box.getNorth() - box.getSouth()) * i) / 16;
      const x = box.getWest() + ((box.getEast() - box.getWest()) * k) / 16;
      let inside = false;
      let near = Infinity;
      for (let a = 0, b = ring.length - 1; a < ring.length; b = a++) {
        const p = ring[a];
        const q = ring[b];
        if (p.lat > y !== q.lat > y && x < ((q.lng - p.lng) * (y - p.lat)) / (q.lat - p.lat) + p.lng) inside = !inside;
        near = Math.min(near, Math.hypot((p.lng - x) * squeeze, p.lat - y));
      }
      if (inside && near > depth) {
        depth = near;
        best = L.latLng(y, x);
      }
    }
  }
  return best;
};

// The longest of a line's parts.
atlas.path = function (layer) {
  let line = layer.getLatLngs();
  if (Array.isArray(line[0])) line = line.reduce((a, b) => (b.length > a.length ? b : a));
  return line;
};

atlas.Layer = class {
  constructor(host, spec) {
    this.host = host;
    this.map = host.map;
    this.id = spec.id;
    this.pane = this.map.createPane("atlas-" + spec.id.replace(/[^a-z0-9_-]/gi, "-"));
    this.byId = new Map();
    this.spec = {};
    this.labels = [];
    this.onZoom = () => this.place();
    this.map.on("zoomend", this.onZoom);
  }

  paneName() {
    return "atlas-" + this.id.replace(/[^a-z0-9_-]/gi, "-");
  }

  async update(spec, order) {
    this.spec = spec;
    this.pane.style.zIndex = 300 + order;
    this.pane.style.opacity = spec.opacity === undefined ? 1 : spec.opacity;
    this.pane.style.pointerEvents = spec.interactive === false ? "none" : "";
    if (!spec.visible) {
      this.hide();
      return;
    }
    const key = spec.url || spec.version;
    if (this.key !== key) {
      const data = spec.data || (await atlas.fetchJson(spec.url));
      if (this.spec !== spec) return; // a newer state has come while this one was on its way
      this.build(data);
      this.key = key;
      this.painted = null;
    }
    const look = JSON.stringify([spec.style, spec.classes, spec.hidden, spec.rings]);
    if (look !== this.painted) {
      this.paint();
      this.painted = look;
    }
    const named = JSON.stringify([spec.label, spec.lang, spec.hidden, spec.style, this.key]);
    if (named !== this.named) {
      this.labels = this.label();
      this.named = named;
      this.placed = null;
    }
    this.place();
  }

  // On the map, or not: what is switched off, and what waits for a closer zoom.
  place() {
    if (!this.group) return;
    const on = this.spec.visible && this.map.getZoom() >= (this.spec.min_zoom || 0);
    if (on === this.placed) return;
    this.placed = on;
    if (!on) {
      this.group.remove();
      this.host.labels.drop(this.id);
      return;
    }
    this.group.addTo(this.map);
    this.host.labels.set(this.id, this.labels);
  }

  hide() {
    this.place();
    if (!this.group) this.host.labels.drop(this.id);
  }

  remove() {
    this.spec = { visible: false };
    this.hide();
    this.map.off("zoomend", this.onZoom);
    this.pane.remove();
    delete this.map._panes[this.paneName()];
  }

  build(data) {
    if (this.group) this.group.remove();
    const features = data.features.filter((f) => f.geometry);
    const Renderer = features.length > atlas.CANVAS_FROM ? L.canvas : L.svg;
    const options = { pane: this.paneName(), renderer: Renderer({ pane: this.paneName(), padding: 0.3 }) };
    this.byId.clear();
    this.placed = null;
    this.options = options;
    this.rings = L.layerGroup();
    this.under = L.layerGroup();
    this.over = L.layerGroup();
    this.group = L.layerGroup([this.rings, this.under]);
    const shapes = L.geoJSON({ type: "FeatureCollection", features }, {
      ...options,
      interactive: this.spec.interactive !== false,
      pointToLayer: (f, at) => new atlas.Symbol(at, options),
      onEachFeature: (f, layer) => this.adopt(f, layer),
    });
    this.group.addLayer(shapes);
    this.group.addLayer(this.over);
  }

  adopt(feature, layer) {
    const id = feature.properties.id;
    if (!this.byId.has(id)) this.byId.set(id, []);
    this.byId.get(id).push(layer);
    if (/Line/.test(feature.geometry.type)) {
      const twin = (interactive) => L.polyline(layer.getLatLngs(), Object.assign({}, this.options, { interactive, fill: false }));
      layer.beneath = twin(this.spec.interactive !== false).addTo(this.under);
      layer.above = twin(false).addTo(this.over);
      layer.beneath.feature = feature;
      this.answer(feature, layer.beneath);
    }
    this.answer(feature, layer);
  }

  answer(feature, layer) {
    if (this.spec.interactive === false) return;
    layer.on("click", (e) => {
      L.DomEvent.stopPropagation(e);
      this.host.picked(this.id, feature, e.latlng);
    });
    layer.bindTooltip(() => this.tip(feature.properties), { sticky: true, direction: "top", className: "atlas-tip" });
  }

  tip(p) {
    const box = document.createElement("span");
    const en = this.spec.lang === "en";
    const name = document.createElement("b");
    name.textContent = (en && p.name_en) || p.name || p.id;
    const what = document.createElement("span");
    const note = (this.spec.tips || {})[p.id];
    what.textContent = " · " + (note || this.spec.title || "");
    box.append(name, what);
    return box;
  }

  paint() {
    const { style, classes, hidden } = this.spec;
    const out = new Set(hidden || []);
    this.rings.clearLayers();
    for (const [id, parts] of this.byId) {
      for (const part of parts) {
        const p = part.feature.properties;
        const s = atlas.resolveStyle(style, p, (classes || {})[id], atlas.kindOf(part.feature.geometry.type));
        const gone = { stroke: false, fill: false };
        if (out.has(id)) Object.assign(s, gone);
        else s.stroke = s.stroke !== false;
        if (!out.has(id) && part.getLatLng) s.fill = s.fill !== false;
        part.setStyle(Object.assign({ dashArray: null, lineCap: "round" }, s));
        if (part.setRadius && s.radius) part.setRadius(s.radius);
        if (part.beneath) {
          part.beneath.setStyle(s.casing && !out.has(id) ? Object.assign({ stroke: true, lineCap: "round" }, s.casing) : gone);
          part.above.setStyle(s.over && !out.has(id) ? Object.assign({ stroke: true, lineCap: "butt" }, s.over) : gone);
        }
        if (this.spec.rings && !out.has(id) && p.accuracy_m && part.getLatLng && p.basis !== "surveyed") {
          L.circle(part.getLatLng(), Object.assign({}, this.options, {
            radius: p.accuracy_m, weight: 1, color: s.ringColor || s.color, opacity: 0.55, dashArray: "2 4",
            interactive: false, fillColor: s.ringColor || s.color, fillOpacity: 0.035,
          })).addTo(this.rings);
        }
      }
    }
  }

  label() {
    const l = this.spec.label;
    if (!l) return [];
    const en = this.spec.lang === "en";
    const hidden = new Set(this.spec.hidden || []);
    const seen = new Set();
    const labels = [];
    for (const [id, parts] of this.byId) {
      const part = parts[0];
      const p = part.feature.properties;
      const text = ((en && p.name_en) || p.name || "").split(/[（(]/)[0].replace(/ Subdistrict$/, "").trim();
      const kind = atlas.kindOf(part.feature.geometry.type);
      if (!text || seen.has(text) || hidden.has(id)) continue;
      seen.add(text);
      const look = atlas.resolveStyle(this.spec.style, p, (this.spec.classes || {})[id], kind);
      labels.push({
        at: atlas.middle(part), text, cls: l.cls, size: l.size, minZoom: l.min_zoom || 0, priority: l.priority || 0,
        colour: l.colour || (l.cls === "zone" || l.cls === "plan" ? look.color : null), point: kind === "point",
        radius: look.radius, path: l.along && kind === "line" ? atlas.path(part) : null,
      });
    }
    return labels;
  }

  find(id) {
    return this.byId.get(id) || [];
  }
};
