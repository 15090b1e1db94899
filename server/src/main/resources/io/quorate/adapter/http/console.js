"use strict";
// One page that shows how the cluster stands: a moment a second comes by server-sent events.
// What comes from the cluster is only ever made text: nothing of it is parsed as HTML.

import {draw} from "./charts.js";
import {takeChanges} from "./changes.js";
import {showKeys} from "./keys.js";
import {showMembers} from "./members.js";
import {byId, element, write} from "./text.js";

const MOMENTS_MAX = 120;
const moments = [];

function showEvents(events) {
  byId("events").replaceChildren(...[...events].reverse().map(one => {
    const item = element("li", one.kind);
    const at = new Date(one.at);
    const time = element("time", "", at.toTimeString().slice(0, 8));
    time.dateTime = at.toISOString();
    const text = element("span", "", one.text);
    if (one.times > 1) text.append(" ", element("small", "", "×" + one.times));
    item.append(time, text);
    return item;
  }));
}

const stream = new EventSource("/console/events");

stream.addEventListener("message", event => {
  const now = JSON.parse(event.data);
  moments.push(now);
  if (moments.length > MOMENTS_MAX) moments.shift();
  showMembers(now, moments.at(-2));
  showEvents(now.events);
  takeChanges(now.writes);
  draw(moments, MOMENTS_MAX);
  document.body.dataset.moments = String(moments.length);
});

stream.addEventListener("error", () => {
  write("state", "not connected", "pill bad");
  write("notice", "This node does not answer. The page goes on as soon as it does.", "bad");
  byId("notice").hidden = false;
});

showKeys();
