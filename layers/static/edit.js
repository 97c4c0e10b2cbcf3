// Drawing on the map: stations put down, dragged and taken away, a line drawn corner by corner.
// What is drawn lives in Python; this only shows it and tells each act with its number, again and again until Python
// says that it has done it (`edit.done`), so that quick clicks are not lost while the page is busy:
// {n, kind: "stop", lat, lng} | {kind: "move", id, lat, lng} | {kind: "drop", id} | {kind: "path", path: [[lng, lat]…]}
"use strict";

atlas.EDIT_STYLE = `
.atlas-drawing { cursor: crosshair; }
.atlas-drawing .leaflet-pane path { pointer-events: none !important; }
.atlas-stop { background: none; border: 0; }
.atlas-stop i { position: absolute; left: -9px; top: -9px; width: 14px; height: 14px; border-radius: 4px; background: #fff;
  border: 3px solid; transform: rotate(45deg); box-shadow: 0 1px 4px rgba(0, 0, 0, .45); cursor: grab; }
.atlas-stop b { position: absolute; pointer-events: none; left: 14px; top: -9px; white-space: nowrap; font-size: 12px; font-weight: 600;
  text-shadow: -1px -1px 0 #fff, 1px -1px 0 #fff, -1px 1px 0 #fff, 1px 1px 0 #fff, 0 0 4px #fff; }
.atlas-stop:focus-visible i { outline: 3px solid #0b62a8; outline-offset: 2px; }
.atlas-stop.erase i { cursor: not-allowed; }
#atlas-edit-hint { position: absolute; z-index: 1050; left: 50%; top: 10px; transform: translateX(-50%); display: flex;
  gap: 8px; align-items: center; background: rgba(31, 35, 40, .88); color: #fff; border-radius: 8px; padding: 4px 10px;
  font-size: 12.5px; max-width: 86%; }
#atlas-edit-hint button { font: inherit; border: 1px solid #fff; border-radius: 5px; background: none; color: #fff;
  padding: 1px 8px; cursor: pointer; white-space: nowrap; }
#atlas-edit-hint button:focus-visible { outline: 2px solid #fff; }
`;

