"use strict";
// Choosing rows: by a word anywhere in them, and by the values of some columns.
for (const box of document.querySelectorAll("[data-rows]")) {
  const rows = [...document.querySelectorAll(`#${box.dataset.rows} tbody tr`)];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const fields = [...box.querySelectorAll("input, select")];
  const fits = (field) =>
    field.matches("select")
      ? (n) => field.selectedIndex === 0 || rows[n].dataset[field.name] === field.value
      : (n) => texts[n].includes(field.value.trim().toLowerCase());
  const choose = () => {
    const wanted = fields.map(fits);
    let shown = 0;
    for (const [n, row] of rows.entries()) {
      const isShown = wanted.every((fit) => fit(n));
      shown += isShown;
      if (row.hidden === isShown) row.hidden = !isShown;
    }
    box.querySelector(".count").textContent = `${shown} of ${rows.length} ${box.dataset.noun}`;
  };
  const showAll = () => {
    for (const field of fields) field.matches("select") ? (field.selectedIndex = 0) : (field.value = "");
    choose();
  };
  box.addEventListener("input", choose);
  box.querySelector("button").addEventListener("click", showAll);
  // A link leads to its row, though others were chosen.
  addEventListener("hashchange", () => {
    const row = rows.find((one) => one.hidden && `#${one.id}` === location.hash);
    if (row) showAll(), row.scrollIntoView();
  });
  box.hidden = false;
  choose();
}
// The tabulator stops where there is something to scroll, and nowhere else.
const sizes = new ResizeObserver((seen) => {
  for (const { target } of seen)
    if (target.scrollWidth > target.clientWidth) target.setAttribute("tabindex", "0");
    else target.removeAttribute("tabindex");
});
for (const wide of document.querySelectorAll(".wide")) sizes.observe(wide);
