// Draws charts from the data table that stands beside each of them. The table is the truth and stays in the page.
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkPointComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, LineChart, AriaComponent, GridComponent, LegendComponent, MarkPointComponent, TooltipComponent, SVGRenderer]);

const drawn = new Map();

// Patterns beside the colors, quiet enough not to shimmer: none, dots, thin lines, crossed lines.
const PATTERN = "rgba(0, 0, 0, 0.16)";
const DECALS = [
  { symbol: "none" },
  { symbol: "circle", symbolSize: 0.5, dashArrayX: [[6, 6], [0, 6, 6, 0]], dashArrayY: [6, 0], color: PATTERN },
  { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [1, 7], rotation: -Math.PI / 4, color: PATTERN },
  { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 3], rotation: Math.PI / 4, color: "rgba(255, 255, 255, 0.45)" },
];

function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function dataOf(figure) {
  const rows = [...figure.querySelectorAll("tbody tr")];
  const series = [...figure.querySelectorAll("th[data-series]")].map((head) => ({
    name: head.textContent.trim(),
    color: head.dataset.series,
    place: head.cellIndex,
    isLine: "line" in head.dataset,
    isOff: "off" in head.dataset,
  }));
  const value = (row, place) => (row.cells[place].dataset.value === "" ? null : Number(row.cells[place].dataset.value));
  return {
    names: rows.map((row) => row.cells[0].textContent.trim()),
    marks: rows.map((row) => row.cells[0].dataset.mark ?? ""),
    series: series.map((one) => ({ ...one, values: rows.map((row) => value(row, one.place)) })),
  };
}

function lineOf(one, names, marks) {
  const spikes = names.flatMap((name, place) => (marks[place] ? [{ name: marks[place], coord: [name, one.values[place]] }] : []));
  return {
    type: "line", name: one.name, yAxisIndex: 1, data: one.values, symbolSize: 6, lineStyle: { width: 2 }, connectNulls: false,
    markPoint: { symbol: "pin", symbolSize: 38, data: spikes, label: { formatter: "!", fontWeight: 700 } },
  };
}

function axes(sideways, names, hasLines, count, percent) {
  const quiet = { color: color("--hub-ink-quiet") };
  const line = { lineStyle: { color: color("--hub-line") } };
  const byName = { type: "category", data: names, axisLabel: { ...quiet, hideOverlap: !sideways }, axisTick: { show: false }, axisLine: line, inverse: sideways };
  const byCount = { type: "value", axisLabel: { ...quiet, hideOverlap: sideways, formatter: (value) => count.format(value) }, splitLine: line };
  const byShare = { type: "value", min: 0, axisLabel: { ...quiet, formatter: (value) => percent.format(value) }, splitLine: { show: false } };
  const values = hasLines ? [byCount, byShare] : byCount;
  return sideways ? { yAxis: byName, xAxis: hasLines ? [byCount] : byCount } : { xAxis: byName, yAxis: values };
}

function options(figure) {
  const data = dataOf(figure);
  const sideways = "sideways" in figure.dataset;
  const series = sideways ? data.series.filter((one) => !one.isLine) : data.series;
  const text = color("--hub-ink");
  const language = document.documentElement.lang;
  const count = new Intl.NumberFormat(language);
  const percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
  const isShare = new Map(series.map((one) => [one.name, one.isLine]));
  return {
    animation: false,
    // The finding says in the page's language what the library would say in English only.
    aria: { enabled: true, label: { description: figure.querySelector(".finding")?.textContent.trim() }, decal: { show: true, decals: DECALS } },
    color: series.map((one) => color(one.color)),
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: text },
    grid: { left: 8, right: 12, top: figure.clientWidth < 560 ? 66 : 44, bottom: 8, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    legend: {
      top: 4, left: 0, itemWidth: 14, itemHeight: 10, itemGap: 18, textStyle: { color: text }, inactiveColor: color("--hub-available"),
      selected: Object.fromEntries(series.map((one) => [one.name, !one.isOff])),
    },
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      axisPointer: { type: "shadow" },
      backgroundColor: color("--hub-surface"),
      borderColor: color("--hub-line"),
      textStyle: { color: text },
      formatter: (found) =>
        [found[0].axisValueLabel, ...found.map((one) => {
          const shown = one.value == null ? "–" : (isShare.get(one.seriesName) ? percent : count).format(one.value);
          return `${one.seriesName}: ${shown}`;
        })].join("\n"),
    },
    ...axes(sideways, data.names, series.some((one) => one.isLine), count, percent),
    series: series.map((one) =>
      one.isLine ? lineOf(one, data.names, data.marks) : { type: "bar", name: one.name, stack: "counts", data: one.values, barMaxWidth: 42 },
    ),
  };
}

function draw(figure) {
  const place = figure.querySelector("[data-canvas]");
  if (!place || drawn.has(place)) return;
  place.hidden = false;
  const chart = init(place, null, { renderer: "svg" });
  chart.setOption(options(figure));
  drawn.set(place, { chart, figure });
}

function drawAll() {
  for (const [place, { chart }] of drawn) {
    if (!place.isConnected) {
      chart.dispose();
      drawn.delete(place);
    }
  }
  document.querySelectorAll("figure[data-chart]").forEach(draw);
}

function redraw() {
  for (const { chart, figure } of drawn.values()) {
    chart.resize();
    chart.setOption(options(figure), true);
  }
}

document.addEventListener("htmx:afterSettle", drawAll);
window.addEventListener("resize", redraw);
window.addEventListener("beforeprint", redraw);
new MutationObserver(redraw).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
drawAll();
