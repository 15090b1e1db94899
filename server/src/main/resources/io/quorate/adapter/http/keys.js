// The key browser: keyspaces, the keys of one, and what a key was.

import {creator, editor, mayChange} from "./changes.js";
import {base64Of, byId, bytesOf, counted, element, shown, size, textOf, whole} from "./text.js";

const PERIOD_MILLIS = 5000;
const DEFAULT = "default";
let chosen = DEFAULT;

// The answers to what was asked last: an earlier one that comes late is not shown.
let lastSearch = 0;
let lastLook = 0;
let isToSearchAgain = false;

export async function ask(path, parameters) {
  const query = new URLSearchParams({level: byId("level").value, ...parameters});
  const answer = await fetch(`/console/${path}?${query}`);
  const body = await answer.text();
  if (!answer.ok) throw new Error(body.trim());
  return JSON.parse(body);
}

// Keyspaces

function share(of, max) {
  const bar = element("span", "bar");
  const fill = element("i", of > 0.9 * max ? "far" : "");
  fill.style.width = Math.min(100, 100 * of / max) + "%";
  bar.append(fill);
  return bar;
}

function figures(keyspace) {
  const {keys, bytes, keysMax, bytesMax} = keyspace;
  const line = element("small");
  line.append(counted(keys, "key") + (keysMax ? ` of ${whole(keysMax)}` : "")
    + " · " + size(bytes) + (bytesMax ? ` of ${size(bytesMax)}` : ""));
  return line;
}

function keyspaceItem(keyspace) {
  const item = element("li");
  const button = element("button");
  button.type = "button";
  button.dataset.name = keyspace.name;
  if (keyspace.name === chosen) button.setAttribute("aria-current", "true");
  button.append(element("span", "name", keyspace.name), figures(keyspace));
  if (keyspace.keysMax) button.append(share(keyspace.keys, keyspace.keysMax));
  else if (keyspace.bytesMax) button.append(share(keyspace.bytes, keyspace.bytesMax));
  button.addEventListener("click", () => choose(keyspace.name));
  item.append(button);
  return item;
}

function choose(name) {
  chosen = name;
  for (const button of byId("keyspaces").querySelectorAll("button")) {
    if (button.dataset.name === name) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
  search();
}

export async function showKeyspaces() {
  const list = byId("keyspaces");
  try {
    // Without a leader there is still what this node has.
    const all = await ask("keyspaces", {}).catch(() => ask("keyspaces", {level: "eventual"}));
    const focused = list.contains(document.activeElement) && document.activeElement.dataset.name;
    list.replaceChildren(...all.keyspaces.map(keyspaceItem));
    if (all.more) list.append(element("li", "quiet", "and more"));
    if (focused) list.querySelector(`button[data-name="${CSS.escape(focused)}"]`)?.focus();
  } catch (failure) {
    if (!list.childElementCount) list.replaceChildren(element("li", "bad", failure.message));
  }
}

// Keys

function say(text, className) {
  byId("found").textContent = text;
  byId("found").className = className || "";
}

export async function search() {
  const number = ++lastSearch;
  const prefix = base64Of(new TextEncoder().encode(byId("prefix").value));
  say("Looking …");
  byId("history").replaceChildren();
  try {
    const found = await ask("keys", {keyspace: chosen, prefix});
    if (number !== lastSearch) return;
    const count = found.more ? `The first ${whole(found.keys.length)} keys` : counted(found.keys.length, "key");
    say(`${count} at revision ${whole(found.revision)}`);
    byId("keys").replaceChildren(...found.keys.map(keyItem));
    isToSearchAgain = false;
  } catch (failure) {
    if (number !== lastSearch) return;
    isToSearchAgain = true;
    say(failure.message, "bad");
    byId("keys").replaceChildren();
  }
}

function keyItem(found) {
  const item = element("li");
  const button = element("button", "bytes");
  button.type = "button";
  button.dataset.key = found.key;
  button.append(shown(bytesOf(found.key), false));
  button.addEventListener("click", () => showHistory(button, found.key));
  item.append(button);
  return item;
}

function version(of) {
  const article = element("article");
  const bytes = bytesOf(of.value);
  const isCut = bytes.length < of.bytes;
  const value = element("pre", "bytes");
  value.append(shown(bytes, isCut));
  if (of.bytes === 0) value.append(element("span", "quiet", "empty"));
  article.append(
    element("p", "quiet", `revision ${whole(of.modified)} · version ${whole(of.version)} · ${size(of.bytes)}`),
    value);
  if (isCut) article.append(element("p", "quiet", `the first ${size(bytes.length)} of it`));
  return article;
}

// The value as text, if that is all of it and nothing else.
function editable(newest) {
  if (!newest) return undefined;
  const bytes = bytesOf(newest.value);
  return bytes.length === newest.bytes ? textOf(bytes) : undefined;
}

// The keys again, and the one that was looked at.
async function refresh() {
  const looked = byId("keys").querySelector("[aria-current]")?.dataset.key;
  await search();
  showKeyspaces();
  byId("keys").querySelector(`[data-key="${looked}"]`)?.click();
}

async function showHistory(button, key) {
  const number = ++lastLook;
  for (const other of byId("keys").querySelectorAll("[aria-current]")) other.removeAttribute("aria-current");
  button.setAttribute("aria-current", "true");
  const title = element("h3", "bytes");
  title.append(shown(bytesOf(key), false));
  try {
    const found = await ask("history", {keyspace: chosen, key});
    if (number !== lastLook) return;
    const versions = found.keys.map(version);
    if (!versions.length) versions.push(element("p", "quiet", "There is no such key any more."));
    else if (found.more) versions.push(element("p", "quiet", "Earlier versions are not shown."));
    const parts = [title, ...versions];
    if (mayChange()) parts.splice(1, 0, editor(chosen, key, editable(found.keys[0]), refresh));
    byId("history").replaceChildren(...parts);
  } catch (failure) {
    if (number === lastLook) byId("history").replaceChildren(title, element("p", "bad", failure.message));
  }
}

// Up and down go from one to the next.
function walkable(list) {
  list.addEventListener("keydown", event => {
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (!step) return;
    const all = [...list.querySelectorAll("button")];
    all[all.indexOf(document.activeElement) + step]?.focus();
    event.preventDefault();
  });
}

export function showKeys() {
  byId("search").addEventListener("submit", event => {
    event.preventDefault();
    search();
    showKeyspaces();
  });
  byId("level").addEventListener("change", () => search());
  creator(() => chosen, refresh);
  walkable(byId("keyspaces"));
  walkable(byId("keys"));
  search();
  showKeyspaces();
  setInterval(() => {
    if (document.hidden) return;
    showKeyspaces();
    if (isToSearchAgain) search();
  }, PERIOD_MILLIS);
}