atlas.Editor = class {
  constructor(host) {
    this.host = host;
    this.map = host.map;
    this.path = [];
    this.acts = [];
    const style = document.createElement("style");
    style.textContent = atlas.EDIT_STYLE;
    document.head.append(style);
    for (const [name, z] of [["atlas-edit", 590], ["atlas-edit-stops", 640]]) {
      this.map.createPane(name).style.zIndex = z;
    }
    this.drawn = L.layerGroup().addTo(this.map);
    this.ghost = L.layerGroup().addTo(this.map);
    this.map.on("click", (e) => this.clicked(e.latlng));
    this.map.on("dblclick", () => this.finish());
    this.map.on("mousemove", (e) => this.hover(e.latlng));
    this.map.on("mouseout", () => this.edit && this.edit.tool === "station" && this.ghost.clearLayers());
    this.map.getContainer().addEventListener("keydown", (e) => {
      if (e.key === "Enter") this.finish();
      if (e.key === "Escape") this.cancel();
    });
  }

  apply(edit) {
    const key = JSON.stringify(edit || null);
    if (key === this.key) return;
    if (!this.edit || !edit || this.edit.tool !== edit.tool) this.path = [];
    this.key = key;
    this.edit = edit;
    this.acts = this.acts.filter((act) => !edit || act.n > edit.done);
    this.drawn.clearLayers();
    this.ghost.clearLayers();
    const drawing = Boolean(edit && (edit.tool === "station" || edit.tool === "line"));
    this.map.getContainer().classList.toggle("atlas-drawing", drawing);
    this.map.doubleClickZoom[edit && edit.tool === "line" ? "disable" : "enable"]();
    this.hint();
    if (!edit) return;
    for (const track of edit.tracks) {
      const look = { pane: "atlas-edit", color: track.colour, weight: 4, interactive: false };
      if (track.axis.length > 1) L.polyline(track.axis, Object.assign({ dashArray: "8 6" }, look)).addTo(this.drawn);
      for (const stop of track.stops) this.stop(track, stop);
    }
    if (this.path.length) this.sketch();
  }

  stop(track, stop) {
    const el = document.createElement("span");
    const dot = document.createElement("i");
    const text = document.createElement("b");
    dot.style.borderColor = text.style.color = track.colour;
    text.textContent = stop.name;
    el.append(dot, text);
    const erase = this.edit.tool === "erase";
    const icon = L.divIcon({ html: el, className: "atlas-stop" + (erase ? " erase" : ""), iconSize: [0, 0] });
    const marker = L.marker([stop.lat, stop.lng], {
      icon, draggable: !erase && this.edit.tool !== "show", pane: "atlas-edit-stops", alt: stop.name, keyboard: true, autoPan: true,
    }).addTo(this.drawn);
    marker.stopId = stop.id;
    marker.on("drag", () => this.reach(marker.getLatLng(), track.colour));
    marker.on("dragend", () => {
      this.ghost.clearLayers();
      this.dragged = performance.now();
      const at = marker.getLatLng();
      this.tell(at, { kind: "move", id: stop.id, lat: at.lat, lng: at.lng });
    });
    marker.on("click", () => {
      if (erase) this.tell(marker.getLatLng(), { kind: "drop", id: stop.id });
    });
    marker.on("keydown", (e) => {
      const step = { ArrowUp: [0, -8], ArrowDown: [0, 8], ArrowLeft: [-8, 0], ArrowRight: [8, 0] }[e.originalEvent.key];
      if (e.originalEvent.key === "Delete") this.tell(marker.getLatLng(), { kind: "drop", id: stop.id });
      if (!step) return;
      e.originalEvent.preventDefault();
      e.originalEvent.stopPropagation();
      const p = this.map.latLngToContainerPoint(marker.getLatLng()).add(step);
      const at = this.map.containerPointToLatLng(p);
      marker.setLatLng(at);
      this.reach(at, track.colour);
      clearTimeout(this.keyed);
      this.keyed = setTimeout(() => this.tell(at, { kind: "move", id: stop.id, lat: at.lat, lng: at.lng }), 400);
    });
  }

  // The circle within reach of a station that is being placed, and how many open places lie in it.
  reach(at, colour) {
    this.ghost.clearLayers();
    const look = { pane: "atlas-edit", color: colour, weight: 1.6, dashArray: "4 4", fillOpacity: 0.07, interactive: false };
    const circle = L.circle(at, Object.assign({ radius: this.edit.reach_m }, look)).addTo(this.ghost);
    let inside = 0;
    const layer = this.host.layers.get(this.edit.watch);
    for (const [id, parts] of layer ? layer.byId : []) {
      if (this.edit.open.includes(id) && parts[0].getLatLng && this.map.distance(at, parts[0].getLatLng()) <= this.edit.reach_m) inside++;
    }
    circle.bindTooltip(this.edit.words.inside.replace("{n}", inside), { permanent: true, direction: "bottom", className: "atlas-tip" });
  }

  hover(at) {
    if (!this.edit) return;
    if (this.edit.tool === "station") this.reach(at, this.edit.colour);
    if (this.edit.tool === "line" && this.path.length) this.sketch(at);
  }

  clicked(at) {
    // Where a dragged station is let go over something else, the browser calls that a click on the map.
    if (!this.edit || performance.now() - (this.dragged || -1e9) < 300) return;
    if (this.edit.tool === "station") {
      this.ghost.clearLayers();
      this.tell(at, { kind: "stop", lat: at.lat, lng: at.lng });
    }
    if (this.edit.tool !== "line") return;
    const last = this.path[this.path.length - 1];
    if (last && this.map.latLngToContainerPoint(last).distanceTo(this.map.latLngToContainerPoint(at)) < 4) return;
    this.path.push(at);
    this.sketch();
    this.hint();
  }

  sketch(at) {
    this.ghost.clearLayers();
    const look = { pane: "atlas-edit", color: this.edit.colour, weight: 4, opacity: 0.8, dashArray: "8 6", interactive: false };
    L.polyline(at ? [...this.path, at] : this.path, look).addTo(this.ghost);
    for (const corner of this.path) {
      L.circleMarker(corner, { pane: "atlas-edit", radius: 4, color: this.edit.colour, weight: 2, fillColor: "#fff", fillOpacity: 1 }).addTo(this.ghost);
    }
  }

  finish() {
    if (!this.edit || this.edit.tool !== "line" || this.path.length < 2) return;
    const path = this.path.map((p) => [p.lng, p.lat]);
    this.path = [];
    this.hint();
    this.tell(this.map.getCenter(), { kind: "path", path });
  }

  cancel() {
    this.path = [];
    this.ghost.clearLayers();
    this.hint();
  }

  hint() {
    const old = document.getElementById("atlas-edit-hint");
    if (old) old.remove();
    const words = this.edit && this.edit.words;
    if (!words || !words[this.edit.tool]) return;
    const box = document.createElement("div");
    box.id = "atlas-edit-hint";
    box.setAttribute("role", "status");
    const text = document.createElement("span");
    text.textContent = words[this.edit.tool];
    box.append(text);
    if (this.edit.tool === "line" && this.path.length) {
      for (const [label, act] of [[words.finish, () => this.finish()], [words.cancel, () => this.cancel()]]) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = label;
        button.addEventListener("click", act);
        box.append(button);
      }
    }
    L.DomEvent.disableClickPropagation(box);
    this.map.getContainer().append(box);
  }

  tell(at, edit) {
    const n = (this.told = Math.max(Date.now(), (this.told || 0) + 1));
    this.acts.push(Object.assign({ n }, edit));
    const value = { layer: null, id: null, lat: at.lat, lng: at.lng, edit: { acts: this.acts }, seq: n };
    atlas.send("streamlit:setComponentValue", { value, dataType: "json" });
  }
};
