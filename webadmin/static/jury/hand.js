// The cards in hand: the one on the desk, those that come next, and fetching more before they run out.

const FEW = 6;

export default function hand(jury) {
  const { find, words } = jury;
  const cards = [];
  const pictures = new Map(); // fetched ahead, so that a card shows its cover without a network
  let fetching = null;
  let exhausted = false;
  let finishing = false;

  const wait = (text) => {
    jury.current = null;
    find("form").hidden = true;
    find("card").replaceChildren(Object.assign(document.createElement("p"), { className: "desk-wait", textContent: text }));
  };

  function put(card) {
    jury.current = card;
    const holder = find("card");
    holder.innerHTML = card.html;
    const form = find("form");
    const address = jury.frame.dataset.deal.replace("DEAL", card.id);
    form.action = address;
    form.elements.version.value = card.version;
    form.elements.comment.value = "";
    form.hidden = false;
    jury.openReasons(false);
    history.replaceState(null, "", address);
    window.scrollTo(0, 0);
    const heading = holder.querySelector("h1");
    document.title = `${heading.textContent} — ${words.title}`;
    heading.focus({ preventScroll: true });
    jury.show();
  }

  function take(found) {
    const known = new Set([jury.current?.id, ...cards.map((card) => card.id), ...jury.queue().map((entry) => entry.deal), ...jury.gone]);
    for (const card of found.filter((one) => !known.has(one.id))) {
      cards.push(card);
      if (card.cover) pictures.set(card.id, Object.assign(new Image(), { src: card.cover }));
    }
  }

  async function fetchMore() {
    try {
      const reply = await jury.call("POST", jury.frame.dataset.hand, {});
      const body = await reply.json();
      if (!reply.ok) return;
      jury.online = true;
      take(body.cards);
      exhausted = body.exhausted;
    } catch {
      jury.lost();
    } finally {
      fetching = null;
      jury.show();
    }
  }

  async function refill() {
    if (fetching || exhausted || jury.signedOut) return fetching;
    if (Math.min(jury.most, jury.size - jury.done) <= cards.length) return null;
    fetching = fetchMore();
    return fetching;
  }

  async function next() {
    if (jury.done >= jury.size) return finish();
    if (!cards.length) {
      await refill();
      const settled = !cards.length && jury.online && !jury.queue().length;
      if (settled && jury.asides.size) {
        for (const id of jury.asides) jury.gone.delete(id); // nothing else is left: what was put aside comes again
        exhausted = false;
        await refill();
      } else if (settled && !exhausted) await refill();
    }
    const card = cards.shift();
    if (card) {
      pictures.delete(jury.last?.card.id);
      put(card);
      if (cards.length < FEW) refill();
      return undefined;
    }
    return exhausted ? finish() : stand();
  }

  function stand() {
    wait(words.no_cards);
    jury.show();
  }

  function finish() {
    finishing = true;
    wait(words.sending);
    if (!jury.queue().length) ready();
  }

  function ready() {
    if (!jury.desk || find("compare").open) return;
    if (finishing) location.assign(jury.desk.dataset.end);
    else if (!jury.current) next();
    else if (cards.length < FEW) refill();
  }

  // Take a card up again that was laid down; the one on the desk comes after it.
  function bringBack(card) {
    if (jury.current) cards.unshift(jury.current);
    finishing = false;
    put(card);
  }

  function skip() {
    if (!jury.current || !cards.length) return;
    cards.push(jury.current);
    put(cards.shift());
  }

  return { refill, next, ready, bringBack, skip };
}
