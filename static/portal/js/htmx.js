// htmx under a strict content-security policy: no eval, no injected styles, no page copies on disk.
import htmx from "htmx.org/dist/htmx.esm.js";

Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  historyCacheSize: 0,
  includeIndicatorStyles: false,
  refreshOnHistoryMiss: true,
  scrollBehavior: "auto",
  selfRequestsOnly: true,
});

// A refusal comes with its own page fragment: show it like an answer.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if ([403, 409, 422].includes(detail.xhr.status)) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
});
