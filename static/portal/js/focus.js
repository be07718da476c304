// After a refusal the eye and the screen reader begin at the error summary.
const toSummary = (root) => root.querySelector("[data-error-summary]")?.focus();

document.addEventListener("DOMContentLoaded", () => toSummary(document));
document.addEventListener("htmx:afterSwap", ({ target }) => toSummary(target));
