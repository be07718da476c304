// A search that is still under way when somebody chooses does not take the choice away.
const chosenIn = (part) => part.querySelector("input[type=radio]:checked")?.value;

document.addEventListener("htmx:beforeSwap", ({ target }) => {
  if (target.matches?.("[data-keeps-choice]")) target.dataset.keepsChoice = chosenIn(target) ?? "";
});

document.addEventListener("htmx:afterSwap", ({ target }) => {
  const kept = target.dataset?.keepsChoice;
  if (!kept || chosenIn(target)) return;
  const same = target.querySelector(`input[type=radio][value="${CSS.escape(kept)}"]`);
  if (same) same.checked = true;
});
