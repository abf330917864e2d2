// The decision table by keyboard, and its drawer beside the rows. Without this every row's link opens a page of its own.

const drawer = document.getElementById("drawer");
const links = [...document.querySelectorAll("a[data-decide]")];
let last = null;

const here = () => links.indexOf(document.activeElement);

const go = (step) => {
  const at = here();
  const next = at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + step, 0), links.length - 1);
  links[next]?.focus();
};

const fill = async (href) => {
  const address = new URL(href, location.href);
  address.searchParams.set("part", "1");
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) {
    location.assign(href);
    return;
  }
  drawer.innerHTML = await answer.text();
  if (!drawer.open) drawer.showModal();
  (drawer.querySelector("form select, form textarea") ?? drawer.querySelector("[aria-current], [data-part]"))?.focus();
};

const open = (link) => {
  last = link;
  fill(link.href).catch(() => location.assign(link.href));
};

if (drawer) {
  for (const link of links) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      open(link);
    });
  }
  drawer.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (event.target === drawer || link?.matches("[data-close]")) {
      event.preventDefault();
      drawer.close();
    } else if (link?.matches("[data-part]")) {
      event.preventDefault();
      fill(link.href).catch(() => location.assign(link.href));
    }
  });
  drawer.addEventListener("close", () => last?.focus());
  document.addEventListener("keydown", (event) => {
    if (drawer.open || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select")) return;
    const step = { KeyJ: 1, KeyK: -1 }[event.code];
    if (step) {
      event.preventDefault();
      go(step);
    }
  });
}
