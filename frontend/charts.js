// Draws charts from the data table that stands beside each of them. The table is the truth and stays in the page.
import { BarChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

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
  }));
  const value = (row, place) => (row.cells[place].dataset.value === "" ? null : Number(row.cells[place].dataset.value));
  return {
    weeks: rows.map((row) => row.cells[0].textContent.trim()),
    series: series.map((one) => ({ ...one, values: rows.map((row) => value(row, one.place)) })),
  };
}

function options(figure) {
  const { weeks, series } = dataOf(figure);
  const text = color("--hub-ink");
  const quiet = color("--hub-ink-quiet");
  const count = new Intl.NumberFormat(document.documentElement.lang);
  return {
    animation: false,
    aria: { enabled: true, decal: { show: true, decals: DECALS } },
    color: series.map((one) => color(one.color)),
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: text },
    grid: { left: 8, right: 12, top: figure.clientWidth < 560 ? 66 : 44, bottom: 8, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    legend: { top: 4, left: 0, itemWidth: 14, itemHeight: 10, itemGap: 18, textStyle: { color: text } },
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      axisPointer: { type: "shadow" },
      backgroundColor: color("--hub-surface"),
      borderColor: color("--hub-line"),
      textStyle: { color: text },
      valueFormatter: (value) => (value == null ? "–" : count.format(value)),
    },
    xAxis: { type: "category", data: weeks, axisLabel: { color: quiet, hideOverlap: true }, axisTick: { show: false },
      axisLine: { lineStyle: { color: color("--hub-line") } } },
    yAxis: { type: "value", axisLabel: { color: quiet, formatter: (value) => count.format(value) },
      splitLine: { lineStyle: { color: color("--hub-line") } } },
    series: series.map((one) => ({ type: "bar", name: one.name, stack: "licenses", data: one.values, barMaxWidth: 42 })),
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
