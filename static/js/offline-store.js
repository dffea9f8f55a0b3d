/* What a phone keeps: its queue, the rolls it carries, unfinished forms, what was said of what it sent.
   A row of the queue goes only when the server has it, or when the person takes it out. */
(function (app) {
  "use strict";

  const STORES = ["queue", "roster", "drafts", "sent"];
  const SENT_KEPT = 20;
  // Long after the week in which a roll may still be taken.
  const CARRIED_DAYS = 9;
  const COOKIE_DAYS = 400;

  const opening = idb.openDB("hors-ligne", 1, {
    upgrade(db) {
      STORES.forEach((name) => db.createObjectStore(name, { keyPath: "id" }));
      db.createObjectStore("meta");
    },
    // A newer page of ours asks for its turn.
    blocking(_current, _blocked, event) { event.target.close(); }
  });

  // Another tab of ours shows the same queue.
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("hors-ligne") : null;
  const watchers = [];
  if (channel) channel.onmessage = () => watchers.forEach((watch) => watch());

  async function changed() {
    await countInCookie();
    if (channel) channel.postMessage("changed");
    watchers.forEach((watch) => watch());
  }

  /* The sign-out page reads it: what waits would be erased with the rest. */
  async function countInCookie() {
    const count = await (await opening).count("queue");
    document.cookie = "hors_ligne=" + count + "; path=/; SameSite=Lax; max-age=" + (count ? COOKIE_DAYS * 86400 : 0)
      + (location.protocol === "https:" ? "; Secure" : "");
  }

  function newId() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  async function carried() {
    return (await (await opening).get("meta", "carried")) || null;
  }

  /* What the server gave to take along replaces what was there; another person's things go, except
     what she wrote and has not sent. */
  async function carry(roster) {
    const before = await carried();
    const tx = (await opening).transaction(["roster", "drafts", "sent", "meta"], "readwrite");
    const ids = new Set((roster.sessions || []).map((session) => session.id));
    await tx.objectStore("roster").clear();
    if (before && before.member !== roster.member) {
      await tx.objectStore("drafts").clear();
      await tx.objectStore("sent").clear();
    }
    for (const draft of await tx.objectStore("drafts").getAll()) {
      if (draft.id !== "inventaire" && !ids.has(draft.id)) await tx.objectStore("drafts").delete(draft.id);
    }
    for (const session of roster.sessions || []) {
      await tx.objectStore("roster").put(Object.assign({ owner: roster.member }, session));
    }
    await tx.objectStore("meta").put({
      member: roster.member,
      organisation: roster.organisation,
      takesRolls: Boolean(roster.sessions),
      venues: roster.venues || null,
      at: Date.now()
    }, "carried");
    await tx.done;
    await changed();
  }

  async function forgetOld() {
    const meta = await carried();
    if (meta && Date.now() - meta.at > CARRIED_DAYS * 86400000) {
      await (await opening).clear("roster");
    }
  }

  async function sessions(member) {
    const all = await (await opening).getAll("roster");
    return all.filter((session) => session.owner === member)
      .sort((one, other) => one.starts_at.localeCompare(other.starts_at));
  }

  async function queue() {
    const rows = await (await opening).getAll("queue");
    return rows.sort((one, other) => one.item.recorded_at.localeCompare(other.item.recorded_at));
  }

  /* Adds one record; the one it corrects goes in the same step. Two tabs do not log one session. */
  async function add(row) {
    const db = await opening;
    const tx = db.transaction(["queue", "drafts"], "readwrite");
    const queueStore = tx.objectStore("queue");
    const twin = row.subject && (await queueStore.getAll()).find((other) =>
      other.subject === row.subject && other.owner === row.owner && other.id !== row.corrects);
    if (twin) {
      tx.abort();
      await tx.done.catch(() => null);
      return false;
    }
    if (row.corrects) await queueStore.delete(row.corrects);
    await queueStore.put(row);
    await tx.objectStore("drafts").delete(row.subject || "inventaire");
    await tx.done;
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => false);
    await changed();
    return true;
  }

  /* What the server answered to one row. */
  async function settle(row, answer) {
    const tx = (await opening).transaction(["queue", "roster", "sent"], "readwrite");
    const current = await tx.objectStore("queue").get(row.id);
    if (current && (answer.status === "created" || answer.status === "duplicate")) {
      await tx.objectStore("queue").delete(row.id);
      if (row.subject) await tx.objectStore("roster").delete(row.subject);
      await tx.objectStore("sent").put({
        id: row.id, owner: row.owner, title: row.title, at: Date.now(), note: answer.reason || ""
      });
      const sent = (await tx.objectStore("sent").getAll()).sort((one, other) => other.at - one.at);
      for (const old of sent.slice(SENT_KEPT)) await tx.objectStore("sent").delete(old.id);
    } else if (current && (answer.status === "rejected" || answer.status === "conflict")) {
      current.state = answer.status;
      current.reason = answer.reason;
      current.differences = answer.differences || [];
      await tx.objectStore("queue").put(current);
    }
    await tx.done;
    await changed();
  }

  /* Sent again as it is, under the same id. */
  async function again(id) {
    const db = await opening;
    const row = await db.get("queue", id);
    if (!row) return;
    row.state = "waiting";
    await db.put("queue", row);
    await changed();
  }

  async function remove(id) {
    await (await opening).delete("queue", id);
    await changed();
  }

  async function sent(member) {
    const all = await (await opening).getAll("sent");
    return all.filter((row) => row.owner === member).sort((one, other) => other.at - one.at);
  }

  async function forgetSent() {
    await (await opening).clear("sent");
    await changed();
  }

  async function draft(id) {
    return (await opening).get("drafts", id);
  }

  async function keepDraft(id, said) {
    return (await opening).put("drafts", { id: id, said: said });
  }

  app.store = {
    newId, carried, carry, forgetOld, sessions, queue, add, settle, again, remove, sent, forgetSent,
    draft, keepDraft, countInCookie,
    watch(watcher) { watchers.push(watcher); }
  };
})(window.horsLigne = window.horsLigne || {});
