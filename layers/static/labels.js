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

  // Places for a name along a line: points at parts of its visible length, with the line's direction there.
  static along(map, path, size) {
    const seen = path.map((at) => map.latLngToContainerPoint(at))
      .filter((p) => p.x > 0 && p.y > 0 && p.x < size.x && p.y < size.y);
    const steps = seen.slice(1).map((p, i) => p.distanceTo(seen[i]));
    const length = steps.reduce((sum, step) => sum + step, 0);
    const spots = [];
    for (const part of [0.5, 0.35, 0.65, 0.2, 0.8]) {
      let run = 0;
      for (let i = 0; i < steps.length; i++) {
        if (run + steps[i] < length * part) {
          run += steps[i];
          continue;
        }
        const t = steps[i] ? (length * part - run) / steps[i] : 0;
        const from = seen[Math.max(0, i - 2)];
        const to = seen[Math.min(seen.length - 1, i + 3)];
        let angle = Math.atan2(to.y - from.y, to.x - from.x);
        if (angle > Math.PI / 2) angle -= Math.PI;
        if (angle < -Math.PI / 2) angle += Math.PI;
        spots.push({ p: seen[i].add(seen[i + 1].subtract(seen[i]).multiplyBy(t)), angle });
        break;
      }
    }
    return { spots, length };
  }

  // Boxes a name may take: [middle, width, height, angle], the wished-for first.
  places(l, w, h, size) {
    if (l.path) {
      const { spots, length } = atlas.Labels.along(this.map, l.path, size);
      if (length < w * 1.1) return [];
      return spots.map(({ p, angle }) => {
        const c = Math.abs(Math.cos(angle));
        const s = Math.abs(Math.sin(angle));
        return [p, w * c + h * s, w * s + h * c, angle];
      });
    }
    const p = this.map.latLngToContainerPoint(l.at);
    if (!l.point) return [[p, w, h, 0]];
    const d = (l.radius || 5) + 3;
    return [[0, d + h / 2], [0, -d - h / 2], [d + w / 2, 0], [-d - w / 2, 0]].map((o) => [p.add(o), w, h, 0]);
  }

  draw() {
    this.shown.clearLayers();
    const zoom = this.map.getZoom();
    const size = this.map.getSize();
    const bounds = this.map.getBounds().pad(0.02);
    const all = [].concat(...this.groups.values())
      .filter((l) => l.path || bounds.contains(l.at))
      .sort((a, b) => b.priority - a.priority || (a.text < b.text ? -1 : 1));
    const cross = (a, b) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];
    const symbols = all.filter((l) => l.point && l.cls === "plan").map((l) => {
      const p = this.map.latLngToContainerPoint(l.at);
      const r = l.radius || 5;
      return [p.x - r, p.y - r, p.x + r, p.y + r];
    });
    const taken = [];
    const said = new Map(); // text -> where it stands already
    for (const l of all) {
      if (zoom < l.minZoom) continue;
      const em = l.size || 12;
      const gap = l.cls === "street" || l.cls === "zone" ? em * 0.12 : 0;
      let width = 0;
      for (const ch of l.text) width += (ch.charCodeAt(0) > 255 ? em : em * 0.56) + gap;
      const places = this.places(l, width, em, size);
      const clear = (box) => !symbols.some((t) => cross(t, box));
      const free = (box) => box[0] > 2 && box[1] > 2 && box[2] < size.x - 2 && box[3] < size.y - 2 &&
        !taken.some((t) => cross(t, box));
      const boxed = places.map(([p, w, h, angle]) => ({
        p, angle, box: [p.x - w / 2 - 3, p.y - h / 2 - 2, p.x + w / 2 + 3, p.y + h / 2 + 2],
      })).filter(({ box }) => free(box));
      const spot = boxed.find(({ box }) => clear(box)) || (l.path ? null : boxed[0]);
      if (!spot || (said.get(l.text) || []).some((q) => q.distanceTo(spot.p) < 120)) continue;
      taken.push(spot.box);
      said.set(l.text, (said.get(l.text) || []).concat([spot.p]));
      this.put(l, spot.p, em, spot.angle);
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
