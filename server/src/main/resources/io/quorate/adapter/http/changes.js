// Puts and deletes, where the node that serves the page takes them (--console-writes).

import {base64Of, byId, element, whole} from "./text.js";

let isOn = false;

export function takeChanges(isTaken) {
  isOn = isTaken;
  byId("new").hidden = !isTaken;
}

export const mayChange = () => isOn;

// What became of it, in words: there are three cases and no fourth.
function outcome(answer) {
  switch (answer.outcome) {
    case "done": return ["good", `Done at revision ${whole(answer.revision)}.`];
    case "not done": return ["bad", `Not done: ${answer.why}.`];
    default: return ["warn", `Outcome unknown: ${answer.why || "no answer"}. It may be done, or may yet be.`];
  }
}

async function send(path, parameters, body) {
  let answer;
  try {
    answer = await fetch(`/console/${path}?${new URLSearchParams(parameters)}`, {
      method: "POST",
      headers: {"Content-Type": "application/octet-stream"},
      body,
    });
  } catch {
    return {outcome: "unknown", why: "this node does not answer"};
  }
  const text = await answer.text();
  try {
    return JSON.parse(text);
  } catch {
    // Refused before it was looked at.
    return {outcome: "not done", why: text.trim()};
  }
}

export async function change(path, parameters, body) {
  const answer = await send(path, parameters, body);
  const [className, words] = outcome(answer);
  byId("outcome").textContent = words;
  byId("outcome").className = className;
  return answer.outcome === "done";
}

function button(text, className) {
  const made = element("button", className, text);
  made.type = "button";
  return made;
}

// What may be done to a key that is shown. A value that is no text, is cut, or has line
// ends that a form would change is not offered for editing: what was not shown would be lost.
export function editor(keyspace, key, text, done) {
  const form = element("form", "editor");
  const value = element("textarea");
  value.setAttribute("aria-label", "Value");
  value.rows = 3;
  value.spellcheck = false;
  value.value = text ?? "";
  if (value.value !== text) {
    value.value = "";
    value.placeholder = "a new value";
  }
  const put = element("button", "", "Put");
  put.type = "submit";
  const remove = button("Delete", "danger");
  form.append(value, put, remove);
  form.addEventListener("submit", async event => {
    event.preventDefault();
    if (await change("put", {keyspace, key}, new TextEncoder().encode(value.value))) done();
  });
  // Twice, since there is no way back but the history.
  remove.addEventListener("click", async () => {
    if (remove.textContent === "Delete") {
      remove.textContent = "Delete it?";
      return;
    }
    remove.textContent = "Delete";
    if (await change("delete", {keyspace, key})) done();
  });
  remove.addEventListener("blur", () => { remove.textContent = "Delete"; });
  return form;
}

// A key that is not there yet.
export function creator(keyspaceOf, done) {
  const dialog = byId("creation");
  const name = byId("new-key");
  byId("new").addEventListener("click", () => {
    byId("new-keyspace").textContent = keyspaceOf();
    dialog.showModal();
  });
  byId("new-cancel").addEventListener("click", () => dialog.close());
  byId("new-form").addEventListener("submit", async event => {
    event.preventDefault();
    dialog.close();
    const key = base64Of(new TextEncoder().encode(name.value));
    const value = new TextEncoder().encode(byId("new-value").value);
    if (await change("put", {keyspace: keyspaceOf(), key}, value)) done();
  });
}
