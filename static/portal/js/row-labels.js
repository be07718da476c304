// Where the head of an admin's table of rows has no room, each cell says what it is.
document.querySelectorAll(".inline-group .tabular table").forEach((table) => {
  const heads = [...table.querySelectorAll("thead th")].map((head) => head.innerText.trim());
  table.querySelectorAll("tbody tr.form-row").forEach((row) => {
    [...row.cells].filter((cell) => !cell.classList.contains("hidden")).forEach((cell, place) => {
      if (heads[place]) cell.dataset.label = heads[place];
    });
  });
});
