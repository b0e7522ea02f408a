"use strict";
// The search in the header. Its entries are loaded with the first use; see search.py.
(function () {
  const ROOT = new URL("..", document.currentScript.src);
  const MOST = 12;
  const AROUND = 24;
  const isEnglish = () => (document.documentElement.dataset.lang || document.documentElement.lang) === "en";
  const plain = (text) => text.normalize("NFKC").toLowerCase();
  const made = (name, more) => Object.assign(document.createElement(name), more);
  let entries = null;
  const load = () => entries || (entries = new Promise((done) => {
    const script = made("script", { src: new URL("search-entries.js", ROOT) });
    script.onload = () => done(window.searchEntries.map((one) => ({
      kind: one.slice(0, 2), title: one[2], words: one[3], link: one[4], in: plain(one[2]), also: plain(one[3]),
    })));
    document.head.append(script);
  }));
  // Hyphens of an id count as blanks: “jiangning tcm” finds jiangning-tcm.
  const found = (all, asked) => {
    const words = plain(asked).split(/[\s-]+/).filter(Boolean);
    const rank = (one) => (words.every((word) => one.in.includes(word)) ? 0 : 1);
    if (!words.length) { return []; }
    return all.filter((one) => words.every((word) => one.in.includes(word) || one.also.includes(word)))
      .sort((a, b) => rank(a) - rank(b));
  };
  const excerpt = (one, asked) => {
    const word = plain(asked).split(/\s+/).find((part) => !one.in.includes(part) && one.also.includes(part));
    const at = word ? one.also.indexOf(word) : -1;
    return at < 0 ? "" : one.words.slice(Math.max(0, at - AROUND), at + word.length + AROUND);
  };
  const line = (one, asked) => {
    const link = made("a", { href: new URL(one.link, ROOT), textContent: one.title });
    const kind = made("small", { textContent: one.kind[isEnglish() ? 1 : 0] });
    const more = made("small", { className: "excerpt", textContent: excerpt(one, asked) });
    const item = made("li", {});
    item.append(kind, " ", link, " ", more);
    return item;
  };
  const build = (place) => {
    const form = made("form", { className: "site-search" });
    form.setAttribute("role", "search");
    const input = made("input", { type: "search", name: "q", autocomplete: "off" });
    const name = () => {
      input.placeholder = isEnglish() ? "Search" : "搜索";
      input.setAttribute("aria-label", isEnglish() ? "Search hospitals, figures, articles" : "搜索医院、指标、文章");
    };
    name();
    document.addEventListener("language", name);
    const list = made("ul", { hidden: true });
    const count = made("output", { hidden: true });
    form.append(input, count, list);
    const show = async () => {
      const asked = input.value;
      const all = found(await load(), asked);
      if (asked !== input.value) { return; }
      list.replaceChildren(...all.slice(0, MOST).map((one) => line(one, asked)));
      if (all.length > MOST) { list.append(made("li", { textContent: `… ${all.length}` })); }
      count.hidden = !asked.trim() || all.length > 0;
      count.textContent = isEnglish() ? "Nothing found." : "没有找到。";
      list.hidden = !all.length;
    };
    const links = () => [...list.querySelectorAll("a")];
    input.addEventListener("focus", load, { once: true });
    input.addEventListener("input", show);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (links().length) { links()[0].click(); }
    });
    form.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") { list.hidden = true; input.focus(); }
      if (!step || list.hidden) { return; }
      event.preventDefault();
      const all = [input, ...links()];
      all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
    });
    // A link within this page changes nothing else: the list would stay over it.
    list.addEventListener("click", (event) => { if (event.target.closest("a")) { list.hidden = true; } });
    document.addEventListener("click", (event) => { if (!form.contains(event.target)) { list.hidden = true; } });
    place.append(form);
  };
  document.addEventListener("DOMContentLoaded", () => {
    const place = document.querySelector(".search-place");
    if (place) { build(place); }
  });
})();
