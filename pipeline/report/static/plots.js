"use strict";
// What all charts of the site share: axes that are months, events, months without an issue.
const Plots = (function () {
  const language = () => (document.documentElement.dataset.lang === "en" ? "en" : "zh");
  const word = (label) => label[language()];
  const narrow = () => window.innerWidth < 600;
  const day = (text, days) => {
    const date = new Date(`${text.slice(0, 7)}-01T00:00:00Z`);
    date.setUTCDate(date.getUTCDate() + days);
    return date.toISOString().slice(0, 10);
  };
  const step = (months) => {
    for (const size of [1, 2, 3, 6]) { if (months / size <= (narrow() ? 6 : 14)) { return `M${size}`; } }
    return `M${12 * Math.ceil(months / 12 / (narrow() ? 6 : 14))}`;
  };
  const line = (mark) => ({
    type: "line", xref: "x", yref: "paper", x0: `${mark.month}-01`, x1: `${mark.month}-01`, y0: 0, y1: 1,
    line: { color: "#8a5300", width: 1, dash: "dot" },
  });
  const band = ([first, last]) => ({
    type: "rect", xref: "x", yref: "paper", x0: day(first, -15), x1: day(last, 16), y0: 0, y1: 1,
    line: { width: 0 }, fillcolor: "#e9ecef", layer: "below",
  });
  const wrapped = (text, width = 38) => {
    const parts = [];
    for (let at = 0; at < text.length;) {
      let end = Math.min(at + width, text.length);
      const space = text.lastIndexOf(" ", end);
      if (end < text.length && space > at) { end = space + 1; }
      parts.push(text.slice(at, end));
      at = end;
    }
    return parts.join("<br>");
  };
  const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const flags = (marks) => {
    const months = [...new Set(marks.map((mark) => mark.month))];
    const texts = months.map((month) => marks.filter((mark) => mark.month === month)
      .map((mark) => wrapped(escaped(word(mark.text)))));
    const shown = texts.map((all) => [...all.slice(0, 5), ...(all.length > 5 ? [`+ ${all.length - 5}`] : [])]);
    return {
      name: word({ zh: "事件", en: "events" }), x: months.map((month) => `${month}-01`), y: months.map(() => 1),
      yaxis: "y2", type: "scatter", mode: "markers", text: shown.map((all) => all.join("<br>")), hoverinfo: "text",
      marker: { symbol: "triangle-down", size: 11, color: "#8a5300" }, cliponaxis: false,
    };
  };
  const layout = (spec, more = {}) => ({
    margin: { t: 20, r: 10, b: 40, l: narrow() ? 55 : 75 },
    height: 340,
    showlegend: true,
    hovermode: "closest",
    hoverlabel: { align: "left" },
    legend: { orientation: "h", y: -0.16, yanchor: "top" },
    xaxis: { type: "date", hoverformat: "%Y-%m", tickformat: "%Y-%m", dtick: step(spec.months) },
    yaxis: { title: { text: word(spec.unit) }, rangemode: "tozero", separatethousands: true, tickformat: spec.format },
    yaxis2: { overlaying: "y", range: [0, 1], visible: false, fixedrange: true },
    shapes: [...spec.missing.map(band), ...spec.marks.map(line)],
    font: { family: getComputedStyle(document.body).fontFamily },
    ...more,
  });
  const COLOURS = ["#1f5a96", "#c8553d", "#3f7d4e", "#8a5a9e", "#b8860b", "#2f8f9d", "#7a7a7a", "#a23b72"];
  const points = (flagged, colour) => (flagged?.some(Boolean) ? {
    size: flagged.map((doubtful) => (doubtful ? 9 : 5)),
    color: flagged.map((doubtful) => (doubtful ? "#c00000" : colour)),
    symbol: flagged.map((doubtful) => (doubtful ? "diamond" : "circle")),
  } : { size: 5, color: colour });
  const style = (trace, colour) => ({
    mode: "lines+markers", line: { color: colour, width: 2 }, marker: points(trace.flagged, colour),
  });
  const traces = (spec) => [
    ...spec.data.map(({ flagged, ...trace }, n) => ({
      x: spec.x, ...style({ flagged }, COLOURS[n % COLOURS.length]), ...trace,
      name: escaped(word(trace.name)), type: "scatter", connectgaps: false,
    })),
    ...(spec.marks.length ? [flags(spec.marks)] : []),
  ];
  const draw = (target, spec, more) =>
    Plotly.react(target, traces(spec), layout(spec, more), { responsive: true, displayModeBar: false });
  return { draw, escaped, language, narrow, word };
})();
