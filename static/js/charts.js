/* data-chart="id": a chart of the months' rows that stand as JSON under that id; the sentence below says the same in words. */
(() => {
  "use strict";
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  document.querySelectorAll("[data-chart]").forEach((box) => {
    const rows = JSON.parse(document.getElementById(box.dataset.chart).textContent);
    if (!window.echarts || !rows.length) return;
    const chart = window.echarts.init(box, null, { renderer: "svg" });
    chart.setOption({
      animation: false,
      legend: { top: 0, data: [inTongue("按时"), inTongue("超时")] },
      grid: { left: 44, right: 12, top: 36, bottom: 28 },
      xAxis: { type: "category", data: rows.map((row) => inTongue("{month}月", { month: Number(row.month.slice(5)) })) },
      yAxis: { type: "value", minInterval: 1, name: inTongue("件") },
      series: [
        { name: inTongue("按时"), type: "bar", stack: "all", data: rows.map((row) => row.asked - row.late), itemStyle: { color: token("--x-pine") || "#1f6b52" } },
        { name: inTongue("超时"), type: "bar", stack: "all", data: rows.map((row) => row.late), itemStyle: { color: token("--x-red") || "#b0241c", decal: { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: 0.8 } } },
      ],
    });
    addEventListener("resize", () => chart.resize());
  });
})();
