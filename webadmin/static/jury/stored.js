// What waits in this browser, by seat: answers on their way, and those that the server did not take, as text.

const MOST = 10;

export default function stored(jury) {
  const place = (what) => `lavr.jury.${jury.frame.dataset.jury}.${what}`;

  const read = (what) => {
    try {
      return JSON.parse(localStorage.getItem(place(what))) ?? [];
    } catch {
      return [];
    }
  };
  const keep = (what, list) => localStorage.setItem(place(what), JSON.stringify(list));
  const queue = () => read("queue");

  return {
    most: MOST,
    newId,
    place,
    read,
    keep,
    queue,
    drop: (id) => keep("queue", queue().filter((one) => one.id !== id)),
    refuse: (entry, why) => keep("unsent", [...read("unsent"), { ...entry, why }]),
  };
}

// Every entry carries an id of its own, so that the server knows a repeated one.
function newId() {
  if (crypto.randomUUID) return crypto.randomUUID(); // only where the connection is secure
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
