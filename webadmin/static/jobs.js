// Follows the jobs that wait or run: asks once a second, stops when the last one has ended, and says so.

const news = document.querySelector("[data-jobs]");
const rows = new Map(Array.from(document.querySelectorAll("tr[data-open]"), (row) => [Number(row.dataset.job), row]));

function show(row, job) {
  const chip = row.querySelector("[data-word] .chip");
  chip.textContent = job.word;
  chip.className = `chip chip-${job.tone}`;
  row.querySelector("[data-text]").textContent = job.text;
  const bar = row.querySelector("progress");
  if (bar && job.total > 0) {
    bar.max = job.total;
    bar.value = job.done;
  } else {
    bar?.removeAttribute("value");
  }
}

async function look(wait) {
  const address = new URL(news.dataset.jobs, window.location.href);
  for (const id of rows.keys()) address.searchParams.append("id", id);
  let next = 1000;
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.statusText);
    for (const job of (await answer.json()).jobs) {
      show(rows.get(job.id), job);
      if (job.open) continue;
      rows.get(job.id).querySelector("progress")?.remove();
      rows.get(job.id).querySelector("form")?.remove();
      rows.get(job.id).querySelector("[data-next]")?.removeAttribute("hidden");
      rows.delete(job.id);
      news.textContent = `${job.word} ${job.text}`;
    }
  } catch {
    next = Math.min(wait * 2, 15000); // the server may be starting anew: ask less often, do not give up
  }
  if (rows.size) window.setTimeout(look, next, next);
}

if (news && rows.size) window.setTimeout(look, 1000, 1000);
