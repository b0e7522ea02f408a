"use strict";
// Doubts one after the other by keyboard; each decision is sent at once, and can be taken back.
(function () {
  const token = document.querySelector("meta[name=csrf]").content;
  const cards = [...document.querySelectorAll(".doubt-card")];
  const author = document.getElementById("author");
  const state = document.getElementById("state");
  const made = [];
  let reason = "";

  const REBUILDING = { zh: "正在重建……", en: "Rebuilding …" };
  const REBUILT = { zh: "已重建；刷新可见新结果", en: "Rebuilt: reload to see it" };
  const failed = (why) => ({ zh: `重建失败：${why}`, en: `The rebuild failed: ${why}` });
  // A text in both languages, of which the page shows one; any other text is the same in both.
  const show = (place, said) => {
    place.replaceChildren(...["zh", "en"].map((lang) => Object.assign(document.createElement("span"), {
      lang, textContent: typeof said === "string" ? said : said[lang],
    })));
  };

  const send = async (address, body) => {
    const answer = await fetch(address, {
      method: "POST", headers: { "Content-Type": "application/json", "X-CSRF-Token": token }, body: JSON.stringify(body),
    });
    const said = await answer.json();
    if (!answer.ok) {
      const error = new Error(said.message);
      error.said = { zh: `${said.message_zh}${said.hint_zh}`, en: `${said.message} ${said.hint}`.trim() };
      throw error;
    }
    watch();
    return said;
  };
  let watching = false;
  const watch = async () => {
    if (watching) { return; }
    watching = true;
    for (let active = true; active;) {
      const said = await (await fetch("/review/state")).json();
      active = said.active;
      show(state, active ? REBUILDING : said.failure ? failed(said.failure) : REBUILT);
      if (active) { await new Promise((done) => setTimeout(done, 1500)); }
    }
    watching = false;
  };

  const go = (card) => { if (card) { card.focus(); card.scrollIntoView({ block: "center", behavior: "instant" }); } };
  const current = () => document.activeElement.closest(".doubt-card") || cards.find((card) => !("done" in card.dataset)) || cards[0];
  const open = (card, decision) => {
    const form = card.querySelector("form");
    if (!form.querySelector(`[data-decision=${decision}]`)) { return; }
    card.dataset.choice = decision;
    for (const name of ["value", "reason"]) {
      const input = form.elements[name];
      if (input) { input.closest("label").hidden = name === "value" && decision !== "correct"; }
    }
    form.querySelector("[type=submit]").hidden = false;
    if (!form.elements.reason.value) { form.elements.reason.value = reason; }
    const first = decision === "correct" ? form.elements.value : form.elements.reason;
    first.focus();
    first.select();
  };
  const save = async (card) => {
    const form = card.querySelector("form"), note = form.querySelector("output");
    if (form.elements.value && form.elements.value === document.activeElement) { form.elements.reason.focus(); form.elements.reason.select(); return; }
    reason = form.elements.reason.value;
    const body = { decision: card.dataset.choice, finding: card.dataset.finding, reason, author: author.value, value: form.elements.value?.value ?? "" };
    try {
      const said = await send("/review/decide", body);
      show(note, said.sentence);
      card.dataset.done = "";
      made.push({ row: said.row, card });
      go(cards.slice(cards.indexOf(card) + 1).find((one) => !("done" in one.dataset)) || card);
    } catch (error) { show(note, error.said || error.message); form.elements.reason.focus(); }
  };
  const takeBack = async () => {
    const last = made.pop();
    if (!last) { return; }
    const note = last.card.querySelector("output");
    try {
      show(note, (await send("/review/take-back", last.row)).sentence);
      delete last.card.dataset.done;
    } catch (error) { show(note, error.said || error.message); made.push(last); }
    go(last.card);
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (event.key === "Escape") { go(current()); return; }
    if (event.target.closest("input, select, textarea")) { return; }
    const card = current();
    const keys = {
      j: () => go(cards[cards.indexOf(card) + (document.activeElement === card ? 1 : 0)]), k: () => go(cards[cards.indexOf(card) - 1]),
      c: () => card && open(card, "confirm"), x: () => card && open(card, "correct"), i: () => card && open(card, "ignore"), u: takeBack,
    };
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  });
  document.addEventListener("submit", (event) => {
    const card = event.target.closest(".doubt-card");
    if (card) { event.preventDefault(); save(card); }
  });
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button");
    const card = button && button.closest(".doubt-card, .name-card");
    if (button && button.matches(".take-back")) {
      try { await send("/review/take-back", JSON.parse(button.dataset.row)); button.closest("tr").remove(); } catch (error) { show(state, error.said || error.message); }
    } else if (card && card.matches(".doubt-card") && button.dataset.decision) {
      open(card, button.dataset.decision);
    } else if (card && button.dataset.decision) {
      const note = card.querySelector("output");
      const body = { decision: button.dataset.decision, entity: button.dataset.entity, kind: card.dataset.kind, printed: card.dataset.printed };
      try {
        const said = await send("/review/decide", body);
        show(note, said.sentence);
        card.dataset.done = "";
        made.push({ row: said.row, card });
      } catch (error) { show(note, error.said || error.message); }
    }
  });
  const stored = localStorage.getItem("author");
  if (stored) { author.value = stored; }
  author.addEventListener("change", () => localStorage.setItem("author", author.value));
  go(cards.find((card) => !("done" in card.dataset)));
})();
