"use strict";
// Pages of other packages are English. `pageWords`, loaded before, has their texts in Chinese: a list of
// [text, Chinese] where # in the text is a number and * any text. Of “中文 · English” one half is shown.
(function () {
  const LEFT_ALONE = "script, style, textarea, pre, code, [lang]:not(html), .bulletins-bar, .rows-and-columns td, .cm-editor";
  const NAMES = ["title", "placeholder", "aria-label", "value"];
  const ORIGINALS = new WeakMap();
  const both = /^((?:[\w-]+: )?)(.*?\p{Script=Han}.*?) · (.+)$/su;
  const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const exact = new Map(window.pageWords);
  const rules = window.pageWords.filter(([text]) => /[#*]/.test(text)).map(([text, zh]) => [
    new RegExp("^" + escaped(text).replace(/#/g, "([\\d.,%≈]+)").replace(/\\\*/g, "(.+?)") + "$", "s"), zh]);
  const inChinese = (text) => {
    if (exact.has(text)) { return exact.get(text); }
    for (const [rule, zh] of rules) {
      const found = rule.exec(text);
      if (found) { return zh.replace(/\$(\d)/g, (_, number) => inChinese(found[number])); }
    }
    return text;
  };
  const half = (text, lang) => {
    const found = both.exec(text);
    if (found) { return found[1] + found[lang === "zh" ? 2 : 3]; }
    return lang === "zh" ? inChinese(text) : text;
  };
  const shown = (text, lang) => {
    const parts = text.trim().replace(/\s+/g, " ").split(" ｜ ");
    const [before, after] = [/^\s*/.exec(text)[0], /\s*$/.exec(text)[0]];
    return before + parts.map((part) => half(part, lang)).join(lang === "zh" ? "；" : "; ") + after;
  };
  const put = (place, key, read, write, lang) => {
    const kept = ORIGINALS.get(place) || {};
    // What a script has written since is a new original.
    if (!kept[key] || read() !== kept[key].shown) { kept[key] = { original: read() }; }
    kept[key].shown = shown(kept[key].original, lang);
    if (kept[key].shown !== read()) { write(kept[key].shown); }
    ORIGINALS.set(place, kept);
  };
  const isButton = (one) => one.matches("input[type=submit], input[type=button]");
  const translate = () => {
    const lang = document.documentElement.dataset.lang;
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode;
      if (text.data.trim() && !text.parentElement.closest(LEFT_ALONE)) {
        put(text, "text", () => text.data, (value) => { text.data = value; }, lang);
      }
    }
    for (const one of document.querySelectorAll("[title], [placeholder], [aria-label], input[type=submit]")) {
      if (one.closest(".bulletins-bar, .languages")) { continue; }
      for (const name of NAMES) {
        if (!one.hasAttribute(name) || (name === "value" && !isButton(one))) { continue; }
        put(one, name, () => one.getAttribute(name), (value) => one.setAttribute(name, value), lang);
      }
    }
    put(document, "title", () => document.title, (value) => { document.title = value; }, lang);
  };
  document.addEventListener("DOMContentLoaded", () => {
    translate();
    document.addEventListener("language", translate);
    // Menus are made when they are opened.
    document.addEventListener("click", () => setTimeout(translate));
  });
})();
