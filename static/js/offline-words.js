/* What the offline page says: hours, ages of what waits, and each record in words, to be read or copied. */
(function (app) {
  "use strict";

  const NB = "\u00a0";
  const DAY = 86400000;
  const COUNTERS = JSON.parse(document.getElementById("compteurs").textContent);
  const STATUS = { seen: "Présents", noshow: "Absents", excused: "Excusés" };
  const { find } = app.pieces;
  const roll = find("[data-roll]");

  const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
  const plural = (count, one, many) => count + NB + (count < 2 ? one : many);
  /* The site's own time, wherever the phone thinks it is. */
  const inParis = (at, options, language) =>
    new Intl.DateTimeFormat(language || "fr-FR", Object.assign({ timeZone: "Europe/Paris" }, options)).format(new Date(at));

  /* « 9 h 30 », « 14 h », as everywhere on the site. */
  function hour(at) {
    const [hours, minutes] = inParis(at, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, "en-GB").split(":");
    return Number(hours) + NB + "h" + (minutes === "00" ? "" : NB + minutes);
  }

  const day = (at) => inParis(at, { weekday: "long", day: "numeric", month: "long" });
  // Days since a fixed one: « 2026-11-22 » read at midnight UTC.
  const rankOfDay = (at) => Date.parse(inParis(at, { year: "numeric", month: "2-digit", day: "2-digit" }, "en-CA")) / DAY;

  function nearDay(at) {
    const days = Math.round(rankOfDay(at) - rankOfDay(Date.now()));
    return { "-1": "hier", "0": "aujourd’hui", "1": "demain" }[days] || day(at);
  }

  function since(at) {
    const minutes = Math.max(0, Math.floor((Date.now() - new Date(at)) / 60000));
    if (minutes < 1) return "depuis moins d’une minute";
    if (minutes < 60) return "depuis " + plural(minutes, "minute", "minutes");
    if (minutes < 1440) return "depuis " + plural(Math.floor(minutes / 60), "heure", "heures");
    return "depuis " + plural(Math.floor(minutes / 1440), "jour", "jours");
  }

  function ageLabel(code) {
    const option = find('[data-walk-in-template]', roll).content.querySelector('option[value="' + code + '"]');
    return option ? option.textContent : code;
  }

  function counterLabel(question, code) {
    const input = roll.elements[COUNTERS[question][code]];
    const label = input && find('label[for="' + input.id + '"]', roll);
    return label ? label.textContent : code;
  }

  function wordsOfRoll(row) {
    const lines = Object.keys(STATUS).map((status) => {
      const names = Object.keys(row.item.statuses).filter((key) => row.item.statuses[key] === status)
        .map((key) => row.names[key] || key);
      return names.length ? STATUS[status] + NB + ": " + names.join(", ") : "";
    });
    const walkIns = row.item.walk_ins.map((each) => each.first_name + " (" + ageLabel(each.age_band) + ")");
    if (walkIns.length) lines.push("Sans inscription" + NB + ": " + walkIns.join(", "));
    if (row.item.anonymous.total) lines.push("Anonymes" + NB + ": " + row.item.anonymous.total);
    Object.keys(COUNTERS).forEach((question) => {
      const known = row.item.anonymous[question] || {};
      Object.keys(known).forEach((code) => lines.push("dont " + counterLabel(question, code) + NB + ": " + known[code]));
    });
    return lines;
  }

  function wordsOfAudit(row) {
    return ["Lectures" + NB + ": " + (row.item.codes.join(", ") || "aucune")]
      .concat(row.item.moves_misplaced ? ["Ranger ici les appareils notés ailleurs"] : []);
  }

  function wordsOf(row) {
    const lines = row.item.kind === "attendance" ? wordsOfRoll(row) : wordsOfAudit(row);
    const noted = "Noté " + day(row.item.recorded_at) + " à " + hour(row.item.recorded_at);
    const why = row.state === "waiting" ? [] : ["Réponse" + NB + ": " + row.reason];
    return [row.title, noted].concat(lines.filter(Boolean), why).join("\n");
  }

  /* « 11 présents, 1 non venu » */
  function shortOf(row) {
    if (row.item.kind !== "attendance") return "";
    const statuses = Object.values(row.item.statuses);
    const seen = statuses.filter((status) => status === "seen").length;
    const away = statuses.length - seen;
    const present = seen + row.item.walk_ins.length + row.item.anonymous.total;
    return plural(present, "présent", "présents") + (away ? ", " + plural(away, "non venu", "non venus") : "");
  }

  app.words = { NB, DAY, COUNTERS, capital, plural, hour, day, nearDay, since, wordsOf, shortOf };
})(window.horsLigne = window.horsLigne || {});
