// Base maps of tiles, under everything else. Pictures drawn on GCJ-02 are put back tile by tile, each by the offset
// at its own middle, so that the plan's layers lie where they belong at every zoom.
"use strict";

(function () {
  const A = 6378245.0, EE = 0.00669342162296594323, PI = Math.PI;
  const wave = (x, terms) => terms.reduce((sum, [a, f]) => sum + a * Math.sin(f * PI * x), 0) * 2 / 3;

  // Longitude and latitude of GCJ-02 for a point of WGS-84, as geodata/imports/gcj.py has it.
  atlas.gcj = function (lng, lat) {
    const x = lng - 105, y = lat - 35, root = Math.sqrt(Math.abs(x));
    const fine = wave(x, [[20, 6], [20, 2]]);
    const dy = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + fine +
      wave(y, [[20, 1], [40, 1 / 3], [160, 1 / 12], [320, 1 / 30]]);
    const dx = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + fine +
      wave(x, [[20, 1], [40, 1 / 3], [150, 1 / 12], [300, 1 / 30]]);
    const phi = lat * PI / 180, magic = 1 - EE * Math.sin(phi) ** 2;
    const meridian = A * (1 - EE) / (magic * Math.sqrt(magic)), parallel = A / Math.sqrt(magic) * Math.cos(phi);
    return [lng + dx / parallel * 180 / PI, lat + dy / meridian * 180 / PI];
  };

  // Pixels by which a GCJ-02 picture lies right of and below the true place of a point.
  atlas.gcjShift = function (map, latlng, zoom) {
    const [lng, lat] = atlas.gcj(latlng.lng, latlng.lat);
    return map.project([lat, lng], zoom).subtract(map.project(latlng, zoom));
  };

  const Shifted = L.TileLayer.extend({
    _getTiledPixelBounds(center) {
      const bounds = L.TileLayer.prototype._getTiledPixelBounds.call(this, center);
      const by = atlas.gcjShift(this._map, center, this._tileZoom);
      return new L.Bounds(bounds.min.add(by), bounds.max.add(by));
    },
    _getTilePos(coords) {
      const size = this.getTileSize();
      const middle = coords.scaleBy(size).add(size.divideBy(2));
      const first = atlas.gcjShift(this._map, this._map.unproject(middle, coords.z), coords.z);
      const by = atlas.gcjShift(this._map, this._map.unproject(middle.subtract(first), coords.z), coords.z);
      return L.TileLayer.prototype._getTilePos.call(this, coords).subtract(by);
    },
  });

  atlas.tiles = function (host, spec) {
    const name = spec ? spec.id : null;
    if (host.tilesName === name) return;
    for (const layer of host.tileLayers || []) layer.remove();
    host.tilesName = name;
    host.tileLayers = [];
    if (!spec) return;
    const Kind = spec.datum === "gcj02" ? Shifted : L.TileLayer;
    for (const url of spec.urls) {
      const layer = new Kind(url, { maxZoom: 19, maxNativeZoom: spec.max_zoom, className: "atlas-tile" });
      layer.on("tileerror", () => { document.documentElement.dataset.tiles = "failed"; });
      layer.on("load", () => { document.documentElement.dataset.tiles = name; });
      host.tileLayers.push(layer.addTo(host.map));
    }
  };
})();
