// The one-file map: panel beside the map with layers, search, cards, verdicts, story and sources.
// Everything is in the page itself (#atlas-data); text reaches the screen as text, never as markup.
"use strict";

atlas.make = function (tag, text, className) {
  const el = document.createElement(tag);
  if (text !== undefined && text !== null) el.textContent = text;
  if (className) el.className = className;
  return el;
};

// Merges the legends of the layers that are on: rows of a single look together, bases last, each row once.
atlas.mergedLegend = function (data, layers) {
  const groups = new Map(data.legend.always.map((group) => [group.title, group.items.slice()]));
  const bases = new Map();
  let waiting = 0;
  for (const spec of layers.slice().reverse()) {
    const own = spec.visible && data.legend.layers[spec.id];
    if (!own) continue;
    for (const group of own.groups) groups.set(group.title, (groups.get(group.title) || []).concat(group.items));
    for (const item of own.bases) if (!bases.has(item.text)) bases.set(item.text, item);
    waiting += own.waiting;
  }
  const found = [...groups].map(([title, items]) => ({ title, items }));
  const order = (item) => data.legend.bases.indexOf(item.text);
  const rows = [...bases.values()].sort((a, b) => order(a) - order(b));
  if (waiting) rows.push({ kind: "none", style: {}, text: data.words.waiting.replace("{n}", waiting) });
  if (rows.length) found.push({ title: data.words.bases, items: rows });
  return found;
};

