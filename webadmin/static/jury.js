// The jury's desk. An answer is kept in this browser first, then sent; what could not be sent waits, in order, and is sent later.
// Without this script each answer is a plain form. Each room of the desk is a module of its own and adds what it does to one object,
// by which the rooms call each other.

const ROOMS = ["stored", "sending", "line", "hand", "acts", "keys"];

const frame = document.querySelector("[data-jury]");
const desk = document.querySelector("[data-desk]");
const find = (name, root = document) => root.querySelector(`[data-${name}]`);

const jury = {
  frame,
  desk,
  find,
  words: JSON.parse(frame.dataset.words),
  online: true,
  signedOut: false,
  flying: null, // id of the entry that is on its way
  saved: desk?.dataset.saved ?? "",
  current: null,
  last: null, // what undo takes back
  asides: new Set(),
  gone: new Set(), // a hand may have been dealt before the server heard of an answer: what was done here is not shown again
  done: Number(desk?.dataset.done ?? 0),
  size: Number(desk?.dataset.size ?? 0),
  seconds: Number(desk?.dataset.seconds ?? 24),
};

// The version of this file goes along, so that a browser never mixes rooms of two versions.
const { search } = new URL(import.meta.url);
for (const room of await Promise.all(ROOMS.map((name) => import(`./jury/${name}.js${search}`)))) Object.assign(jury, room.default(jury));

if (desk) {
  const first = find("card");
  jury.current = {
    id: first.dataset.card,
    version: Number(first.dataset.version),
    name: first.querySelector("h1").textContent,
    practice: "after" in first.dataset,
    after: first.dataset.after,
    answered: "answered" in first.dataset,
    html: first.innerHTML,
  };
  if (desk.dataset.last) jury.last = { card: JSON.parse(desk.dataset.last), id: "", counts: 1, held: false };
  jury.listen();
  jury.refill();
}
jury.show();
jury.showUnsent();
jury.pump();
