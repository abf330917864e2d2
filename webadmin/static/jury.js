// The jury's desk. An answer is kept in this browser first, then sent; what could not be sent waits, in order, and is sent later.
// Every entry carries an id of its own, so that the server knows a repeated one. Without this script each answer is a plain form.

const MOST = 10;
const HOLD = 4000; // a conflict cannot be taken back once it is sent, so it waits a little before
const STRIP = 4000;

const frame = document.querySelector("[data-jury]");
const words = JSON.parse(frame.dataset.words);
const desk = document.querySelector("[data-desk]");
const find = (name, root = document) => root.querySelector(`[data-${name}]`);

// What waits in this browser

const place = (what) => `lavr.jury.${frame.dataset.jury}.${what}`;
const read = (what) => {
  try {
    return JSON.parse(localStorage.getItem(place(what))) ?? [];
  } catch {
    return [];
  }
};
const keep = (what, list) => localStorage.setItem(place(what), JSON.stringify(list));
const queue = () => read("queue");
const drop = (id) => keep("queue", queue().filter((one) => one.id !== id));

function newId() {
  if (crypto.randomUUID) return crypto.randomUUID(); // only where the connection is secure
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

const counted = (count, forms) => {
  const form = new Intl.PluralRules(document.documentElement.lang).select(count);
  return (forms[form] ?? forms.other).replace("#", count);
};

// Sending, in order

let busy = false;
let flying = null;
let online = true;
let signedOut = false;
let patience = 1000;
let timer = 0;

const call = (method, url, body) =>
  fetch(url, {
    method,
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": frame.dataset.key },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(20000),
  });

const address = (entry) => frame.dataset.deal.replace("DEAL", entry.deal) + (entry.act === "answer" ? "" : `/${entry.act}`);

function send(entry) {
  const body = { client_id: entry.id, version: entry.version };
  if (entry.act !== "answer") return call("POST", address(entry), body);
  return call("PUT", address(entry), { ...body, answer: entry.answer, reason: entry.reason, comment: entry.comment });
}

function later(after) {
  clearTimeout(timer);
  timer = setTimeout(pump, after);
}

function lost() {
  online = false;
  later(patience);
  patience = Math.min(patience * 2, 30000);
}

async function pump() {
  if (busy || signedOut) return;
  busy = true;
  try {
    for (let entry = queue()[0]; entry; entry = queue()[0]) {
      const rest = (entry.due ?? 0) - Date.now();
      if (rest > 0) {
        later(rest);
        break;
      }
      flying = entry.id;
      let reply;
      try {
        reply = await send(entry);
      } catch {
        lost();
        break;
      }
      if (reply.status >= 500 || reply.status === 429) {
        lost();
        break;
      }
      online = true;
      patience = 1000;
      const body = await reply.json().catch(() => ({}));
      if ((reply.status === 400 && !body.fault) || reply.status === 403) {
        signedOut = true;
        break;
      }
      settle(entry, reply, body);
    }
  } finally {
    flying = null;
    busy = false;
    show();
  }
  if (!queue().length && online) ready();
}

function settle(entry, reply, body) {
  drop(entry.id);
  if (reply.ok) {
    keep("queue", queue().map((one) => (one.deal === entry.deal ? { ...one, version: body.version } : one)));
    const card = [current, last?.card].find((one) => one?.id === entry.deal);
    if (card) card.version = body.version;
    saved = body.saved ?? saved;
    return;
  }
  if (reply.status === 409 && body.newer) {
    compare(entry, body.newer);
    return;
  }
  keep("unsent", [...read("unsent"), { ...entry, why: body.error ?? "" }]);
  showUnsent();
}

// What the top line tells

let saved = desk?.dataset.saved ?? "";

function show() {
  const waiting = queue().length;
  const dot = find("dot");
  if (dot) {
    const state = signedOut || !online || waiting >= MOST ? "off" : "on";
    dot.dataset.dot = state;
    const text = signedOut ? words.signed_out : online && !waiting ? words.online : waiting ? counted(waiting, words.waiting) : words.offline;
    const line = find("dot-words");
    if (line.textContent !== text) line.textContent = text;
    line.classList.toggle("hidden-text", state === "on" && waiting < 2);
  }
  const home = find("waiting");
  if (home) {
    home.hidden = !waiting;
    home.textContent = waiting ? counted(waiting, words.waiting) : "";
  }
  const again = find("sign-in");
  if (again) again.hidden = !signedOut;
  if (!desk) return;
  find("saved").textContent = saved ? words.saved.replace("#", saved) : "";
  find("place").textContent = current?.practice ? words.practice : words.place.replace("#", Math.min(done + 1, size)).replace("#", size);
  find("left").textContent = words.left.replace("#", Math.max(1, Math.ceil(((size - done) * seconds) / 60)));
}

function showUnsent() {
  const list = find("unsent");
  if (!list) return;
  const left = read("unsent");
  list.hidden = !left.length;
  find("unsent-list", list).replaceChildren(
    ...left.map((one) => {
      const item = document.createElement("li");
      item.textContent = [one.name, one.told, one.comment, one.why].filter(Boolean).join(" · ");
      return item;
    }),
  );
}

find("unsent-forget")?.addEventListener("click", () => {
  keep("unsent", []);
  showUnsent();
});

// The card in hand

const hand = [];
const asides = new Set();
const gone = new Set(); // a hand may have been dealt before the server heard of an answer: what was done here is not shown again
let current = null;
let last = null;
let fetching = null;
let exhausted = false;
let finishing = false;
let done = Number(desk?.dataset.done ?? 0);
let size = Number(desk?.dataset.size ?? 0);
const seconds = Number(desk?.dataset.seconds ?? 24);

function put(card) {
  current = card;
  const holder = find("card");
  holder.innerHTML = card.html;
  find("form").action = frame.dataset.deal.replace("DEAL", card.id);
  find("form").elements.version.value = card.version;
  find("form").elements.comment.value = "";
  find("form").hidden = false;
  openReasons(false);
  history.replaceState(null, "", frame.dataset.deal.replace("DEAL", card.id));
  window.scrollTo(0, 0);
  const heading = holder.querySelector("h1");
  document.title = `${heading.textContent} · ${words.title}`;
  heading.focus({ preventScroll: true });
  show();
}

async function refill() {
  if (fetching || exhausted || signedOut) return fetching;
  if (Math.min(MOST, size - done) <= hand.length) return null;
  fetching = (async () => {
    try {
      const reply = await call("POST", frame.dataset.hand, {});
      const body = await reply.json();
      if (!reply.ok) return;
      online = true;
      const known = new Set([current?.id, ...hand.map((card) => card.id), ...queue().map((entry) => entry.deal), ...gone]);
      const fresh = body.cards.filter((card) => !known.has(card.id));
      hand.push(...fresh);
      exhausted = body.exhausted;
    } catch {
      lost();
    } finally {
      fetching = null;
      show();
    }
  })();
  return fetching;
}

async function next() {
  if (done >= size) return finish();
  if (!hand.length) {
    await refill();
    if (!hand.length && online && asides.size && !queue().length) {
      for (const id of asides) gone.delete(id); // nothing else is left: what was put aside comes again
      exhausted = false;
      await refill();
    } else if (!hand.length && !exhausted && online && !queue().length) await refill();
  }
  const card = hand.shift();
  if (card) {
    put(card);
    if (hand.length < 6) refill();
    return undefined;
  }
  return exhausted ? finish() : stand();
}

function stand() {
  current = null;
  find("form").hidden = true;
  find("card").replaceChildren(Object.assign(document.createElement("p"), { className: "desk-wait", textContent: words.no_cards }));
  show();
}

function finish() {
  finishing = true;
  current = null;
  find("form").hidden = true;
  find("card").replaceChildren(Object.assign(document.createElement("p"), { className: "desk-wait", textContent: words.sending }));
  if (!queue().length) ready();
}

function ready() {
  if (!desk || find("compare").open) return;
  if (finishing) {
    location.assign(desk.dataset.end);
    return;
  }
  if (!current) next();
  else if (hand.length < 6) refill();
}

// What a juror does

function enqueue(entry) {
  if (queue().length >= MOST) {
    strip(words.full, false);
    return false;
  }
  keep("queue", [...queue(), { id: newId(), deal: current.id, version: current.version, name: current.name, ...entry }]);
  return true;
}

function act(entry, text, counts) {
  if (!current || !enqueue(entry)) return;
  const card = current;
  const first = counts && !card.practice && !card.answered ? 1 : 0;
  last = { card, id: queue().at(-1).id, counts: first, held: entry.act === "recuse" };
  done += first;
  if (counts) card.answered = true;
  gone.add(card.id);
  strip(text, true);
  current = null;
  pump();
  if (counts && card.practice) explain(card);
  else next();
}

// What was the point of a practice card.
function explain(card) {
  find("form").hidden = true;
  const told = Object.assign(document.createElement("p"), { textContent: card.after });
  const on = Object.assign(document.createElement("button"), { className: "button", type: "button", textContent: words.on });
  const note = Object.assign(document.createElement("section"), { className: "sheet desk-after" });
  note.append(told, on);
  find("card").replaceChildren(note);
  on.addEventListener("click", next);
  on.focus();
  show();
}

function answer(word, reason = "", comment = "") {
  act({ act: "answer", answer: word, reason, comment, told: words.answers[word] }, words.written, 1);
}

function undo() {
  if (!last) return;
  const waits = queue().some((entry) => entry.id === last.id) && flying !== last.id;
  if (waits) drop(last.id);
  else if (last.held) return;
  else if (queue().length < MOST) {
    keep("queue", [...queue(), { id: newId(), deal: last.card.id, version: last.card.version, act: "undo", name: last.card.name }]);
  } else {
    strip(words.full, false);
    return;
  }
  if (current) hand.unshift(current);
  done -= last.counts;
  if (last.counts) last.card.answered = false;
  gone.delete(last.card.id);
  finishing = false;
  const { card } = last;
  last = null;
  put(card);
  strip(words.undone, false);
  pump();
}

function skip() {
  if (!current || !hand.length) return;
  hand.push(current);
  put(hand.shift());
}

// Cards that were put aside come again at the end; whoever puts one aside twice has seen all there is.
function putAside() {
  if (!current) return;
  const { id } = current;
  if (asides.has(id)) {
    size = done; // seen twice, and nothing else is left: the portion ends here
  }
  asides.add(id);
  act({ act: "aside", told: words.aside }, words.put_aside, 0);
}

let stripTimer = 0;

function strip(text, undoable) {
  const bar = find("strip");
  find("strip-words").textContent = text;
  find("strip-undo").hidden = !undoable;
  bar.hidden = false;
  clearTimeout(stripTimer);
  stripTimer = setTimeout(() => { bar.hidden = true; }, STRIP);
}

function openReasons(open) {
  const panel = find("reasons");
  panel.hidden = !open;
  desk.querySelector('[name="answer"][value="no"]').setAttribute("aria-expanded", String(open));
  if (open) panel.querySelector("button").focus();
}

function because(button) {
  const comment = find("form").elements.comment;
  if (button.value === "other" && !comment.value.trim()) {
    comment.required = true;
    find("comment-fault").hidden = false;
    comment.focus();
    return;
  }
  find("comment-fault").hidden = true;
  answer("no", button.value, comment.value.trim());
}

// Two answers to one card

let compared = null;

function compare(entry, newer) {
  compared = { entry, newer };
  const dialog = find("compare");
  if (!dialog) {
    keep("unsent", [...read("unsent"), { ...entry, why: newer.told }]);
    showUnsent();
    return;
  }
  find("compare-name").textContent = entry.name ?? "";
  find("compare-mine").textContent = [entry.told, entry.comment].filter(Boolean).join(" · ");
  find("compare-theirs").textContent = [newer.told, newer.comment, newer.at].filter(Boolean).join(" · ");
  if (!dialog.open) dialog.showModal();
}

find("compare-write")?.addEventListener("click", () => {
  const { entry, newer } = compared;
  keep("queue", [{ ...entry, id: newId(), version: newer.version }, ...queue()]);
  find("compare").close();
});
find("compare-leave")?.addEventListener("click", () => find("compare").close());
find("compare")?.addEventListener("close", pump);

// Hands on the desk

const KEYS = { Digit1: "yes", Numpad1: "yes", Digit2: "no", Numpad2: "no", Digit3: "unsure", Numpad3: "unsure" };

function press(name) {
  if (name === "no") openReasons(true);
  else if (name === "yes" || name === "unsure") answer(name);
  else if (name === "recuse") act({ act: "recuse", due: Date.now() + HOLD, told: words.recuse }, words.recused, 0);
  else if (name === "aside") putAside();
  else if (name === "undo") undo();
}

function listen() {
  const form = find("form");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = event.submitter;
    if (!button) return;
    if (button.name === "because") because(button);
    else press(button.value);
  });
  find("strip-undo").addEventListener("click", (event) => {
    event.preventDefault();
    undo();
  });
  find("help-open").hidden = false;
  find("help-open").addEventListener("click", () => find("help").showModal());
  const setting = find("keys");
  setting.checked = localStorage.getItem(place("keys")) !== "off";
  setting.addEventListener("change", () => localStorage.setItem(place("keys"), setting.checked ? "on" : "off"));
  document.addEventListener("keydown", key);
}

