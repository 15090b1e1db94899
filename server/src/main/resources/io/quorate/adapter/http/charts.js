// The last two minutes: how the cluster's revision grew, and what this node answered.

import {byId, element, milliseconds, rate} from "./text.js";

function each(name, field) {
  return (now, before) => {
    const time = (now.at - before.at) / 1000;
    return time > 0 ? Math.max(0, now.load[name][field] - before.load[name][field]) / time : 0;
  };
}

// Writes of the whole cluster, of which each makes a revision.
function changes(now, before) {
  const newest = moment => Math.max(0, ...moment.members.filter(one => one.up).map(one => one.revision));
  const time = (now.at - before.at) / 1000;
  return time > 0 ? Math.max(0, newest(now) - newest(before)) / time : 0;
}

// Of what was answered since the moment before; nothing, if nothing was.
function mean(name) {
  return (now, before) => {
    const answers = now.load[name].answers - before.load[name].answers;
    if (answers <= 0) return NaN;
    return 1000 * (now.load[name].seconds - before.load[name].seconds) / answers;
  };
}

const CHARTS = {
  throughput: {
    text: rate,
    series: [["changes", changes], ["reads at this node", each("reads", "count")]],
  },
  latency: {
    text: milliseconds,
    series: [["write", mean("writes")], ["read", mean("reads")], ["disk sync", mean("syncs")]],
  },
};

const WIDTH = 600;
const HEIGHT = 150;
const HEAD = 8;

function svg(name, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function ceiling(value) {
  if (value <= 0) return 1;
  const power = Math.pow(10, Math.floor(Math.log10(value)));
  return [1, 2, 5, 10].map(step => step * power).find(step => step >= value);
}

// Where there is no value the line has a gap.
function runs(points) {
  const found = [[]];
  for (const point of points) {
    if (Number.isFinite(point[1])) found.at(-1).push(point);
    else if (found.at(-1).length) found.push([]);
  }
  return found.filter(run => run.length);
}

function path(run) {
  const line = run.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join("L");
  return `M${line}` + (run.length === 1 ? "h0.1" : "");
}

function drawOne(id, chart, moments, momentsMax) {
  const lines = chart.series.map(([, value]) =>
    moments.slice(1).map((now, index) => value(now, moments[index])));
  const top = ceiling(Math.max(0, ...lines.flat().filter(Number.isFinite)));
  const xOf = index => WIDTH - (lines[0].length - 1 - index) * WIDTH / (momentsMax - 2);
  const yOf = value => HEIGHT - value / top * (HEIGHT - HEAD);
  const picture = svg("svg", {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img"});
  for (const part of [0, 0.5, 1]) {
    picture.append(svg("line", {class: "grid", x1: 0, x2: WIDTH, y1: yOf(part * top), y2: yOf(part * top)}));
  }
  lines.forEach((values, series) => {
    for (const run of runs(values.map((value, index) => [xOf(index), yOf(value)]))) {
      const area = `${path(run)}L${run.at(-1)[0]},${HEIGHT}L${run[0][0]},${HEIGHT}Z`;
      picture.append(svg("path", {class: `area s${series}`, d: area}));
      picture.append(svg("path", {class: `line s${series}`, d: path(run)}));
    }
  });
  const legend = element("ul", "legend");
  chart.series.forEach(([name], series) => {
    const item = element("li");
    const last = lines[series].findLast(Number.isFinite);
    item.append(
      element("i", `i${series}`), name + " ",
      element("b", "", last === undefined ? "–" : chart.text(last)));
    legend.append(item);
  });
  picture.setAttribute("aria-label", legend.textContent);
  const plot = element("div", "plot");
  plot.append(
    picture,
    element("span", "y top", chart.text(top)),
    element("span", "y middle", chart.text(top / 2)));
  const times = element("div", "times");
  times.append(element("span", "", "2 min ago"), element("span", "", "1 min"), element("span", "", "now"));
  byId(id).replaceChildren(legend, plot, times);
}

export function draw(moments, momentsMax) {
  for (const [id, chart] of Object.entries(CHARTS)) drawOne(id, chart, moments, momentsMax);
}
