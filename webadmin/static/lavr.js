// What every page needs: the menu's button on narrow screens, selects that send their form, copy buttons.

for (const button of document.querySelectorAll("[data-opens]")) {
  const target = document.getElementById(button.dataset.opens);
  button.addEventListener("click", () => {
    const open = target.classList.toggle("open");
    button.setAttribute("aria-expanded", String(open));
    if (open) target.querySelector("a")?.focus();
  });
}

for (const select of document.querySelectorAll("select[data-sends-form]")) {
  select.addEventListener("change", () => select.form.requestSubmit());
}

for (const form of document.querySelectorAll("form[data-asks]")) {
  form.addEventListener("submit", (event) => {
    if (!window.confirm(form.dataset.asks)) event.preventDefault();
  });
}

for (const button of document.querySelectorAll("[data-copies]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copies);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      return; // not a secure context: the text is selected, the person copies it himself
    }
    button.textContent = button.dataset.copied;
  });
}

for (const file of document.querySelectorAll("input[type=file][data-lists]")) {
  const list = document.getElementById(file.dataset.lists);
  file.addEventListener("change", () => {
    list.replaceChildren(...Array.from(file.files, (one) => {
      const item = document.createElement("li");
      item.textContent = one.name;
      return item;
    }));
  });
}
