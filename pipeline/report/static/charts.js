"use strict";
(function () {
  const root = document.currentScript.dataset.root;
  const layout = (unit) => ({
    margin: { t: 10, r: 10, b: 40, l: 70 },
    height: 320,
    showlegend: true,
    hovermode: "closest",
    legend: { orientation: "h", y: -0.2 },
    xaxis: { type: "date", hoverformat: "%Y-%m" },
    yaxis: { title: { text: unit }, rangemode: "tozero", separatethousands: true },
    font: { family: getComputedStyle(document.body).fontFamily },
  });
  for (const source of document.querySelectorAll("script.chart-data")) {
    const target = source.previousElementSibling;
    const { data, unit } = JSON.parse(source.textContent);
    const traces = data.map((trace) => ({ ...trace, type: "scatter", mode: "lines+markers", connectgaps: false }));
    Plotly.newPlot(target, traces, layout(unit), { responsive: true, displayModeBar: false });
    target.on("plotly_click", (event) => {
      const link = event.points[0].customdata;
      if (link) { location.href = root + link; }
    });
  }
})();