// 0 the whole name, 1 its beginning, 2 inside it, 3 initials: as layers/search.py ranks.
atlas.rank = function (entry, wanted) {
  const [full, initials] = (entry.pinyin || "").split(" ");
  const names = [entry.name, entry.name_en, full].map(atlas.plain).filter(Boolean);
  if (names.includes(wanted) || (initials && wanted === initials)) return 0;
  if (names.some((name) => name.startsWith(wanted))) return 1;
  if (names.some((name) => name.includes(wanted))) return 2;
  return initials && initials.startsWith(wanted) ? 3 : -1;
};
atlas.plain = (text) => (text || "").replace(/[\s'’·]+/g, "").toLowerCase();

atlas.Offline = class {
  constructor(data) {
    this.data = data;
    this.state = data.state;
    this.count = 0;
    this.places = new Map(data.places.map((place) => [place.id, place]));
    this.layers = new Map(data.state.layers.map((spec) => [spec.id, spec]));
    this.rows = new Map();
    this.boxes = new Map();
    this.build();
    this.show({});
  }

  show(change) {
    const layers = this.state.layers.map((spec) => this.layers.get(spec.id));
    this.state = Object.assign({}, this.state, change, { layers, stamp: "file-" + ++this.count });
    this.state.legend = atlas.mergedLegend(this.data, layers);
    atlas.host.apply(this.state);
  }

  set(id, visible) {
    const spec = this.layers.get(id);
    if (!spec || spec.visible === visible) return;
    this.layers.set(id, Object.assign({}, spec, { visible }));
    if (this.boxes.has(id)) this.boxes.get(id).checked = visible;
  }

  section(name, title, open) {
    const box = atlas.make("details", null, "part");
    box.id = "part-" + name;
    box.open = open;
    box.append(atlas.make("summary", title));
    this.panel.append(box);
    return box;
  }

  build() {
    const { words, title, subtitle } = this.data;
    document.title = title;
    this.panel = atlas.make("aside", null, "atlas-panel");
    this.panel.setAttribute("aria-label", words.panel);
    this.panel.append(atlas.make("h1", title), atlas.make("p", subtitle, "subtitle"));
    this.searchBox(words);
    this.cardBox = atlas.make("article", null, "card");
    this.cardBox.setAttribute("aria-live", "polite");
    this.panel.append(this.cardBox);
    if (this.data.steps.length) this.story(words);
    if (this.data.table) this.table(this.data.table);
    this.layerList(words);
    this.sources(words);
    document.body.append(this.panel);
  }

  searchBox(words) {
    const input = atlas.make("input");
    input.type = "search";
    input.id = "atlas-search";
    input.placeholder = input.ariaLabel = words.search;
    const hits = atlas.make("ul", null, "hits");
    hits.setAttribute("role", "status");
    const look = () => {
      const wanted = atlas.plain(input.value);
      const found = wanted ? this.data.places.map((place, at) => [atlas.rank(place, wanted), !place.bounds, at, place])
        .filter((hit) => hit[0] >= 0).sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]).slice(0, 10) : [];
      hits.replaceChildren(...found.map(([, , , place]) => {
        const row = atlas.make("li");
        const button = atlas.make("button", (this.data.lang === "en" && place.name_en) || place.name);
        button.append(atlas.make("small", " " + place.what + (place.bounds ? "" : " · " + words.unlocated)));
        button.addEventListener("click", () => {
          this.select(place.id, true);
          hits.replaceChildren();
        });
        row.append(button);
        return row;
      }));
      if (wanted && !found.length) hits.append(atlas.make("li", words.nothing));
    };
    input.addEventListener("input", look);
    input.addEventListener("keydown", (event) => {
      const first = hits.querySelector("button");
      if (event.key === "Enter" && first) first.click();
    });
    this.panel.append(input, hits);
  }

  select(id, fly) {
    const place = this.places.get(id);
    const layer = id.split(".")[0];
    if (fly) this.set(layer, true);
    const change = { selected: id };
    if (fly && place && place.bounds) {
      const [west, south, east, north] = place.bounds;
      change.view = { seq: "place-" + this.count, bounds: [[south, west], [north, east]] };
    }
    this.show(change);
    this.card(id, place);
    for (const [key, row] of this.rows) row.classList.toggle("chosen", key === id);
  }

  card(id, place) {
    const c = this.data.cards[id];
    const { words, sources } = this.data;
    const box = this.cardBox;
    box.replaceChildren();
    if (!c && !place) return;
    if (!c) {
      box.append(atlas.make("p", place.what, "what"), atlas.make("h2", place.name));
      return;
    }
    const chips = atlas.make("p", null, "chips");
    for (const text of [c.status, c.basis]) if (text) chips.append(atlas.make("span", text, "chip"));
    box.append(atlas.make("p", c.what, "what"), atlas.make("h2", c.name), atlas.make("p", c.other, "other"), chips);
    if (c.news) box.append(atlas.make("p", words.news + c.news, "news"));
    const verdict = this.data.table && this.data.table.rows.find((row) => row.id === id);
    const facts = verdict ? this.data.table.columns.map((name, at) => [name, verdict.cells[at]]).slice(1) : [];
    const list = atlas.make("dl");
    for (const [label, value] of [...facts, ...c.facts]) list.append(atlas.make("dt", label), atlas.make("dd", value));
    box.append(list);
    if (c.clause) {
      const clause = this.data.clauses[c.clause];
      const more = atlas.make("details");
      more.append(atlas.make("summary", clause.label + " " + clause.title), atlas.make("p", clause.summary),
        atlas.make("p", clause.document, "note"));
      box.append(more);
    }
    const more = atlas.make("details");
    more.append(atlas.make("summary", words.sources));
    for (const at of c.sources) more.append(this.source(sources[at]));
    box.append(more);
    box.scrollIntoView({ block: "nearest" });
  }

  source(entry) {
    const row = atlas.make("p", null, "source");
    row.append(atlas.make("b", entry.title), atlas.make("span", entry.detail), atlas.make("span", entry.note, "note"));
    return row;
  }

  table(table) {
    const box = this.section("table", table.title, true);
    if (table.note) box.append(atlas.make("p", table.note, "note"));
    const frame = atlas.make("div", null, "scroll");
    frame.tabIndex = 0;
    const grid = atlas.make("table");
    const head = atlas.make("tr");
    for (const name of table.columns) {
      const cell = atlas.make("th", name);
      cell.scope = "col";
      head.append(cell);
    }
    grid.append(head);
    for (const row of table.rows) {
      const line = atlas.make("tr");
      row.cells.forEach((text, at) => {
        const cell = atlas.make("td", at ? text : null);
        if (!at) {
          const button = atlas.make("button", text);
          button.addEventListener("click", () => this.select(row.id, true));
          cell.append(button);
        }
        line.append(cell);
      });
      this.rows.set(row.id, line);
      grid.append(line);
    }
    frame.append(grid);
    box.append(frame);
  }

  story(words) {
    const box = this.section("story", words.story, true);
    const title = atlas.make("h2");
    const text = atlas.make("p");
    const where = atlas.make("span", null, "note");
    const buttons = atlas.make("p", null, "steps");
    let now = 0;
    const go = (to) => {
      now = Math.min(this.data.steps.length - 1, Math.max(0, to));
      const step = this.data.steps[now];
      title.textContent = step.title;
      text.textContent = step.text;
      where.textContent = ` ${now + 1} / ${this.data.steps.length} `;
      for (const id of this.data.listed) this.set(id, step.layers.includes(id));
      const change = { selected: step.selected || null };
      if (step.bounds) {
        const [west, south, east, north] = step.bounds;
        change.view = { seq: "step-" + this.count, bounds: [[south, west], [north, east]] };
      }
      this.show(change);
    };
    for (const [label, by] of [[words.back, -1], [words.next, 1]]) {
      const button = atlas.make("button", label);
      button.addEventListener("click", () => go(now + by));
      buttons.append(button);
    }
    buttons.insertBefore(where, buttons.lastChild);
    document.addEventListener("keydown", (event) => {
      if (event.target.closest && event.target.closest("input, .leaflet-container")) return;
      const by = { PageDown: 1, PageUp: -1 }[event.key];
      if (by) go(now + by);
    });
    title.textContent = this.data.steps[0].title;
    text.textContent = this.data.steps[0].text;
    where.textContent = ` 1 / ${this.data.steps.length} `;
    box.append(title, text, buttons);
  }

  layerList(words) {
    const box = this.section("layers", words.layers, !this.data.table);
    for (const id of this.data.listed.slice().reverse()) {
      const spec = this.layers.get(id);
      const label = atlas.make("label", null, "layer");
      const tick = atlas.make("input");
      tick.type = "checkbox";
      tick.checked = spec.visible;
      tick.dataset.layer = id;
      tick.addEventListener("change", () => {
        this.set(id, tick.checked);
        this.show({});
      });
      this.boxes.set(id, tick);
      label.append(tick, atlas.make("span", spec.title));
      box.append(label);
    }
  }

  sources(words) {
    const box = this.section("sources", words.sources, false);
    for (const text of this.data.credits) box.append(atlas.make("p", text));
    for (const entry of this.data.sources) box.append(this.source(entry));
  }
};

{
  const start = atlas.start;
  atlas.start = function (map) {
    const data = JSON.parse(document.getElementById("atlas-data").textContent);
    atlas.embedded = data.state;
    start(map);
    atlas.Host.prototype.picked = function (layerId, feature) {
      if (feature) atlas.offline.select(feature.properties.id, false);
    };
    atlas.offline = new atlas.Offline(data);
    window.addEventListener("resize", () => map.invalidateSize({ animate: false }));
  };
}
