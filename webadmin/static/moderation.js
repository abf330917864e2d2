// Labelling by keys: j and k move between items, a digit presses the item's button, u takes its label back.

const items = [...document.querySelectorAll("[data-item]")];
for (const hint of document.querySelectorAll(".mod-keys, .mod-buttons kbd")) hint.hidden = false;

const here = () => items.findIndex((item) => item.contains(document.activeElement));

function go(index) {
  const item = items[Math.min(Math.max(index, 0), items.length - 1)];
  item?.focus();
  item?.scrollIntoView({ block: "nearest" });
}

if (location.hash) {
  const wanted = items.findIndex((item) => item.id === location.hash.slice(1));
  if (wanted >= 0) go(wanted);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, textarea, select")) return;
  if (event.key === "j") go(here() + 1);
  else if (event.key === "k") go(here() - 1);
  else items[here()]?.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
});
