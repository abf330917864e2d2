// The composer takes a second or two: the button says so and is not pressed twice.

for (const form of document.querySelectorAll("form[data-working]")) {
  form.addEventListener("submit", () => {
    const button = form.querySelector("button");
    button.disabled = true;
    button.textContent = form.dataset.working;
  });
  // Coming back by the browser's arrow finds the form ready again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
}
