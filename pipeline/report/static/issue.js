"use strict";
// A box shows what was read while the pointer is on it; its row lights up, and the other way round.
(function () {
  const twin = (id) => {
    const other = { b: "c", c: "b" }[id[0]];
    return other && /^[bc]\d+$/.test(id) ? document.getElementById(other + id.slice(1)) : null;
  };
  const owner = (node) => node.closest && node.closest(".box, .cell");
  const mark = (on) => (event) => {
    const node = owner(event.target);
    const other = node && twin(node.id);
    if (other) { other.classList.toggle("lit", on); }
  };
  // A figure has the address #/table/entity/measure, however many figures the issue has.
  const goToFigure = () => {
    if (!location.hash.startsWith("#/")) { return; }
    const [name, entity, measure] = location.hash.slice(2).split("/").map(decodeURIComponent);
    for (const table of document.querySelectorAll("table[data-table]")) {
      const heads = [...table.tHead.rows[0].cells].map((head) => head.dataset.measure);
      const row = [...table.tBodies[0].rows].find((one) => one.dataset.entity === entity);
      const cell = table.dataset.table === name && row && row.cells[heads.indexOf(measure)]?.querySelector(".cell");
      if (cell) { location.replace(`#${cell.id}`); return; }
    }
  };
  window.addEventListener("hashchange", goToFigure);
  document.addEventListener("DOMContentLoaded", goToFigure);
  for (const [start, end] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
    document.addEventListener(start, mark(true));
    document.addEventListener(end, mark(false));
  }
  const openTarget = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.matches("details")) { target.open = true; }
  };
  window.addEventListener("hashchange", openTarget);
  openTarget();
})();
