// Maps of one page that look at the same place: where one is moved, the others follow.
"use strict";

atlas.link = function (host, name) {
  if (!name || host.linkName === name) return;
  if (host.channel) host.channel.close();
  host.linkName = name;
  const channel = (host.channel = new BroadcastChannel("atlas-" + name));
  const me = String(Math.random());
  let following = false;
  const tell = () => {
    if (following || !host.looked) return;
    const c = host.map.getCenter();
    channel.postMessage({ from: me, view: [c.lat, c.lng, host.map.getZoom()] });
  };
  host.map.on("move", tell);
  channel.onmessage = ({ data }) => {
    if (data.from === me) return;
    if (!data.view) {
      if (host.state.remember_view) tell(); // a map that comes later looks where the first one looks
      return;
    }
    following = true;
    host.looked = true;
    host.map.setView(data.view.slice(0, 2), data.view[2], { animate: false });
    following = false;
  };
  channel.postMessage({ from: me });
};
