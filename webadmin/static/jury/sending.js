// Sends what waits, in order, one after the other; without a network it tries again, ever less often.

const LONGEST = 30000;

export default function sending(jury) {
  let busy = false;
  let patience = 1000;
  let timer = 0;

  const call = (method, url, body) =>
    fetch(url, {
      method,
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": jury.frame.dataset.key },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(20000),
    });

  function send(entry) {
    const address = jury.frame.dataset.deal.replace("DEAL", entry.deal);
    const body = { client_id: entry.id, version: entry.version };
    if (entry.act !== "answer") return call("POST", `${address}/${entry.act}`, body);
    return call("PUT", address, { ...body, answer: entry.answer, reason: entry.reason, comment: entry.comment });
  }

  function later(after) {
    clearTimeout(timer);
    timer = setTimeout(pump, after);
  }

  function lost() {
    jury.online = false;
    later(patience);
    patience = Math.min(patience * 2, LONGEST);
  }

  // One entry; false where the rest has to wait.
  async function sendOne(entry) {
    const rest = (entry.due ?? 0) - Date.now();
    if (rest > 0) {
      later(rest);
      return false;
    }
    jury.flying = entry.id;
    const reply = await send(entry).catch(() => null);
    if (reply === null || reply.status >= 500 || reply.status === 429) {
      lost();
      return false;
    }
    jury.online = true;
    patience = 1000;
    const body = await reply.json().catch(() => ({}));
    if ((reply.status === 400 && !body.fault) || reply.status === 403) {
      jury.signedOut = true;
      return false;
    }
    settle(entry, reply, body);
    return true;
  }

  async function pump() {
    if (busy || jury.signedOut) return;
    busy = true;
    try {
      for (let entry = jury.queue()[0]; entry; entry = jury.queue()[0]) if (!(await sendOne(entry))) break;
    } finally {
      jury.flying = null;
      busy = false;
      jury.show();
    }
    if (!jury.queue().length && jury.online) jury.ready();
  }

  function settle(entry, reply, body) {
    jury.drop(entry.id);
    if (reply.ok) {
      jury.keep("queue", jury.queue().map((one) => (one.deal === entry.deal ? { ...one, version: body.version } : one)));
      const card = [jury.current, jury.last?.card].find((one) => one?.id === entry.deal);
      if (card) card.version = body.version;
      jury.saved = body.saved ?? jury.saved;
    } else if (reply.status === 409 && body.newer) jury.compare(entry, body.newer);
    else {
      jury.refuse(entry, body.error ?? "");
      jury.showUnsent();
    }
  }

  window.addEventListener("online", () => {
    patience = 1000;
    pump();
  });
  window.addEventListener("offline", () => {
    jury.online = false;
    jury.show();
  });

  return { call, lost, pump };
}
