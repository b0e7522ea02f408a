"use strict";
// What only a server has: every figure of an issue leads to its own address, /figure/….
document.addEventListener("DOMContentLoaded", () => {
  for (const frame of document.querySelectorAll(".strip .frame")) {
    const strip = frame.closest(".strip-scroll");
    strip.scrollLeft = frame.offsetLeft + frame.offsetWidth / 2 - strip.clientWidth / 2;
  }
  for (const table of document.querySelectorAll("table[data-month]")) {
    const measures = [...table.tHead.rows[0].cells].map((head) => head.dataset.measure);
    if (!table.dataset.month || /^(issues|raw_tables)$/.test(table.dataset.table)) { continue; }
    for (const row of table.tBodies[0].rows) {
      measures.forEach((measure, column) => {
        const cell = measure && row.cells[column] && row.cells[column].querySelector(".cell");
        if (!cell) { return; }
        const parts = [table.dataset.month, table.dataset.table, row.dataset.entity, measure];
        const link = document.createElement("a");
        link.className = "address";
        link.href = "/figure/" + parts.filter(Boolean).map(encodeURIComponent).join("/");
        link.textContent = "#";
        link.title = "固定地址 address";
        cell.append(link);
      });
    }
  }
});
