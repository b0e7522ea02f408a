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
  for (const [start, end] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
    document.addEventListener(start, mark(true));
    document.addEventListener(end, mark(false));
  }
})();
