// The map page: takes its whole state as JSON, shows what changed, tells back what was clicked.
// It speaks Streamlit's component messages; opened without a parent it shows `atlas.embedded` (one-file map).
"use strict";

atlas.send = function (type, body) {
  if (window.parent === window) return;
  window.parent.postMessage(Object.assign({ isStreamlitMessage: true, type }, body), window.location.origin);
};

atlas.Host = class {
  constructor(map) {
    this.map = map;
    this.layers = new Map();
    this.labels = new atlas.Labels(map);
    this.state = {};
    this.marked = L.layerGroup().addTo(map);
    map.createPane("atlas-mark").style.zIndex = 610;
    this.zoomControl = null;
    map.on("moveend", () => this.rememberView());
    // Streamlit writes the address from what it last knew; where the map looks now is put back.
    window.setInterval(() => this.rememberView(), 300);
    map.on("click", (e) => this.picked(null, null, e.latlng));
  }

  async apply(state) {
    const before = this.state;
    this.state = state;
    const sequence = (this.sequence = (this.sequence || 0) + 1);
    document.documentElement.lang = state.lang === "en" ? "en" : "zh-CN";
    this.controls(state, before);
    const wanted = new Set(state.layers.map((s) => s.id));
    for (const [id, layer] of this.layers) {
      if (!wanted.has(id)) {
        layer.remove();
        this.layers.delete(id);
      }
    }
    this.view(state, before);
    atlas.tiles(this, state.tiles);
    const failed = [];
    await Promise.all(state.layers.map(async (spec, order) => {
      if (!this.layers.has(spec.id)) this.layers.set(spec.id, new atlas.Layer(this, spec));
      try {
        await this.layers.get(spec.id).update(Object.assign({ lang: state.lang }, spec), order);
      } catch (e) {
        if (e instanceof TypeError || /\s\d+$/.test(e.message)) failed.push(spec.title || spec.id);
        else throw e;
      }
    }));
    if (sequence !== this.sequence) return;
    this.complain(failed);
    this.mark();
    if (state.edit && !this.editor) this.editor = new atlas.Editor(this);
    if (this.editor) this.editor.apply(state.edit);
    atlas.link(this, state.link);
    requestAnimationFrame(() => requestAnimationFrame(() => {
      document.documentElement.dataset.painted = state.stamp;
    }));
  }

  view(state, before) {
    const v = state.view;
    if (!v || (before.view && v.seq === before.view.seq)) return;
    const kept = before.view ? null : this.addressView(state);
    this.looked = true;
    if (kept) {
      this.map.setView(kept.slice(0, 2), kept[2], { animate: false });
      return;
    }
    const animate = Boolean(before.view);
    if (!v.bounds) {
      this.map.setView(v.centre, v.zoom, { animate });
      return;
    }
    // The legend lies on the lower edge: what is asked for is shown above it, where there is room.
    const legend = document.getElementById("atlas-legend");
    const below = legend ? Math.min(legend.offsetHeight + 32, this.map.getSize().y * 0.35) : 24;
    this.map.fitBounds(v.bounds, {
      paddingTopLeft: [24, 36], paddingBottomRight: [24, below], maxZoom: v.max_zoom || 16, animate,
    });
  }

  // A page that is opened, or opened again, looks where its address says.
  addressView(state) {
    if (!state.remember_view || window.parent === window) return null;
    const text = new URL(window.parent.location.href).searchParams.get("v");
    const parts = (text || "").split(",").map(Number);
    const right = parts.length === 3 && parts.every(Number.isFinite) && text.trim() !== "" &&
      Math.abs(parts[0]) <= 90 && Math.abs(parts[1]) <= 180 && parts[2] >= 0 && parts[2] <= 22;
    return right ? parts : null;
  }

  // The page's own address remembers where the map looks; no rerun is needed for it.
  rememberView() {
    if (!this.state.remember_view || !this.looked || window.parent === window) return;
    const c = this.map.getCenter();
    const view = [c.lat.toFixed(4), c.lng.toFixed(4), this.map.getZoom().toFixed(2)].join(",");
    const url = new URL(window.parent.location.href);
    if (url.searchParams.get("v") === view) return;
    url.searchParams.set("v", view);
    window.parent.history.replaceState(window.parent.history.state, "", url);
  }

  picked(layerId, feature, at) {
    const value = { layer: layerId, id: feature ? feature.properties.id : null, lat: at.lat, lng: at.lng };
    if (!feature && !this.state.ground_clicks) return;
    value.seq = Date.now();
    atlas.send("streamlit:setComponentValue", { value, dataType: "json" });
  }

  mark() {
    this.marked.clearLayers();
    const id = this.state.selected;
    if (!id) return;
    for (const layer of this.layers.values()) {
      if (!layer.spec.visible) continue;
      for (const part of layer.find(id)) {
        const own = part.options;
        const isLine = !part.getLatLng && /Line/.test(part.feature.geometry.type);
        // A line keeps its own colour between two dark edges; an outline or a symbol gets a dark one on white.
        const strokes = isLine
          ? [["#111", own.weight + 7], ["#fff", own.weight + 3], [own.color, own.weight, own.dashArray]]
          : [["#fff", 6], ["#111", 2.6]];
        for (const [color, weight, dashArray] of strokes) {
          const look = { pane: "atlas-mark", color, weight, dashArray, opacity: 1, fill: false, interactive: false };
          if (part.getLatLng) L.circleMarker(part.getLatLng(), Object.assign(look, { radius: 12 })).addTo(this.marked);
          else L.geoJSON(part.toGeoJSON(), { style: look, interactive: false, pane: "atlas-mark" }).addTo(this.marked);
        }
      }
    }
  }

  complain(failed) {
    const en = this.state.lang === "en";
    let box = document.getElementById("atlas-problem");
    if (!failed.length) {
      if (box) box.remove();
      return;
    }
    if (!box) {
      box = document.createElement("div");
      box.id = "atlas-problem";
      box.setAttribute("role", "alert");
      document.body.append(box);
    }
    box.textContent = (en ? "Not loaded: " : "未能载入：") + failed.join("、") +
      (en ? ". Check that the atlas is still running, then reload." : "。请确认程序仍在运行，再刷新页面。");
  }

  controls(state, before) {
    if (state.lang !== before.lang || !this.zoomControl) {
      const en = state.lang === "en";
      this.map.getContainer().setAttribute("role", "region");
      this.map.getContainer().setAttribute("aria-label", en ? "Map: arrow keys move it, plus and minus zoom" : "地图：方向键移动，加减号缩放");
      for (const c of [this.zoomControl, this.scale, this.credit]) if (c) c.remove();
      this.zoomControl = L.control.zoom({ zoomInTitle: en ? "Zoom in" : "放大", zoomOutTitle: en ? "Zoom out" : "缩小" }).addTo(this.map);
      this.scale = L.control.scale({ imperial: false, position: "topright" }).addTo(this.map);
      this.credit = L.control.attribution({ prefix: false, position: "bottomright" }).addTo(this.map);
    }
    const credit = (state.attribution || []).join(" · ");
    if (credit !== this.creditText || state.lang !== before.lang) {
      this.credit.getContainer().textContent = credit;
      this.creditText = credit;
    }
    const legend = JSON.stringify(state.legend || []);
    if (legend !== this.legendKey) {
      this.legendKey = legend;
      this.legend(state);
    }
  }

  legend(state) {
    const old = document.getElementById("atlas-legend");
    const open = old ? old.open : window.innerWidth > 640;
    if (old) old.remove();
    if (!(state.legend || []).length) return;
    const box = document.createElement("details");
    box.id = "atlas-legend";
    box.open = open;
    const head = document.createElement("summary");
    head.textContent = state.lang === "en" ? "Legend" : "图例";
    box.append(head);
    const groups = document.createElement("div");
    groups.className = "groups";
    for (const group of state.legend) {
      const part = document.createElement("section");
      if (group.items.length < 7) part.className = "short";
      const title = document.createElement("h2");
      title.textContent = group.title;
      part.append(title);
      for (const item of group.items) {
        const row = document.createElement("div");
        row.className = "row " + item.kind;
        const text = document.createElement("span");
        text.textContent = item.text;
        if (item.kind !== "none") row.append(atlas.swatch(item.kind, item.style));
        row.append(text);
        part.append(row);
      }
      groups.append(part);
    }
    box.append(groups);
    const rows = state.legend.reduce((sum, group) => sum + group.items.length + 1.4, 0);
    groups.style.width = Math.min(5, Math.max(1, state.legend.length, Math.ceil(rows / 7))) * 178 - 14 + "px";
    groups.style.maxWidth = "100%";
    L.DomEvent.disableClickPropagation(box);
    L.DomEvent.disableScrollPropagation(box);
    this.map.getContainer().append(box);
  }
};

atlas.start = function (map) {
  const host = (atlas.host = new atlas.Host(map));
  if (atlas.embedded) {
    host.apply(atlas.embedded);
    return;
  }
  window.addEventListener("resize", () => {
    map.getContainer().style.height = "";
    map.invalidateSize({ animate: false });
  });
  window.addEventListener("message", (event) => {
    if (event.source !== window.parent || event.data.type !== "streamlit:render") return;
    const args = event.data.args;
    if (args.height !== host.height) {
      host.height = args.height;
      // A frame without height grows only later: until then the map stands at the height it will have, or the
      // first view would be fitted to nothing.
      if (window.innerHeight < 50) map.getContainer().style.height = args.height + "px";
      map.invalidateSize({ animate: false });
      atlas.send("streamlit:setFrameHeight", { height: args.height });
    }
    host.apply(args.state);
  });
  atlas.send("streamlit:componentReady", { apiVersion: 1 });
};
