"use strict";
// The charts of a page. The figures of some are in a table of the page, and nowhere else.
const Charts = (function () {
  const NOTHING = { value: null, link: "", doubt: false };

  const figure = (cell) => ({
    value: cell.textContent === "–" ? null : Number(cell.textContent.replaceAll(",", "")),
    link: cell.querySelector("a")?.getAttribute("href") ?? "",
    doubt: cell.classList.contains("flagged"),
  });

  const between = ([first, last]) => {
    const [[year, month], end] = [first, last].map((text) => text.split("-").map(Number));
    const count = (end[0] - year) * 12 + end[1] - month + 1;
    return [...Array(count).keys()].map((n) => new Date(Date.UTC(year, month - 1 + n)).toISOString().slice(0, 10));
  };

  // A point of a line: a figure, or one divided by another, as doubtful as each of them.
  const point = (above, below) => {
    if (!below) { return above; }
    const whole = above.value !== null && below.value;
    return { value: whole ? Math.round((above.value / whole) * 1e4) / 1e4 : null, link: "", doubt: above.doubt || below.doubt };
  };

  // A chart of lines that are in a table becomes one that has its data.
  const filled = (spec) => {
    if (!spec.lines) { return spec; }
    const rows = document.querySelectorAll(`table[data-series="${spec.table}"] tbody tr`);
    const cells = new Map([...rows].map((row) => [row.cells[0].textContent, row.cells]));
    const x = between(spec.of);
    const at = (month, column) => {
      const there = cells.get(month.slice(0, 7));
      return there ? figure(there[column + 1]) : NOTHING;
    };
    const data = spec.lines.map((line) => {
      const points = x.map((month) => point(at(month, line.column), line.below === null ? null : at(month, line.below)));
      return {
        name: line.name, y: points.map((one) => one.value), customdata: points.map((one) => one.value === null ? "" : one.link),
        flagged: points.map((one) => one.value !== null && one.doubt),
      };
    });
    return { ...spec, x, data };
  };

  const charts = [...document.querySelectorAll("script.chart-data")].map((source) => ({
    target: source.previousElementSibling, spec: filled(JSON.parse(source.textContent)),
  }));
  const draw = ({ target, spec }) => Plots.draw(target, spec);
  for (const chart of charts) {
    draw(chart);
    chart.target.on("plotly_click", (event) => {
      const link = event.points[0].customdata;
      if (link) { location.href = link; }
    });
  }
  document.addEventListener("language", () => charts.forEach(draw));
  return { filled };
})();
