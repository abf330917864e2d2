// What a juror does with a card: answer, no with its reason, undo, put aside, recuse himself; and two answers to one card.

const HOLD = 4000; // a conflict cannot be taken back once it is sent, so it waits a little before

export default function acts(jury) {
  const { find, words } = jury;
  let compared = null;

  function enqueue(entry) {
    if (jury.queue().length >= jury.most) {
      jury.strip(words.full, false);
      return false;
    }
    jury.keep("queue", [...jury.queue(), { id: jury.newId(), ...entry }]);
    return true;
  }

  function act(entry, text, counts) {
    const card = jury.current;
    if (!card || !enqueue({ deal: card.id, version: card.version, name: card.name, ...entry })) return;
    const first = counts && !card.practice && !card.answered ? 1 : 0;
    jury.last = { card, id: jury.queue().at(-1).id, counts: first, held: entry.act === "recuse" };
    jury.done += first;
    if (counts) card.answered = true;
    jury.gone.add(card.id);
    jury.strip(text, true);
    jury.current = null;
    jury.pump();
    if (counts && card.practice) explain(card);
    else jury.next();
  }

  // What was the point of a practice card.
  function explain(card) {
    find("form").hidden = true;
    const told = Object.assign(document.createElement("p"), { textContent: card.after });
    const on = Object.assign(document.createElement("button"), { className: "button", type: "button", textContent: words.on });
    const note = Object.assign(document.createElement("section"), { className: "sheet desk-after" });
    note.append(told, on);
    find("card").replaceChildren(note);
    on.addEventListener("click", jury.next);
    on.focus();
    jury.show();
  }

  function answer(word, reason = "", comment = "") {
    act({ act: "answer", answer: word, reason, comment, told: words.answers[word] }, words.written, 1);
  }

  function undo() {
    const { last } = jury;
    if (!last) return;
    const waits = jury.queue().some((entry) => entry.id === last.id) && jury.flying !== last.id;
    if (waits) jury.drop(last.id);
    else if (last.held || !enqueue({ deal: last.card.id, version: last.card.version, name: last.card.name, act: "undo" })) return;
    jury.done -= last.counts;
    if (last.counts) last.card.answered = false;
    jury.gone.delete(last.card.id);
    jury.last = null;
    jury.bringBack(last.card);
    jury.strip(words.undone, false);
    jury.pump();
  }

  // Cards that were put aside come again at the end; whoever puts one aside twice has seen all there is.
  function putAside() {
    if (!jury.current) return;
    const { id } = jury.current;
    if (jury.asides.has(id)) jury.size = jury.done;
    jury.asides.add(id);
    act({ act: "aside", told: words.aside }, words.put_aside, 0);
  }

  function openReasons(open) {
    const panel = find("reasons");
    panel.hidden = !open;
    jury.desk.querySelector('[name="answer"][value="no"]').setAttribute("aria-expanded", String(open));
    if (open) panel.querySelector("button").focus();
  }

  function because(button) {
    const { comment } = find("form").elements;
    const wanting = button.value === "other" && !comment.value.trim();
    find("comment-fault").hidden = !wanting;
    if (wanting) {
      comment.required = true;
      comment.focus();
    } else answer("no", button.value, comment.value.trim());
  }

  function press(name) {
    if (name === "no") openReasons(true);
    else if (name === "yes" || name === "unsure") answer(name);
    else if (name === "recuse") act({ act: "recuse", due: Date.now() + HOLD, told: words.recuse }, words.recused, 0);
    else if (name === "aside") putAside();
    else if (name === "undo") undo();
  }

  function compare(entry, newer) {
    compared = { entry, newer };
    const dialog = find("compare");
    if (!dialog) {
      jury.refuse(entry, newer.told);
      jury.showUnsent();
      return;
    }
    find("compare-name").textContent = entry.name ?? "";
    find("compare-mine").textContent = [entry.told, entry.comment].filter(Boolean).join(" · ");
    find("compare-theirs").textContent = [newer.told, newer.comment, newer.at].filter(Boolean).join(" · ");
    if (!dialog.open) dialog.showModal();
  }

  find("compare-write")?.addEventListener("click", () => {
    const { entry, newer } = compared;
    jury.keep("queue", [{ ...entry, id: jury.newId(), version: newer.version }, ...jury.queue()]);
    find("compare").close();
  });
  find("compare-leave")?.addEventListener("click", () => find("compare").close());
  find("compare")?.addEventListener("close", jury.pump);

  return { undo, openReasons, because, press, compare };
}
