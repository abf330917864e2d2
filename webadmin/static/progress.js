// Follows the work under way: asks once a second, fills the bar, and opens the page anew when the work has ended.

const box = document.querySelector("[data-progress]");
if (box) {
  const bar = box.querySelector("progress");
  const stage = box.querySelector("[data-stage]");
  const count = box.querySelector("[data-count]");
  const note = box.querySelector("[data-note]");
  const number = new Intl.NumberFormat(document.documentElement.lang);
  let failures = 0;

  const look = async () => {
    try {
      const answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const job = await answer.json();
      failures = 0;
      if (!job.running || String(job.id) !== box.dataset.job) return window.location.reload();
      stage.textContent = job.stage;
      if (note) note.textContent = job.note;
      if (job.total > 0) {
        bar.max = job.total;
        bar.value = job.done;
        count.textContent = `${number.format(job.done)} / ${number.format(job.total)}`;
      } else {
        bar.removeAttribute("value");
        count.textContent = "";
      }
    } catch {
      failures += 1;
    }
    window.setTimeout(look, failures ? Math.min(30000, 1000 * 2 ** failures) : 1000);
  };
  window.setTimeout(look, 1000);
}
