// What asks again every few seconds is silent while nobody looks at the page.
document.addEventListener("htmx:beforeRequest", (event) => {
  const asksAgain = event.detail.elt.getAttribute("hx-trigger")?.startsWith("every ");
  if (asksAgain && document.hidden) event.preventDefault();
});
