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

atlas.middle = function (layer) {
  if (layer.getLatLng) return layer.getLatLng();
  if (layer.feature && /Line/.test(layer.feature.geometry.type)) {
    let line = layer.getLatLngs();
    if (Array.isArray(line[0])) line = line.reduce((a, b) => (b.length > a.length ? b : a));
    return line[Math.floor(line.length / 2)];
  }
  return layer.getBounds().getCenter();
};

atlas.Layer = class {
  constructor(host, spec) {
    this.host = host;
    this.map = host.map;
    this.id = spec.id;
    this.pane = this.map.createPane("atlas-" + spec.id.replace(/[^a-z0-9_-]/gi, "-"));
    this.byId = new Map();
    this.spec = {};
  }

  paneName() {
    return "atlas-" + this.id.replace(/[^a-z0-9_-]/gi, "-");
  }

  async update(spec, order) {
    const old = this.spec;
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
    if (!this.map.hasLayer(this.group)) this.group.addTo(this.map);
    if (old.label !== spec.label || old.lang !== spec.lang || !this.labelled) this.label();
  }

  hide() {
    if (this.group) this.group.remove();
    this.host.labels.drop(this.id);
    this.labelled = false;
  }

  remove() {
    this.hide();
    this.pane.remove();
    delete this.map._panes[this.paneName()];
  }

  build(data) {
    if (this.group) this.group.remove();
    const features = data.features.filter((f) => f.geometry);
    const Renderer = features.length > atlas.CANVAS_FROM ? L.canvas : L.svg;
    const options = { pane: this.paneName(), renderer: Renderer({ pane: this.paneName(), padding: 0.3 }) };
    this.byId.clear();
    this.rings = L.layerGroup();
    this.group = L.layerGroup([this.rings]);
    const shapes = L.geoJSON({ type: "FeatureCollection", features }, {
      ...options,
      interactive: this.spec.interactive !== false,
      pointToLayer: (f, at) => new atlas.Symbol(at, options),
      onEachFeature: (f, layer) => this.adopt(f, layer),
    });
    this.group.addLayer(shapes);
    this.options = options;
  }

  adopt(feature, layer) {
    const id = feature.properties.id;
    if (!this.byId.has(id)) this.byId.set(id, []);
    this.byId.get(id).push(layer);
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
        const s = atlas.resolveStyle(style, p, (classes || {})[id]);
        if (out.has(id)) Object.assign(s, { stroke: false, fill: false });
        else if (s.stroke === undefined) s.stroke = true;
        part.setStyle(s);
        if (part.setRadius && s.radius) part.setRadius(s.radius);
        if (this.spec.rings && !out.has(id) && p.accuracy_m && part.getLatLng && p.basis !== "surveyed") {
          L.circle(part.getLatLng(), Object.assign({}, this.options, {
            radius: p.accuracy_m, weight: 1, color: s.color, dashArray: "2 4", fill: false, interactive: false,
          })).addTo(this.rings);
        }
      }
    }
  }

  label() {
    const l = this.spec.label;
    this.labelled = true;
    if (!l) {
      this.host.labels.drop(this.id);
      return;
    }
    const en = this.spec.lang === "en";
    const seen = new Set();
    const labels = [];
    for (const [id, parts] of this.byId) {
      const p = parts[0].feature.properties;
      const text = (en && p.name_en) || p.name;
      if (!text || seen.has(text) || (this.spec.hidden || []).includes(id)) continue;
      seen.add(text);
      labels.push({
        at: atlas.middle(parts[0]), text: text.split(/[（(]/)[0], cls: l.cls, size: l.size,
        minZoom: l.min_zoom || 0, priority: l.priority || 0, below: Boolean(parts[0].getLatLng),
      });
    }
    this.host.labels.set(this.id, labels);
  }

  find(id) {
    return this.byId.get(id) || [];
  }
};
