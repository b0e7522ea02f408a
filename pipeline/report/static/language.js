"use strict";
// One language at a time; without scripts both are shown.
(function () {
  const root = document.documentElement;
  const stored = () => { try { return localStorage.getItem("language"); } catch { return null; } };
  const store = (value) => { try { localStorage.setItem("language", value); } catch { /* private window */ } };
  const set = (value) => {
    root.dataset.lang = value;
    root.lang = value === "en" ? "en" : "zh-CN";
    for (const button of document.querySelectorAll(".languages button")) {
      button.setAttribute("aria-pressed", String(button.dataset.set === value));
    }
    for (const one of document.querySelectorAll("[data-zh]")) { one.textContent = one.dataset[value]; }
  };
  const chosen = stored() || (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");
  set(chosen);
  document.addEventListener("DOMContentLoaded", () => {
    for (const group of document.querySelectorAll(".languages")) {
      group.hidden = false;
      group.addEventListener("click", (event) => {
        const value = event.target.dataset.set;
        if (value) { store(value); set(value); document.dispatchEvent(new Event("language")); }
      });
    }
    set(root.dataset.lang);
  });
})();
