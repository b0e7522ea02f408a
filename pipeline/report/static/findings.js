"use strict";
(function () {
  const form = document.querySelector("form.filter");
  const rows = [...document.querySelectorAll("table.findings tbody tr")];
  const shown = document.getElementById("shown");
  const names = ["severity", "kind", "table"];
  const apply = () => {
    const wanted = new FormData(form);
    const text = String(wanted.get("text")).trim().toLowerCase();
    let count = 0;
    for (const row of rows) {
      const fits = names.every((name) => !wanted.get(name) || row.dataset[name] === wanted.get(name))
        && (!text || row.textContent.toLowerCase().includes(text));
      row.hidden = !fits;
      count += fits ? 1 : 0;
    }
    shown.textContent = count === rows.length ? String(count) : `${count} / ${rows.length}`;
  };
  const fromAddress = () => {
    const severity = location.hash.slice(1);
    if (["error", "warning", "info"].includes(severity)) { form.elements.severity.value = severity; }
    apply();
  };
  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("hashchange", fromAddress);
  fromAddress();
})();
