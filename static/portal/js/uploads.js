// A file that is too large is refused before it travels; the server looks at it again.
document.addEventListener("change", ({ target }) => {
  if (!target.matches("input[type=file][data-max-bytes]")) return;
  const isTooLarge = [...target.files].some((file) => file.size > Number(target.dataset.maxBytes));
  target.setCustomValidity(isTooLarge ? target.dataset.tooLarge : "");
  target.reportValidity();
});
