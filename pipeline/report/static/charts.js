"use strict";
(function () {
  const root = document.currentScript.dataset.root;
  const charts = [...document.querySelectorAll("script.chart-data")].map((source) => ({
    target: source.previousElementSibling, spec: JSON.parse(source.textContent),
  }));
  const draw = ({ target, spec }) => Plots.draw(target, spec);
  for (const chart of charts) {
    draw(chart);
    chart.target.on("plotly_click", (event) => {
      const link = event.points[0].customdata;
      if (link) { location.href = root + link; }
    });
  }
  document.addEventListener("language", () => charts.forEach(draw));
})();
