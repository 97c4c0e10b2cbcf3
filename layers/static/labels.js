// Place names that never cover one another: highest priority first, the rest wait for a closer zoom.
// A point's name may stand below, above, right or left of it; a line's name may lie along it.
"use strict";

atlas.Labels = class {
  constructor(map) {
    this.map = map;
    this.groups = new Map(); // layer id -> [{at, text, cls, size, minZoom, priority, colour, point, path}]
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

  // Where a line's label lies: the screen point at half the visible length, and the line's direction there.
  static along(map, path, size) {
    const pts = path.map((at) => map.latLngToContainerPoint(at));
    const seen = pts.filter((p) => p.x > 0 && p.y > 0 && p.x < size.x && p.y < size.y);
    if (seen.length < 2) return null;
    let total = 0;
    for (let i = 1; i < seen.length; i++) total += seen[i].distanceTo(seen[i - 1]);
    let run = 0;
    for (let i = 1; i < seen.length; i++) {
      const step = seen[i].distanceTo(seen[i - 1]);
      if (run + step >= total / 2) {
        const t = step ? (total / 2 - run) / step : 0;
        const from = seen[Math.max(0, i - 3)];
        const to = seen[Math.min(seen.length - 1, i + 2)];
        let angle = Math.atan2(to.y - from.y, to.x - from.x);
        if (angle > Math.PI / 2) angle -= Math.PI;
        if (angle < -Math.PI / 2) angle += Math.PI;
        return { p: L.point(seen[i - 1].x + t * (seen[i].x - seen[i - 1].x), seen[i - 1].y + t * (seen[i].y - seen[i - 1].y)),
          angle, length: total };
      }
      run += step;
    }
    return null;
  }

  static places(l, p, w, h, angle) {
    if (!l.point) {
      const c = Math.abs(Math.cos(angle));
      const s = Math.abs(Math.sin(angle));
      return [[p, w * c + h * s, w * s + h * c]];
    }
    const d = (l.radius || 5) + 3;
    return [[0, d + h / 2], [0, -d - h / 2], [d + w / 2, 0], [-d - w / 2, 0]].map((o) => [p.add(o), w, h]);
  }

  draw() {
    this.shown.clearLayers();
    const zoom = this.map.getZoom();
    const size = this.map.getSize();
    const bounds = this.map.getBounds().pad(0.02);
    const all = [].concat(...this.groups.values())
      .filter((l) => zoom >= l.minZoom && (l.path || bounds.contains(l.at)))
      .sort((a, b) => b.priority - a.priority || (a.text < b.text ? -1 : 1));
    const taken = [];
    const free = (b) => b[0] > 2 && b[1] > 2 && b[2] < size.x - 2 && b[3] < size.y - 2 &&
      !taken.some((t) => t[0] < b[2] && t[2] > b[0] && t[1] < b[3] && t[3] > b[1]);
    for (const l of all) {
      const em = l.size || 12;
      const gap = l.cls === "street" || l.cls === "zone" ? em * 0.12 : 0;
      let width = 0;
      for (const ch of l.text) width += (ch.charCodeAt(0) > 255 ? em : em * 0.56) + gap;
      const line = l.path ? atlas.Labels.along(this.map, l.path, size) : null;
      if (l.path && (!line || line.length < width * 1.1)) continue;
      const middle = line ? line.p : this.map.latLngToContainerPoint(l.at);
      for (const [p, w, h] of atlas.Labels.places(l, middle, width, em, line ? line.angle : 0)) {
        const box = [p.x - w / 2 - 3, p.y - h / 2 - 2, p.x + w / 2 + 3, p.y + h / 2 + 2];
        if (!free(box)) continue;
        taken.push(box);
        this.put(l, p, em, line ? line.angle : 0);
        break;
      }
    }
  }

  put(l, p, em, angle) {
    const el = document.createElement("span");
    el.className = "atlas-label " + (l.cls || "");
    el.textContent = l.text;
    el.style.fontSize = em + "px";
    if (l.colour) el.style.color = l.colour;
    if (angle) el.style.transform = `translate(-50%, -50%) rotate(${angle.toFixed(3)}rad)`;
    const icon = L.divIcon({ html: el, className: "atlas-label-box", iconSize: [0, 0] });
    const at = this.map.containerPointToLatLng(p);
    L.marker(at, { icon, pane: "atlas-labels", interactive: false, keyboard: false }).addTo(this.shown);
  }
};