function key(event) {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (typing) {
    if (event.key === "Enter" && event.ctrlKey && event.target.name === "comment") {
      event.preventDefault();
      because(find("reasons").querySelector('[value="other"]'));
    }
    return;
  }
  if (!find("keys").checked || event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
  const panel = find("reasons");
  if (event.key === "Escape" && !panel.hidden) openReasons(false);
  else if (!panel.hidden && /^(Digit|Numpad)[1-6]$/.test(event.code)) because(panel.querySelectorAll("button")[Number(event.code.at(-1)) - 1]);
  else if (KEYS[event.code]) press(KEYS[event.code]);
  else if (event.code === "KeyC") press("recuse");
  else if (event.code === "KeyS") press("aside");
  else if (event.code === "KeyU") press("undo");
  else if (event.key === "ArrowRight") skip();
  else if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) find("help").showModal();
  else return;
  event.preventDefault();
}

if (desk) {
  const first = find("card");
  current = {
    id: first.dataset.card,
    version: Number(first.dataset.version),
    name: first.querySelector("h1").textContent,
    practice: "after" in first.dataset,
    after: first.dataset.after,
    answered: "answered" in first.dataset,
    html: first.innerHTML,
  };
  if (desk.dataset.last) last = { card: JSON.parse(desk.dataset.last), id: "", counts: 1, held: false };
  listen();
  refill();
}
show();
showUnsent();
window.addEventListener("online", () => {
  patience = 1000;
  pump();
});
window.addEventListener("offline", () => {
  online = false;
  show();
});
pump();
