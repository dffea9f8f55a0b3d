/* Sending the queue: one tab at a time, a fresh token before each sending, one answer a row. A row
   stays until the server says it has it: whatever is no answer of ours changes nothing. */
(function (app) {
  "use strict";

  const BATCH = 40;
  const BATCH_BYTES = 400000;
  const ITEM_BYTES = 900000;
  const LEASE = 60000;
  const TIMEOUT = 30000;
  const TOO_LARGE = "Cette saisie est trop grosse pour être envoyée\u00a0: faites-en plusieurs.";
  const UNREADABLE = "Le serveur ne sait pas lire cette saisie\u00a0: recopiez-la, puis saisissez-la de nouveau.";

  /* {status, body} of a JSON answer; status 0 when it is none of ours (no network, another page). */
  async function ask(address, options) {
    // What the browser knows to be cut is not tried; the contrary, it does not know.
    if (navigator.onLine === false) return { status: 0, body: {} };
    const stop = "AbortController" in window ? new AbortController() : null;
    const timer = stop && setTimeout(() => stop.abort(), TIMEOUT);
    try {
      const answer = await fetch(address, Object.assign(
        { credentials: "same-origin", cache: "no-store", redirect: "manual", signal: stop && stop.signal }, options
      ));
      const isJson = (answer.headers.get("Content-Type") || "").indexOf("application/json") === 0;
      return isJson ? { status: answer.status, body: await answer.json() } : { status: 0, body: {} };
    } catch (error) {
      return { status: 0, body: {} };
    } finally {
      clearTimeout(timer);
    }
  }

  function state(answer) {
    if (answer.status === 401) return { name: "signed-out" };
    if (answer.status === 403) return { name: "forbidden", message: answer.body.message };
    if (answer.status === 0) return { name: "away" };
    return { name: "failed", message: answer.body.message };
  }

  function bytes(item) {
    return new Blob([JSON.stringify(item)]).size;
  }

  function nextBatch(rows, most) {
    const batch = [];
    let size = 0;
    for (const row of rows) {
      size += bytes(row.item);
      if (batch.length && (batch.length >= most || size > BATCH_BYTES)) break;
      batch.push(row);
    }
    return batch;
  }

  function post(token, rows) {
    return ask("/api/v1/sync", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ sent_at: new Date().toISOString(), items: rows.map((row) => row.item) })
    });
  }

  async function waiting(member) {
    return (await app.store.queue()).filter((row) => row.owner === member && row.state === "waiting");
  }

  async function reject(row, reason) {
    await app.store.settle(row, { status: "rejected", reason: reason });
  }

  async function flush() {
    if (!(await app.store.queue()).some((row) => row.state === "waiting")) return { name: "done", count: 0 };
    let door = await ask("/api/v1/csrf");
    if (door.status !== 200) return state(door);
    const seen = new Set();
    let most = BATCH, retried = false, count = 0;
    for (;;) {
      // Each row once a sending: what got no answer waits for the next.
      const rows = (await waiting(door.body.member)).filter((row) => !seen.has(row.id));
      if (!rows.length) return { name: "done", count: count };
      if (bytes(rows[0].item) > ITEM_BYTES) {
        await reject(rows[0], TOO_LARGE);
        continue;
      }
      const batch = nextBatch(rows, most);
      const answer = await post(door.body.token, batch);
      if (answer.status === 200 && Array.isArray(answer.body.items)) {
        retried = false;
        for (const row of batch) {
          seen.add(row.id);
          const said = answer.body.items.find((each) => each.id === row.id);
          if (said) await app.store.settle(row, said);
          if (said && (said.status === "created" || said.status === "duplicate")) count += 1;
        }
      } else if (answer.status === 413 || answer.status === 400) {
        if (batch.length > 1) most = answer.status === 400 ? 1 : Math.ceil(batch.length / 2);
        else await reject(batch[0], answer.status === 413 ? TOO_LARGE : UNREADABLE);
      } else if (answer.status === 403 && answer.body.error === "csrf" && !retried) {
        retried = true;
        door = await ask("/api/v1/csrf");
        if (door.status !== 200) return state(door);
      } else {
        return state(answer);
      }
    }
  }

  /* Where the browser has no locks, a lease: the server would know a row it already has anyway. */
  async function withLease(work) {
    const until = Number(localStorage.getItem("hors-ligne-envoi")) || 0;
    if (until > Date.now()) return { name: "busy" };
    localStorage.setItem("hors-ligne-envoi", String(Date.now() + LEASE));
    try {
      return await work();
    } finally {
      localStorage.removeItem("hors-ligne-envoi");
    }
  }

  function send() {
    if (navigator.locks) {
      return navigator.locks.request("hors-ligne-envoi", { ifAvailable: true }, (lock) =>
        lock ? flush() : { name: "busy" });
    }
    return withLease(flush);
  }

  /* Takes along the rolls of these days; says why when it could not. */
  async function refresh() {
    const answer = await ask("/api/v1/roster");
    if (answer.status !== 200) return state(answer);
    await app.store.carry(answer.body);
    return { name: "done", count: 0 };
  }

  app.sending = { send, refresh };
})(window.horsLigne = window.horsLigne || {});
