// Place names that never cover one another: highest priority first, the rest wait for a closer zoom.
"use strict";

atlas.Labels = class {
  constructor(map) {
    this.map = map;
    this.groups = new Map(); // layer id -> [{at, text, cls, minZoom, priority}]
    this.shown = L.layerGroup().addTo(map);
    const pane = map.createPane("atlas-labels");
    pane.style.zIndex = 620;
    pane.style.pointerEvents = "none";
    map.on("zoomend moveend resize", () => this.schedule());
  }

  set(layerId, labels) {
    this.groups.set(layerId, labels);
    this.schedule();
  }

  drop(layerId) {
    if (this.groups.delete(layerId)) this.schedule();
  }

  schedule() {
    if (this.pending) return;
    this.pending = requestAnimationFrame(() => {
      this.pending = null;
      this.draw();
    });
  }

  draw() {
    this.shown.clearLayers();
    const zoom = this.map.getZoom();
    const bounds = this.map.getBounds().pad(0.02);
    const all = [].concat(...this.groups.values())
      .filter((l) => zoom >= l.minZoom && bounds.contains(l.at))
      .sort((a, b) => b.priority - a.priority || (a.text < b.text ? -1 : 1));
    const taken = [];
    const size = this.map.getSize();
    for (const l of all) {
      const p = this.map.latLngToContainerPoint(l.at);
      const em = l.size || 12;
      let width = 0;
      for (const ch of l.text) width += ch.charCodeAt(0) > 255 ? em : em * 0.58;
      const dy = l.below ? 12 : 0;
      const box = [p.x - width / 2 - 3, p.y - em / 2 - 3 + dy, p.x + width / 2 + 3, p.y + em / 2 + 3 + dy];
      if (box[0] < 2 || box[2] > size.x - 2 || box[1] < 2 || box[3] > size.y - 2) continue;
      if (taken.some((t) => t[0] < box[2] && t[2] > box[0] && t[1] < box[3] && t[3] > box[1])) continue;
      taken.push(box);
      const el = document.createElement("span");
      el.className = "atlas-label " + (l.cls || "");
      el.textContent = l.text;
      el.style.fontSize = em + "px";
      el.style.marginTop = dy + "px";
      const icon = L.divIcon({ html: el, className: "atlas-label-box", iconSize: [0, 0] });
      L.marker(l.at, { icon, pane: "atlas-labels", interactive: false, keyboard: false }).addTo(this.shown);
    }
  }
};
