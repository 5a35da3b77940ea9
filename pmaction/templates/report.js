"use strict";
// Choosing rows: by a word anywhere in them, and by the values of some columns.
for (const box of document.querySelectorAll("[data-rows]")) {
  const rows = [...document.querySelectorAll(`#${box.dataset.rows} tbody tr`)];
  const fields = [...box.querySelectorAll("input, select")];
  const fits = (row) => (field) =>
    field.matches("select")
      ? field.selectedIndex === 0 || row.dataset[field.name] === field.value
      : row.textContent.toLowerCase().includes(field.value.trim().toLowerCase());
  const choose = () => {
    for (const row of rows) row.hidden = !fields.every(fits(row));
    const shown = rows.filter((row) => !row.hidden).length;
    box.querySelector(".count").textContent = `${shown} of ${rows.length} ${box.dataset.noun}`;
  };
  box.addEventListener("input", choose);
  box.querySelector("button").addEventListener("click", () => {
    for (const field of fields) field.matches("select") ? (field.selectedIndex = 0) : (field.value = "");
    choose();
  });
  box.hidden = false;
  choose();
}
