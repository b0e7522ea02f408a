"use strict";
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const form = document.getElementById("choice");
  const at = (id) => document.getElementById(id);
  const MOST_LINES = 40;
  const COLOURS = ["#1f5a96", "#c8553d", "#3f7d4e", "#8a5a9e", "#b8860b", "#2f8f9d", "#7a7a7a", "#a23b72"];
  const WORDS = {
    value: { zh: "数值", en: "figures" },
    index: { zh: "指数（首月 = 100）", en: "index, first = 100" },
    growth: { zh: "同比增长", en: "growth on the year" },
    own: { zh: "占本单位的比例", en: "share within the entity" },
    city: { zh: "占全市的比例", en: "share of the city" },
    per: { zh: "次均费用", en: "per visit or discharge" },
    month: { zh: "月", en: "month" },
    year: { zh: "年（合计）", en: "year (sum)" },
    few: { zh: "个月", en: "of 12 months" },
    none: { zh: "没有数字。请选择其他单位、指标或时间。", en: "No figures. Choose another entity, measure or time." },
    open: { zh: "点击一点可查看其所在页面；红色菱形为存疑；灰色为缺期。", en: "Click a point to see its page. Red diamonds are doubtful; grey: no issue." },
    change: { zh: "首末变化", en: "first to last" },
    find: { zh: "名称、旧名或拼音", en: "Name, old name or pinyin" },
    most: { zh: `图中只画前 ${MOST_LINES} 条，表格与文件是全部。`, en: `The chart has the first ${MOST_LINES} lines; table and files have all.` },
    points: { zh: "个百分点", en: "points" },
    ofEach: { zh: "各单位内的占比，按年", en: "share within each entity, by year" },
    years: { zh: "括号内为有数字的月数：不足 12 个月的年份不参与指数与增长。", en: "In brackets the months with a figure; years with fewer than 12 have no index and no growth." },
  };
  const word = (name) => Plots.word(WORDS[name]);
  const table = () => data.tables.find((one) => one.name === choice.table);
  const option = (value, text) => Object.assign(document.createElement("option"), { value, textContent: text });
  const fill = (name, options, value) => {
    form.elements[name].replaceChildren(...options.map(([key, text]) => option(key, text)));
    form.elements[name].value = value;
  };
  const choice = {};

  const known = (value, values, other) => (values.includes(value) ? value : other);
  const complete = (given) => {
    const first = data.tables.find((one) => one.kind && Object.keys(one.whole).length) || data.tables[0];
    choice.table = known(given.table, data.tables.map((one) => one.name), first.name);
    const here = table();
    const names = here.measures.map((one) => one.name);
    choice.measure = known(given.measure, names, Object.values(here.whole)[0] || names[0]);
    choice.view = known(given.view, Series.views(here, choice.measure), "value");
    choice.by = known(given.by, ["month", "year"], "month");
    choice.from = known(given.from, data.months, data.months[0]);
    choice.to = known(given.to, data.months, data.months.at(-1));
    if (choice.from > choice.to) { [choice.from, choice.to] = [choice.to, choice.from]; }
    const ids = here.entities.map((one) => one.id);
    const wanted = given.e === undefined ? null : given.e.split(",").filter((id) => ids.includes(id));
    choice.e = wanted || ids.slice(0, 5);
  };
  const fromAddress = () => complete(Object.fromEntries(new URLSearchParams(location.hash.slice(1))));
  const toAddress = () => {
    const hash = new URLSearchParams({ ...choice, e: choice.e.join(",") }).toString();
    history.replaceState(null, "", `#${hash}`);
  };

  const lines = () => table().entities.filter((one) => choice.e.includes(one.id))
    .map((entity) => ({ entity, points: Series.line(data, table(), entity, choice) }));
  const measure = () => table().measures.find((one) => one.name === choice.measure);
  const isShare = () => ["own", "city", "growth"].includes(choice.view);
  const unit = () => {
    if (choice.view === "value") { return measure().unit; }
    const rate = choice.view === "per" && table().rates.find((one) => one.above === choice.measure);
    return rate ? rate.label : WORDS[choice.view];
  };
  const number = (y) => {
    if (y === null) { return "–"; }
    if (isShare()) { return `${(100 * y).toFixed(1)} %`; }
    return y.toLocaleString("en", { maximumFractionDigits: choice.view === "value" ? 2 : 1 });
  };
  const title = () => `${Plots.word(table().title)}: ${Plots.word(measure().label)} – ${word(choice.view)}`;
  // The columns whose breaks matter: for a share within the entity, all parts of its total.
  const concerned = () => ["", choice.measure, ...(choice.view === "own" ? Object.keys(table().whole) : [])];
  const marks = () => table().events.filter((one) => {
    const isHere = !one.entity || choice.e.includes(one.entity) || choice.e.includes(one.successor);
    return isHere && concerned().includes(one.measure) && one.month >= choice.from && one.month <= choice.to;
  });
  const missing = () => {
    const spans = [];
    data.months.forEach((month, n) => {
      if (data.issues[n] || month < choice.from || month > choice.to) { return; }
      const last = spans.at(-1);
      if (last && last.end === n - 1) { last.end = n; } else { spans.push({ start: n, end: n }); }
    });
    return spans.map(({ start, end }) => [data.months[start], data.months[end]]);
  };
  const link = (entity, point) => (point.at === null || !data.issues[point.at] ? ""
    : `${data.issues[point.at]}#/${[choice.table, entity.id, choice.measure].map(encodeURIComponent).join("/")}`);
  const trace = ({ entity, points }, n) => {
    const colour = COLOURS[n % COLOURS.length];
    return {
      name: entity.name,
      x: points.map((one) => (choice.by === "year" ? `${one.x}-01-01` : `${one.x}-01`)),
      y: points.map((one) => one.y),
      text: points.map((one) => (choice.by === "year" ? `${one.months} ${word("few")}` : "")),
      customdata: points.map((one) => link(entity, one)),
      line: { color: colour, width: 2, dash: ["solid", "dash", "dot"][Math.floor(n / COLOURS.length) % 3] },
      marker: {
        size: points.map((one) => (one.doubt ? 9 : 5)), color: points.map((one) => (one.doubt ? "#c00000" : colour)),
        symbol: points.map((one) => (one.doubt ? "diamond" : "circle")),
      },
    };
  };
  const spec = () => ({
    data: lines().slice(0, MOST_LINES).map(trace), unit: unit(), format: isShare() ? ".0%" : "",
    months: data.months.filter((one) => one >= choice.from && one <= choice.to).length,
    marks: choice.by === "year" ? [] : marks(), missing: choice.by === "year" ? [] : missing(),
  });

  const cell = (name, text, kind) => {
    const made = Object.assign(document.createElement(name), { textContent: text, className: kind || "" });
    if (name === "th") { made.scope = kind === "row" ? "row" : "col"; }
    return made;
  };
  const row = (cells) => { const made = document.createElement("tr"); made.append(...cells); return made; };
  const figure = (entity, point) => {
    const made = cell("td", "", `n${point.doubt ? " flagged" : ""}`);
    const note = choice.by === "year" && point.y !== null && point.months < 12 ? ` (${point.months} ${word("few")})` : "";
    const target = point.y === null ? "" : link(entity, point);
    if (target) { made.append(Object.assign(document.createElement("a"), { href: target, textContent: number(point.y) })); }
    else { made.textContent = number(point.y) + note; }
    return made;
  };
  const drawTable = () => {
    const all = lines();
    const heads = [cell("th", word(choice.by)), ...all.map(({ entity }) => cell("th", Plots.word(entity.name)))];
    at("figures").tHead.replaceChildren(row(heads));
    const order = (all.length ? all[0].points.map((_, n) => n).reverse() : [])
      .filter((n) => all.some(({ points }) => points[n].y !== null));
    at("figures").tBodies[0].replaceChildren(...order.map((n) => row([
      cell("th", all[0].points[n].x, "row"), ...all.map(({ entity, points }) => figure(entity, points[n])),
    ])));
    drawChanges(all);
  };
  // What became of each line: percentage points of shares, else percent.
  const change = (points) => {
    const [first, last] = [points.find((one) => one.y !== null), points.findLast((one) => one.y !== null)];
    if (!first || first === last || (!isShare() && !first.y)) { return "–"; }
    const by = 100 * (isShare() ? last.y - first.y : last.y / first.y - 1);
    return `${by > 0 ? "+" : ""}${by.toFixed(1)} ${isShare() ? word("points") : "%"} (${first.x} → ${last.x})`;
  };
  const drawChanges = (all) => {
    const isOne = all.every(({ points }) => points.filter((one) => one.y !== null).length < 2);
    at("figures").tFoot.replaceChildren(...(isOne ? [] : [row([
      cell("th", word("change"), "row"), ...all.map(({ points }) => cell("td", change(points), "n")),
    ])]));
  };
  // Questions that the tables at hand can answer, each as the address that answers it.
  const examples = () => data.tables.flatMap((one) => {
    const part = Object.keys(one.whole).at(-1);
    const made = [];
    if (one.kind && part) {
      made.push([`${Plots.word(one.title)}: ${labelOf(one, part)} – ${word("ofEach")}`,
        { table: one.name, measure: part, view: "own", by: "year", e: one.entities.map(({ id }) => id).join(",") }]);
    }
    for (const rate of one.rates.slice(0, 1)) {
      made.push([`${Plots.word(one.title)}: ${Plots.word(rate.label)}`,
        { table: one.name, measure: rate.above, view: "per", by: "month" }]);
    }
    return made;
  });
  const labelOf = (one, name) => Plots.word(one.measures.find((each) => each.name === name).label);
  const drawExamples = () => {
    at("examples").replaceChildren(...examples().map(([text, asked]) => {
      const item = document.createElement("li");
      item.append(Object.assign(document.createElement("a"), { href: `#${new URLSearchParams(asked)}`, textContent: text }));
      return item;
    }));
  };
  const drawEvents = () => {
    at("events").replaceChildren(...marks().map((mark) => {
      const made = document.createElement("li");
      made.append(cell("b", mark.month), " ", cell("span", Plots.word(mark.label), "badge"), " ", Plots.word(mark.text));
      return made;
    }));
  };
  const open = (event) => {
    const target = event.points[0].customdata;
    if (target) { location.href = target; }
  };
  // One month alone is numbers, not a dot in an empty chart.
  const drawChart = () => {
    const there = new Set(lines().flatMap(({ points }) => points.filter((one) => one.y !== null).map((one) => one.x)));
    const isLine = there.size > 1;
    for (const one of [at("chart"), ...document.querySelectorAll("[data-save=png], [data-save=svg]")]) { one.hidden = !isLine; }
    if (!isLine) { return; }
    Plots.draw(at("chart"), spec(), { height: Plots.narrow() ? 380 : 460 });
    at("chart").removeAllListeners("plotly_click");
    at("chart").on("plotly_click", open);
  };
  const draw = () => {
    const { entities } = table();
    const hasFigures = lines().some(({ points }) => points.some((one) => one.y !== null));
    at("heading").textContent = title();
    drawChart();
    const point = at("chart").hidden ? [] : ["open"];
    const hints = hasFigures ? [...(choice.by === "year" ? ["years"] : point), ...(choice.e.length > MOST_LINES ? ["most"] : [])] : ["none"];
    at("hint").textContent = hints.map(word).join(" ");
    at("citation").textContent = Plots.word(data.citation);
    at("who").hidden = entities.length < 2;
    drawTable();
    drawEvents();
    toAddress();
  };

  const drawEntities = () => {
    const kind = table().kind;
    form.querySelector("legend").textContent = kind ? Plots.word(kind) : "";
    at("entities").replaceChildren(...table().entities.map((one) => {
      const label = document.createElement("label");
      const box = Object.assign(document.createElement("input"), { type: "checkbox", value: one.id, checked: choice.e.includes(one.id) });
      label.dataset.search = `${one.id} ${one.name.zh} ${one.name.en} ${one.also}`.toLowerCase();
      label.append(box, ` ${Plots.word(one.name)}`);
      return label;
    }));
    search();
  };
  const search = () => {
    const text = form.elements.search.value.trim().toLowerCase();
    for (const label of at("entities").children) { label.hidden = !label.dataset.search.includes(text); }
  };
  const drawForm = () => {
    const here = table();
    form.elements.search.placeholder = word("find");
    form.elements.search.setAttribute("aria-label", word("find"));
    fill("table", data.tables.map((one) => [one.name, Plots.word(one.title)]), choice.table);
    fill("measure", here.measures.map((one) => [one.name, Plots.word(one.label)]), choice.measure);
    fill("view", Series.views(here, choice.measure).map((name) => [name, word(name)]), choice.view);
    fill("by", ["month", "year"].map((name) => [name, word(name)]), choice.by);
    for (const name of ["from", "to"]) { fill(name, data.months.map((month) => [month, month]), choice[name]); }
    drawEntities();
  };
  const all = () => { drawExamples(); drawForm(); draw(); };
  const choose = (name, value) => {
    const given = { ...choice, e: choice.e.join(","), [name]: value };
    if (name === "table") { delete given.e; delete given.measure; form.elements.search.value = ""; }
    complete(given);
    all();
  };

  const rows = () => lines().flatMap(({ entity, points }) => points.filter((one) => one.y !== null).map((one) => [
    one.x, entity.id, entity.name.zh, choice.table, choice.measure, choice.view, one.y, Plots.word(unit()),
    one.months, one.doubt ? 1 : 0, data.release, Plots.word(data.citation), entity.name.en,
  ]));
  const HEAD = ["month", "entity_id", "entity", "table", "measure", "view", "value", "unit", "months", "doubtful", "release", "citation", "entity_en"];
  const csvCell = (value) => {
    const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const csv = () => `\ufeff${[HEAD, ...rows()].map((one) => one.map(csvCell).join(",")).join("\r\n")}\r\n`;
  const about = () => [["release", data.release], ["citation", Plots.word(data.citation)], ["title", title()],
    ["choice", location.hash.slice(1)], ...marks().map((mark) => [mark.month, Plots.word(mark.text)])];
  const save = (name, url) => {
    const anchor = Object.assign(document.createElement("a"), { href: url, download: `${choice.table}-${choice.measure}-${choice.view}.${name}` });
    document.body.append(anchor);
    anchor.click();
    anchor.remove();
  };
  const saveBytes = (name, content, type) => {
    const url = URL.createObjectURL(new Blob([content], { type }));
    save(name, url);
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  };
  const picture = async (format) => {
    const { data: traces, layout } = at("chart");
    const noted = {
      ...layout, title: { text: Plots.escaped(title()), font: { size: 15 } }, width: 1100, height: 620, margin: { t: 60, r: 20, b: 130, l: 80 },
      annotations: [{ text: Plots.escaped(Plots.word(data.citation)), xref: "paper", yref: "paper", x: 0, y: -0.28,
        xanchor: "left", yanchor: "bottom", showarrow: false, font: { size: 10 } }],
    };
    save(format, await Plotly.toImage({ data: traces, layout: noted }, { format, width: 1100, height: 620, scale: format === "png" ? 2 : 1 }));
  };
  const SAVE = {
    csv: () => saveBytes("csv", csv(), "text/csv"),
    xlsx: () => saveBytes("xlsx", Xlsx.workbook([["data", [HEAD, ...rows()]], ["about", about()]]),
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    png: () => picture("png"),
    svg: () => picture("svg"),
  };

  if (!data.tables.length) { at("hint").textContent = word("none"); return; }
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", (event) => {
    const { name, type } = event.target;
    if (type === "checkbox") {
      choice.e = [...at("entities").querySelectorAll("input:checked")].map((box) => box.value);
      draw();
    } else if (name !== "search") { choose(name, event.target.value); }
  });
  form.elements.search.addEventListener("input", search);
  form.addEventListener("click", (event) => {
    const pick = event.target.closest("[data-pick]")?.dataset.pick;
    const ids = table().entities.map((one) => one.id);
    if (pick) { choose("e", { top: ids.slice(0, 5), all: ids, none: [] }[pick].join(",")); }
  });
  document.querySelector(".saves").addEventListener("click", (event) => SAVE[event.target.dataset.save]?.());
  document.addEventListener("language", all);
  window.addEventListener("hashchange", () => { fromAddress(); all(); });
  fromAddress();
  all();
})();
