// The members, and what follows for the cluster.

import {byId, element, milliseconds, rate, seconds, size, whole, write} from "./text.js";

// A digest is of the state as one entry left it. So digests are compared where two members have
// said theirs of the same entry, be it at different moments; the newest such entry counts.
const ENTRIES_MAX = 512;
const saidOf = new Map();
let compared = {entry: 0, isAlike: true};

function compare(members) {
  for (const member of members.filter(one => one.up)) {
    const said = saidOf.get(member.applied) || new Map();
    saidOf.set(member.applied, said.set(member.id, member.digest));
    if (said.size > 1 && member.applied >= compared.entry) {
      compared = {entry: member.applied, isAlike: new Set(said.values()).size === 1};
    }
  }
  while (saidOf.size > ENTRIES_MAX) saidOf.delete(saidOf.keys().next().value);
}

function tone(member) {
  if (!member.up || member.role === "mending") return "bad";
  if (member.role === "leader") return "good";
  return member.role === "follower" ? "" : "warn";
}

function cell(row, text, className) {
  const made = element("td", className, text);
  row.append(made);
  return made;
}

function behind(row, member, commit) {
  const lag = Math.max(0, commit - member.applied);
  const made = cell(row, "");
  const bar = element("span", "bar");
  const fill = element("i", lag > 1000 ? "far" : "");
  fill.style.width = Math.max(4, 100 - Math.min(100, Math.log10(lag + 1) * 20)) + "%";
  bar.append(fill);
  let words = lag === 0 ? "0" : whole(lag);
  if (member.lagSeconds > 0.5) words += " · " + seconds(member.lagSeconds);
  if (member.lagBytes > 1024) words += " · " + size(member.lagBytes);
  made.append(bar, document.createTextNode(words));
}

function memberRow(member, commit, node) {
  const row = element("tr", member.up ? "" : "down");
  const id = element("th", "id", member.id);
  id.scope = "row";
  row.append(id);
  if (member.id === node) id.append(" ", element("small", "", "this node"));
  const role = cell(row, "");
  role.append(element("span", "pill " + tone(member), member.up ? member.role : "down"));
  if (!member.up) {
    const why = cell(row, member.why);
    why.colSpan = 10;
    return row;
  }
  cell(row, whole(member.term), "n");
  cell(row, whole(member.commit), "n");
  cell(row, whole(member.applied), "n");
  behind(row, member, commit);
  cell(row, milliseconds(member.syncMicros / 1000), "n");
  cell(row, size(member.journalBytes), "n");
  cell(row, size(member.storeBytes), "n");
  const digest = cell(row, "");
  const code = element("code", "", member.digest.slice(0, 8));
  code.title = `${member.digest} at entry ${whole(member.applied)}`;
  digest.append(code);
  cell(row, milliseconds(member.answerMillis), "n");
  cell(row, member.version);
  return row;
}

function names(members) {
  return members.map(one => one.id).join(" and ");
}

// The cluster's state in a word, and what it means for those who use it.
function judged(members, leader) {
  const voters = members.filter(one => one.standing === "voter");
  const down = members.filter(one => !one.up);
  const votersUp = voters.filter(one => one.up).length;
  const isQuorate = votersUp > voters.length / 2;
  const needed = Math.floor(voters.length / 2) + 1;
  const missing = `${votersUp} of ${voters.length} voters ${votersUp === 1 ? "answers" : "answer"}, `
    + `and it takes ${needed}. Until then nothing is written, and reads show what a node has.`;
  if (!leader) {
    return ["no leader", "bad", isQuorate
      ? "The members elect a leader. Writes and latest reads wait until one leads."
      : missing];
  }
  if (!isQuorate) return ["no quorum", "bad", missing];
  if (down.length) {
    const spare = votersUp - needed;
    return ["degraded", "warn", `${names(down)} ${down.length === 1 ? "does" : "do"} not answer. `
      + "Everything works"
      + (spare > 0 ? `, and ${spare} more may fail.` : "; if another fails, writes stop.")];
  }
  if (!compared.isAlike) {
    return ["states differ", "bad", `The members hold different states at entry ${whole(compared.entry)}.`];
  }
  return ["healthy", "good", ""];
}

export function showMembers(now, before) {
  const members = [...now.members].sort((one, other) => one.id < other.id ? -1 : 1);
  const up = members.filter(one => one.up);
  const most = figure => Math.max(0, ...up.map(figure));
  compare(members);
  byId("members").replaceChildren(
    ...members.map(one => memberRow(one, most(of => of.commit), now.node)));
  const [leader] = up.filter(one => one.role === "leader").sort((a, b) => b.term - a.term);
  const revision = most(one => one.revision);
  write("n-leader", leader ? leader.id : "none", leader ? "" : "bad");
  write("n-term", whole(most(one => one.term)));
  write("n-revision", whole(revision));
  if (before && now.at > before.at) {
    const earlier = Math.max(0, ...before.members.filter(one => one.up).map(one => one.revision));
    write("n-rate", rate(Math.max(0, revision - earlier) * 1000 / (now.at - before.at)));
  }
  write("n-up", `${up.length} of ${members.length}`, up.length < members.length ? "warn" : "");
  const states = compared.isAlike ? "alike" : "differ";
  write("n-states", compared.entry ? states : "–", compared.isAlike ? "good" : "bad");
  byId("n-states").title = compared.entry ? `compared at entry ${whole(compared.entry)}` : "";
  byId("cluster").textContent = `cluster ${now.cluster} · seen by ${now.node}`;
  document.title = `Quorate · ${now.node}`;
  const [word, tint, sentence] = judged(members, leader);
  write("state", word, "pill live " + tint);
  write("notice", sentence, tint);
  byId("notice").hidden = sentence === "";
}
