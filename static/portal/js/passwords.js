// A button beside each password shows what was typed; on a telephone nobody types blind.
document.querySelectorAll("input[data-secret]").forEach((input) => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-quiet secret-switch";
  button.setAttribute("aria-controls", input.id);
  const draw = () => {
    button.textContent = input.type === "password" ? input.dataset.show : input.dataset.hide;
    button.setAttribute("aria-label", `${button.textContent}: ${input.labels[0].textContent.trim()}`);
  };
  button.addEventListener("click", () => {
    input.type = input.type === "password" ? "text" : "password";
    draw();
    input.focus();
  });
  // What is sent was a password: browsers offer to keep it only then.
  input.form.addEventListener("submit", () => { input.type = "password"; });
  draw();
  input.after(button);
  input.parentElement.classList.add("has-secret");
});
