"use strict";
// From the figures of the page to the lines of a chart: pure, without the page.
const Series = (function () {
  const numbers = (line, count) => {
    const parts = line ? line.split(",") : [];
    return Array.from({ length: count }, (_, at) => (parts[at] ? Number(parts[at]) : null));
  };
  // What a view divides by: the own total, the city, or what the rate is per; null = nothing.
  const ratio = (table, measure, view) => {
    if (view === "own") { return { above: measure, below: table.whole[measure] }; }
    if (view === "city") { return { above: measure, below: measure, city: true }; }
    const rate = table.rates.find((one) => one.above === measure);
    return view === "per" && rate ? { above: rate.above, below: rate.below } : null;
  };
  // The views that a measure has.
  const views = (table, measure) => [
    "value", "index", "growth",
    ...(table.whole[measure] ? ["own"] : []),
    ...(table.city && table.measures.find((one) => one.name === measure).adds ? ["city"] : []),
    ...(table.rates.some((one) => one.above === measure) ? ["per"] : []),
  ];
  const pairs = (data, table, entity, measure, view) => {
    const count = data.months.length;
    const by = ratio(table, measure, view);
    const above = numbers(entity.values[measure], count);
    const below = by && numbers((by.city ? table.city : entity.values)[by.below], count);
    const doubts = [measure, ...(by && !by.city ? [by.below] : [])].flatMap((name) => entity.doubts[name] || []);
    return data.months.map((month, at) => ({
      at, x: month, above: above[at], below: below ? below[at] : 1, doubt: doubts.includes(at),
    }));
  };
  const months = (points) => points.map((one) => ({
    ...one, months: one.above === null || one.below === null ? 0 : 1,
    y: one.above === null || !one.below ? null : one.above / one.below,
  }));
  const years = (points, adds, isRatio) => {
    const found = new Map();
    for (const one of points) {
      const year = one.x.slice(0, 4);
      if (!found.has(year)) { found.set(year, []); }
      if (one.above !== null && one.below !== null) { found.get(year).push(one); }
    }
    const sum = (some, name) => some.reduce((total, one) => total + one[name], 0);
    return [...found].map(([year, some]) => {
      const below = isRatio ? sum(some, "below") : 1;
      const known = some.length > 0 && below && (adds || isRatio);
      return { x: year, at: null, months: some.length, doubt: some.some((one) => one.doubt),
        y: known ? sum(some, "above") / below : null };
    });
  };
  const index = (points, isYear) => {
    const whole = (one) => one.y !== null && (!isYear || one.months === 12);
    const base = points.find((one) => whole(one) && one.y !== 0);
    return points.map((one) => ({ ...one, y: base && whole(one) ? (100 * one.y) / base.y : null }));
  };
  const growth = (points, isYear) => {
    const step = isYear ? 1 : 12;
    const whole = (one) => one && one.y !== null && (!isYear || one.months === 12);
    return points.map((one, at) => {
      const before = points[at - step];
      return { ...one, y: whole(one) && whole(before) && before.y ? one.y / before.y - 1 : null };
    });
  };
  // The points of a line: x, y, months in it, doubt, and `at`, the number of its month.
  const line = (data, table, entity, choice) => {
    const { measure, view, by, from, to } = choice;
    const isYear = by === "year";
    const { adds } = table.measures.find((one) => one.name === measure);
    const raw = pairs(data, table, entity, measure, view);
    const all = isYear ? years(raw, adds, Boolean(ratio(table, measure, view))) : months(raw);
    const within = (one) => one.x >= (isYear ? from.slice(0, 4) : from) && one.x <= (isYear ? to.slice(0, 4) : to);
    if (view === "growth") { return growth(all, isYear).filter(within); }
    const shown = all.filter(within);
    return view === "index" ? index(shown, isYear) : shown;
  };
  return { line, ratio, views };
})();
