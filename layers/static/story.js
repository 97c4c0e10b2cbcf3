// Paging by keyboard and by remote clicker (which sends arrow keys or Page Up / Page Down), and the full screen.
// Loaded as a component's module; keys are heard on the page and inside the map's frame.
const FORWARD = new Set(["ArrowRight", "ArrowDown", "PageDown", " ", "Enter"]);
const BACK = new Set(["ArrowLeft", "ArrowUp", "PageUp"]);
const OWN = "input, textarea, select, button, a, summary, [contenteditable=true], [role=option], [role=combobox], [role=slider]";

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const state = (parentElement.atlasStory = parentElement.atlasStory || { frames: new Map() });
  state.at = data.at;
  state.data = data;
  state.send = setTriggerValue;

  if (!state.key) {
    const to = (place) => {
      const next = Math.min(state.data.ids.length - 1, Math.max(0, place));
      if (next === state.at) return;
      state.at = next;
      state.send("to", state.data.ids[next]);
    };
    const heard = (event, inMap) => {
      if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
      const inside = event.composedPath()[0];
      const pages = event.key.startsWith("Page");
      // What has the focus keeps its own keys; a clicker's Page Up and Page Down always turn the page.
      if (!pages && (inMap || (inside.matches && inside.matches(OWN)))) return;
      if (event.key === "Home" || event.key === "End") to(event.key === "Home" ? 0 : state.data.ids.length - 1);
      else if (FORWARD.has(event.key) && !(event.key === " " && event.shiftKey)) to(state.at + 1);
      else if (BACK.has(event.key) || event.key === " ") to(state.at - 1);
      else return;
      event.preventDefault();
    };
    state.key = (event) => heard(event, false);
    state.mapKey = (event) => heard(event, true);
    document.addEventListener("keydown", state.key);
    // The map's frame is of this same host; its document is replaced when it loads.
    const listen = () => {
      for (const frame of document.querySelectorAll('iframe[title*="atlas_map"]')) {
        const inner = frame.contentWindow;
        if (!inner || state.frames.get(frame) === inner.document) continue;
        inner.document.addEventListener("keydown", state.mapKey);
        state.frames.set(frame, inner.document);
      }
    };
    listen();
    state.timer = window.setInterval(listen, 500);
  }

  const button = parentElement.querySelector("button");
  button.textContent = data.words.full;
  button.onclick = () => {
    const wanted = document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
    wanted.catch(() => {}); // a browser that forbids it stays as it is
    button.blur();
  };

  return () => {
    document.removeEventListener("keydown", state.key);
    window.clearInterval(state.timer);
    for (const inner of state.frames.values()) inner.removeEventListener("keydown", state.mapKey);
    delete parentElement.atlasStory;
  };
}
