// What the screen tells beside the card: how far the portion is, what is saved, what waits, what was not taken.

const SHOWN = 4000;

export default function line(jury) {
  const { find, words } = jury;
  let timer = 0;

  const counted = (count, forms) => {
    const form = new Intl.PluralRules(document.documentElement.lang).select(count);
    return (forms[form] ?? forms.other).replace("#", count);
  };

  function network(waiting) {
    const dot = find("dot");
    if (!dot) return;
    const state = jury.signedOut || !jury.online || waiting >= jury.most ? "off" : "on";
    dot.dataset.dot = state;
    const idle = jury.online ? words.online : words.offline;
    const text = jury.signedOut ? words.signed_out : waiting ? counted(waiting, words.waiting) : idle;
    const told = find("dot-words");
    if (told.textContent !== text) told.textContent = text;
    told.classList.toggle("hidden-text", state === "on" && waiting < 2);
  }

  function show() {
    const waiting = jury.queue().length;
    network(waiting);
    const home = find("waiting");
    if (home) {
      home.hidden = !waiting;
      home.textContent = waiting ? counted(waiting, words.waiting) : "";
    }
    const again = find("sign-in");
    if (again) again.hidden = !jury.signedOut;
    if (!jury.desk) return;
    const { current, done, size, seconds, saved } = jury;
    find("saved").textContent = saved ? words.saved.replace("#", saved) : "";
    find("place").textContent = current?.practice ? words.practice : words.place.replace("#", Math.min(done + 1, size)).replace("#", size);
    find("left").textContent = words.left.replace("#", Math.max(1, Math.ceil(((size - done) * seconds) / 60)));
  }

  function showUnsent() {
    const list = find("unsent");
    if (!list) return;
    const left = jury.read("unsent");
    list.hidden = !left.length;
    find("unsent-list", list).replaceChildren(
      ...left.map((one) => {
        const item = document.createElement("li");
        item.textContent = [one.name, one.told, one.comment, one.why].filter(Boolean).join(" · ");
        return item;
      }),
    );
  }

  function strip(text, undoable) {
    const bar = find("strip");
    find("strip-words").textContent = text;
    find("strip-undo").hidden = !undoable;
    bar.hidden = false;
    clearTimeout(timer);
    timer = setTimeout(() => { bar.hidden = true; }, SHOWN);
  }

  // On a telephone the question stands above the bar, however high the bar is.
  const foot = document.querySelector(".desk-foot");
  const tell = () => document.documentElement.style.setProperty("--foot", `${foot.offsetHeight}px`);
  if (foot) new ResizeObserver(tell).observe(foot);

  find("unsent-forget")?.addEventListener("click", () => {
    jury.keep("unsent", []);
    showUnsent();
  });

  return { show, showUnsent, strip };
}
