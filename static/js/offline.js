/* The page that works without a network: what waits, the rolls carried along, a shelf to count.
   attendance.js and scanning.js drive the two forms as they do on their own pages. */
(function (app) {
  "use strict";

  const { find, all, say, element, icon, button, finding, fill, copy } = app.pieces;
  const { NB, DAY, COUNTERS, capital, plural, hour, day, nearDay, since, wordsOf, shortOf } = app.words;
  const SIGN_IN = "/connexion/login/?next=/ateliers/hors-ligne/";

  const roll = find("[data-roll]");
  const audit = find("[data-audit]");
  let last = { name: "" };   // what the last sending said
  let shown = null;          // the session whose roll is open
  let corrects = null;       // the row of the queue that the open form replaces
  let installer = null;
  let fileAddress = "";

  /* ---- The queue --------------------------------------------------------- */
  function stateOf(rows) {
    const waiting = rows.filter((row) => row.state === "waiting");
    const stuck = rows.length - waiting.length;
    const oldest = rows.length ? rows[0].item.recorded_at : null;
    const offline = navigator.onLine === false || last.name === "away";
    let name = "check-circle", title, text = "";
    if (!rows.length) {
      title = "Rien n’attend";
      text = offline ? "Pas de réseau" + NB + ": ce que vous saisirez sera gardé ici." : "Tout ce que vous avez saisi est enregistré.";
      if (offline) name = "wifi-off";
    } else {
      const attend = plural(rows.length, "saisie attend", "saisies attendent");
      title = attend + (rows.length > 1 ? ", la plus ancienne " : " ") + since(oldest);
      name = offline ? "wifi-off" : "clock-history";
      text = offline ? "Pas de réseau" + NB + ": elles sont gardées sur ce téléphone et partiront au retour du réseau."
        : "Elles sont gardées sur ce téléphone.";
      if (stuck && !waiting.length) { name = "exclamation-circle"; text = "Elles demandent votre attention, ci-dessous."; }
      if (rows.length === 1) text = text.replace("elles sont gardées", "elle est gardée").replace("Elles sont gardées", "Elle est gardée")
        .replace("partiront", "partira").replace("Elles demandent", "Elle demande");
    }
    if (last.name === "signed-out") { name = "box-arrow-in-right"; text = "Votre session est terminée" + NB + ": reconnectez-vous, rien n’est perdu."; }
    if (last.name === "forbidden" || last.name === "failed") { name = "exclamation-circle"; text = (last.message || "Le service ne répond pas.") + " Rien n’est perdu."; }
    if (last.name === "sending") { name = "arrow-repeat"; text = "Envoi en cours…"; }
    if (rows.length && Date.now() - new Date(oldest) > 2 * DAY) {
      text += " Envoyez-les vite" + NB + ": certains téléphones effacent après sept jours ce qui n’est pas parti.";
    }
    return { name, title, text };
  }

  async function drawQueue() {
    const meta = await app.store.carried();
    const member = meta && meta.member;
    const every = await app.store.queue();
    const rows = every.filter((row) => row.owner === member);
    const words = find("[data-state]");
    const { name, title, text } = stateOf(rows);
    const block = element("div");
    block.append(element("strong", "", title), element("p", "secondary", text));
    if (last.name === "signed-out") {
      const link = element("a", "btn btn-primary", "Se reconnecter");
      link.href = SIGN_IN;
      block.append(link);
    }
    // Said once: a region that is drawn again with the same words stays silent.
    if (words.dataset.said !== title + text) {
      words.dataset.said = title + text;
      fill(words, icon(name), block);
    }
    find("[data-send]").hidden = last.name === "signed-out";
    find("[data-send]").classList.toggle("btn-primary", rows.some((row) => row.state === "waiting"));
    fill(find("[data-queue]"), ...await Promise.all(rows.map(drawRow)));
    const others = every.length - rows.length;
    const foot = find("[data-others]");
    foot.hidden = !others;
    foot.textContent = plural(others, "saisie d’un autre compte ou d’une autre structure attend", "saisies d’un autre compte ou d’une autre structure attendent")
      + " aussi sur ce téléphone" + NB + ": elles partiront quand ce compte se reconnectera ici.";
    offerFile(rows);
  }

  /* The whole queue as a file, for the worst of days. */
  function offerFile(rows) {
    const link = find("[data-file]");
    link.hidden = !rows.length;
    if (fileAddress) URL.revokeObjectURL(fileAddress);
    fileAddress = "";
    if (!rows.length) return;
    const kept = { lisible: rows.map(wordsOf), saisies: rows.map((row) => row.item) };
    fileAddress = URL.createObjectURL(new Blob([JSON.stringify(kept, null, 2)], { type: "application/json" }));
    link.href = fileAddress;
    link.download = "saisies-en-attente-" + new Date().toISOString().slice(0, 10) + ".json";
  }

  async function drawRow(row) {
    const line = element("li", "queue-row");
    const head = element("div", "title");
    const said = element("span", "said");
    const words = {
      waiting: ["clock-history", "à envoyer", "secondary"],
      rejected: ["exclamation-circle", "refusée", "is-danger"],
      conflict: ["exclamation-circle", "dite autrement", "is-danger"]
    }[row.state];
    said.classList.add(words[2]);
    said.append(icon(words[0]), words[1]);
    head.append(element("span", "", row.title), said);
    const noted = "Noté " + nearDay(row.item.recorded_at) + " à " + hour(row.item.recorded_at);
    line.append(head, element("span", "meta", [noted, shortOf(row)].filter(Boolean).join(" · ")));
    if (row.state === "waiting") {
      return line;
    }
    line.append(element("p", "why", row.reason));
    const names = (row.differences || []).map((key) => key === "anonymous" ? "anonymes" : row.names[key]).filter(Boolean);
    if (names.length) line.append(element("p", "why secondary small-text", "Dit autrement" + NB + ": " + names.join(", ") + "."));
    const acts = element("div", "acts");
    if (await mayCorrect(row)) acts.append(button("Corriger", () => { location.hash = "#corriger=" + row.id; }));
    acts.append(button("Copier", () => copy(wordsOf(row))));
    acts.append(button("Renvoyer", async () => { await app.store.again(row.id); await send(); }));
    acts.append(button("Retirer", async (control) => {
      // Two steps: nothing brings it back.
      if (control.dataset.sure) return app.store.remove(row.id);
      control.dataset.sure = "1";
      control.classList.add("btn-danger");
      control.textContent = "Retirer pour de bon\u202f?";
    }, "btn-text"));
    line.append(acts);
    return line;
  }

  async function mayCorrect(row) {
    if (row.item.kind !== "attendance") return true;
    const known = await app.store.sessions(row.owner);
    return known.some((session) => session.id === row.subject);
  }

  /* ---- What is carried ----------------------------------------------------- */
  async function drawCarried() {
    const meta = await app.store.carried();
    find("[data-organisation]").textContent = meta ? meta.organisation : "Hors ligne";
    const panel = find("[data-rolls]");
    panel.hidden = !meta || !meta.takesRolls;
    find("[data-audits]").hidden = !meta || !meta.venues;
    if (!meta) return;
    find("[data-carried]").textContent = "Liste prise " + nearDay(meta.at) + " à " + hour(meta.at);
    const queued = new Map((await app.store.queue()).map((row) => [row.subject, row.state]));
    const sessions = await app.store.sessions(meta.member);
    find("[data-no-session]").hidden = sessions.length > 0;
    fill(find("[data-sessions]"), ...sessions.map((session) => drawSession(session, queued.get(session.id))));
    const venues = find("[data-venues]");
    if (venues.options.length === 1) {
      (meta.venues || []).forEach((venue) => venues.append(new Option(venue.name, venue.id)));
    }
  }

  function drawSession(session, state) {
    const line = element("li"), what = element("div");
    const title = element(state ? "span" : "a", "title", session.title);
    if (!state) title.href = "#seance=" + session.id;
    const when = capital(nearDay(session.starts_at)) + ", " + hour(session.starts_at) + " à " + hour(session.ends_at);
    what.append(title, element("br"), element("span", "meta", [when, session.place, plural(session.people.length, "inscrit", "inscrits")].join(" · ")));
    line.append(what);
    if (state) line.append(element("span", "said secondary", state === "waiting" ? "saisie, à envoyer" : "voir plus haut"));
    return line;
  }

  async function drawSent() {
    const meta = await app.store.carried();
    const rows = meta ? await app.store.sent(meta.member) : [];
    find("[data-sent-panel]").hidden = !rows.length;
    fill(find("[data-sent]"), ...rows.slice(0, 5).map((row) => {
      const line = element("li");
      line.append(element("span", "title", row.title), element("br"),
        element("span", "meta", "Enregistré " + nearDay(row.at) + " à " + hour(row.at)));
      if (row.note) line.append(element("p", "why small-text", row.note));
      return line;
    }));
  }

  async function draw() {
    await Promise.all([drawQueue(), drawCarried(), drawSent()]);
  }

  /* ---- The roll -------------------------------------------------------------- */
  function rowOf(person, status) {
    const line = find("[data-row-template]").content.firstElementChild.cloneNode(true);
    const tick = find("[data-roll-tick]", line);
    tick.value = person.key;
    tick.checked = status === "seen";
    find(".name", line).textContent = person.name;
    find(".ref", line).textContent = person.reference;
    find(".segmented", line).setAttribute("aria-label", person.name + " n’est pas venu·e");
    all("input[type=radio]", line).forEach((choice) => {
      choice.name = "absence-" + person.key;
      choice.checked = (choice.value === "excused") === (status === "excused");
    });
    return line;
  }

  function fillRoll(session, said) {
    roll.reset();
    find("[data-roll-registered]").textContent = plural(session.people.length, "inscrit", "inscrits");
    find("[data-roll-empty]").hidden = session.people.length > 0;
    fill(find("[data-roll-people]"), ...session.people.map((person) =>
      rowOf(person, (said && said.statuses[person.key]) || "seen")));
    fill(find("[data-walk-ins]", roll));
    (said ? said.walk_ins : session.walk_ins).forEach((each) => {
      find("[data-walk-in-add]", roll).click();
      const line = find("[data-walk-ins]", roll).lastElementChild;
      find("[name=walk_in_name]", line).value = each.first_name;
      find("[name=walk_in_age]", line).value = each.age_band;
    });
    roll.elements.anonymous_count.value = (said && said.anonymous.total) || 0;
    Object.keys(COUNTERS).forEach((question) => Object.keys(COUNTERS[question]).forEach((code) => {
      const count = said && said.anonymous[question] && said.anonymous[question][code];
      roll.elements[COUNTERS[question][code]].value = count || "";
    }));
    const early = new Date(session.starts_at) > new Date();
    fill(find("[data-roll-findings]"), ...(early ? [finding("info", "À savoir", "clock-history",
      "La séance n’a pas commencé, d’après l’heure de ce téléphone.", "Les présences s’enregistrent après le début.")] : []));
    // app.js then attendance.js count again.
    roll.dispatchEvent(new Event("change", { bubbles: true }));
    roll.elements.anonymous_count.dispatchEvent(new Event("input", { bubbles: true }));
  }

  const whole = (input) => Math.max(0, parseInt(input.value, 10) || 0);

  function readRoll() {
    const statuses = {};
    all("[data-roll-row]", roll).forEach((line) => {
      const tick = find("[data-roll-tick]", line);
      const excused = find("input[value=excused]", line).checked;
      statuses[tick.value] = tick.checked ? "seen" : excused ? "excused" : "noshow";
    });
    const walkIns = all("[data-walk-ins] > li", roll).map((line) => ({
      first_name: find("[name=walk_in_name]", line).value.trim(),
      age_band: find("[name=walk_in_age]", line).value
    })).filter((each) => each.first_name || each.age_band !== "non_communique");
    const anonymous = { total: whole(roll.elements.anonymous_count) };
    Object.keys(COUNTERS).forEach((question) => {
      anonymous[question] = {};
      Object.keys(COUNTERS[question]).forEach((code) => {
        const count = whole(roll.elements[COUNTERS[question][code]]);
        if (count) anonymous[question][code] = count;
      });
      const summed = Object.values(anonymous[question]).reduce((sum, count) => sum + count, 0);
      if (!roll.elements.anonymous_count.value && summed > anonymous.total) anonymous.total = summed;
    });
    return { statuses, walk_ins: walkIns, anonymous };
  }

  function faultsOfRoll(said) {
    if (said.walk_ins.some((each) => !each.first_name)) return "Écrivez le prénom de chaque personne venue sans inscription.";
    const summed = Object.keys(COUNTERS).map((question) =>
      Object.values(said.anonymous[question]).reduce((sum, count) => sum + count, 0));
    if (Math.max.apply(null, summed) > said.anonymous.total) return "Les anonymes détaillés sont plus nombreux que leur total" + NB + ": corrigez l’un ou l’autre.";
    return "";
  }

  function refuse(place, title) {
    const box = finding("block", "Bloquant", "exclamation-circle", title);
    box.tabIndex = -1;
    fill(find(place), box);
    box.focus();
  }

  async function confirmRoll(event) {
    event.preventDefault();
    const said = readRoll();
    const fault = faultsOfRoll(said);
    if (fault) return refuse("[data-roll-findings]", fault);
    const names = {};
    shown.people.forEach((person) => { names[person.key] = person.name; });
    return keep("[data-roll-findings]", {
      subject: shown.id,
      title: shown.title + ", " + day(shown.starts_at),
      names: names,
      item: Object.assign({ kind: "attendance", session: shown.id }, said)
    }, "Une saisie de cette séance attend déjà sur ce téléphone.");
  }

  /* One record: its id is made now, and never again. */
  async function keep(place, row, twin) {
    const meta = await app.store.carried();
    const id = app.store.newId();
    const record = Object.assign({ id: id, owner: meta.member, state: "waiting", reason: "", corrects: corrects }, row);
    record.item = Object.assign({ id: id, recorded_at: new Date().toISOString() }, row.item);
    let kept;
    try {
      kept = await app.store.add(record);
    } catch (error) {
      return refuse(place, "Ce téléphone n’a plus de place" + NB + ": libérez-en, la saisie est toujours à l’écran.");
    }
    if (!kept) return refuse(place, twin);
    corrects = null;
    location.hash = "";
    say("Gardé sur ce téléphone.");
    return send();
  }

  /* ---- A shelf ---------------------------------------------------------------- */
  function fillAudit(said) {
    audit.reset();
    fill(find("[data-audit-findings]"));
    fill(find("[data-scan-lines]", audit)).hidden = true;
    if (!said) return;
    audit.elements.codes.value = said.codes.length ? said.codes.join("\n") + "\n" : "";
    audit.elements.venue.value = said.venue || "";
    audit.elements.shelf.value = said.shelf;
    audit.elements.moves_misplaced.checked = said.moves_misplaced;
  }

  function readAudit() {
    return {
      venue: audit.elements.venue.value || null,
      shelf: audit.elements.shelf.value.trim(),
      codes: audit.elements.codes.value.split(/[\r\n,;\t]+/).map((code) => code.trim()).filter(Boolean),
      moves_misplaced: audit.elements.moves_misplaced.checked
    };
  }

  async function confirmAudit(event) {
    event.preventDefault();
    const said = readAudit();
    if (!said.venue && !said.shelf) return refuse("[data-audit-findings]", "Choisissez un lieu ou un emplacement.");
    if (said.codes.length > 1000) return refuse("[data-audit-findings]", "Plus de 1\u202f000 lectures" + NB + ": faites deux inventaires.");
    const venue = said.venue ? audit.elements.venue.selectedOptions[0].textContent : "";
    return keep("[data-audit-findings]", {
      subject: "",
      title: "Inventaire" + NB + ": " + [venue, said.shelf].filter(Boolean).join(", ") + " (" + plural(said.codes.length, "lecture", "lectures") + ")",
      names: {},
      item: Object.assign({ kind: "audit_scan" }, said)
    });
  }

  /* ---- Unfinished forms come back after a reload -------------------------------- */
  function keepingDrafts(form, id, read) {
    let timer = 0;
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(() => { if (id() && !corrects) app.store.keepDraft(id(), read()); }, 250);
    };
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    form.addEventListener("submit", () => clearTimeout(timer));
  }

  /* ---- Which view ---------------------------------------------------------------- */
  async function route() {
    const [name, id] = location.hash.slice(1).split("=");
    const meta = await app.store.carried();
    shown = null;
    corrects = null;
    if (name === "seance" && meta) {
      shown = (await app.store.sessions(meta.member)).find((session) => session.id === id) || null;
      if (shown) {
        const kept = await app.store.draft(shown.id);
        fillRoll(shown, kept && kept.said);
        return openRoll();
      }
    } else if (name === "corriger") {
      const row = (await app.store.queue()).find((each) => each.id === id && each.state !== "waiting");
      if (row && row.item.kind === "attendance") {
        shown = (await app.store.sessions(row.owner)).find((session) => session.id === row.subject) || null;
        if (shown) {
          corrects = row.id;
          fillRoll(shown, row.item);
          return openRoll();
        }
      } else if (row) {
        corrects = row.id;
        fillAudit(row.item);
        return openAudit();
      }
    } else if (name === "inventaire" && meta && meta.venues) {
      const kept = await app.store.draft("inventaire");
      fillAudit(kept && kept.said);
      return openAudit();
    }
    await draw();
    return open("home", "Hors ligne", "Saisissez sans réseau" + NB + ": tout part au retour du réseau.");
  }

  function openRoll() {
    const hours = hour(shown.starts_at) + " à " + hour(shown.ends_at);
    open("roll", shown.title, capital(day(shown.starts_at)) + ", " + hours + " · " + shown.place);
  }

  function openAudit() {
    open("audit", "Compter une étagère", "Tout ce qui est là\u202f; le constat se fait à l’envoi.");
  }

  let opened = "";
  function open(name, title, subtitle) {
    const heading = find("[data-heading]");
    heading.textContent = title;
    find("[data-subtitle]").textContent = subtitle;
    find("[data-leave]").hidden = name === "home";
    all("[data-view]").forEach((view) => { view.hidden = view.dataset.view !== name; });
    if (opened && opened !== name) {
      heading.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    opened = name;
  }

  /* ---- Sending -------------------------------------------------------------------- */
  let sending = false;
  async function send() {
    if (sending) return;
    sending = true;
    find("[data-send]").classList.add("is-busy");
    try {
      last = await app.sending.send();
      if (last.name === "done" && last.count) {
        say(plural(last.count, "saisie enregistrée", "saisies enregistrées"));
      }
      if (last.name === "done" || last.name === "busy") {
        const fresh = await app.sending.refresh();
        if (fresh.name !== "done") last = fresh;
      }
    } finally {
      sending = false;
      find("[data-send]").classList.remove("is-busy");
      await draw();
    }
  }

  /* ---- Start ------------------------------------------------------------------------ */
  async function start() {
    if ("serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js", { scope: "/" }).catch(() => null);
    find("[data-insecure]").hidden = window.isSecureContext;
    find("[data-install-panel]").hidden = window.matchMedia("(display-mode: standalone)").matches;
    window.addEventListener("beforeinstallprompt", (event) => {
      event.preventDefault();
      installer = event;
      find("[data-install]").hidden = false;
    });
    find("[data-install]").addEventListener("click", () => installer && installer.prompt());
    find("[data-send]").addEventListener("click", send);
    find("[data-forget-sent]").addEventListener("click", () => app.store.forgetSent());
    roll.addEventListener("submit", confirmRoll);
    audit.addEventListener("submit", confirmAudit);
    keepingDrafts(roll, () => shown && shown.id, readRoll);
    keepingDrafts(audit, () => "inventaire", readAudit);
    app.store.watch(() => { if (!find('[data-view="home"]').hidden) draw(); });
    window.addEventListener("hashchange", () => {
      if (/^#?(|seance=.*|corriger=.*|inventaire)$/.test(location.hash)) route();
    });
    window.addEventListener("online", send);
    window.addEventListener("offline", draw);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
    await app.store.forgetOld();
    await app.store.countInCookie();
    await route();
    await send();
    // The first visit takes the rolls along while one looks: an address that names one opens then.
    if (location.hash.length > 1 && opened === "home") await route();
  }

  start().catch(() => {
    // A private window, or storage that is refused: nothing would be kept, so nothing is offered.
    all("[data-view]").forEach((view) => { view.hidden = true; });
    find("main").append(finding("warn", "À examiner", "exclamation-circle",
      "Ce navigateur ne garde rien" + NB + ": sortez de la navigation privée, ou prenez-en un autre.",
      "Avec du réseau, saisissez vos présences depuis votre accueil."));
  });
})(window.horsLigne);
