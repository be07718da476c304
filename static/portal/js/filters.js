// On a phone the filters cover the results: sending them folds them and shows what was found.
document.addEventListener("submit", ({ target }) => {
  if (!target.matches("[data-filters]")) return;
  const filters = target.querySelector(".catalogue-switch");
  if (!filters.checked) return;
  filters.checked = false;
  document.getElementById("results").scrollIntoView();
});
