/* What the pages gain with JavaScript. Nothing here is needed to do one's work: every form posts and
   every link leads somewhere without it. Behaviour hangs on data-* attributes, never on classes. */
(function () {
  "use strict";

  document.documentElement.classList.add("js");

  function all(selector, root) {
    return Array.prototype.slice.call((root || document).querySelectorAll(selector));
  }

  function say(text) {
    var region = document.getElementById("annonce");
    if (!region || !text) return;
    region.textContent = "";
    window.setTimeout(function () { region.textContent = text; }, 50);
  }

  function plural(count, one, many) {
    return count + "\u00a0" + (count < 2 ? one : many);
  }

  /* Controls that only make sense with JavaScript are hidden in the markup. */
  function reveal(root) {
    all("[data-password-toggle], [data-step], [data-shortcut-hint], [data-drop-hint], [data-copy]", root)
      .forEach(function (element) { element.hidden = false; });
    if (document.body.dataset.shortcuts === "off") {
      all("[data-shortcut-hint]", root).forEach(function (hint) { hint.hidden = true; });
    }
    all("[data-selection]", root).forEach(countSelection);
    all("[data-roll]", root).forEach(countRoll);
    if (window.matchMedia("(max-width: 767.98px)").matches) all("table.folds", root).forEach(keepTableRoles);
  }

  /* A table shown as a list on a phone stays a table for a screen reader. */
  function keepTableRoles(table) {
    table.setAttribute("role", "table");
    all("thead, tbody, tfoot", table).forEach(function (group) { group.setAttribute("role", "rowgroup"); });
    all("tr", table).forEach(function (row) { row.setAttribute("role", "row"); });
    all("td", table).forEach(function (cell) { cell.setAttribute("role", "cell"); });
    all("th", table).forEach(function (cell) {
      cell.setAttribute("role", cell.scope === "row" ? "rowheader" : "columnheader");
    });
  }

  /* ---- Passwords ------------------------------------------------------- */
  function togglePassword(button) {
    var input = document.getElementById(button.dataset.passwordToggle);
    if (!input) return;
    var shown = input.type === "text";
    input.type = shown ? "password" : "text";
    button.textContent = shown ? "Afficher" : "Masquer";
    button.setAttribute("aria-pressed", String(!shown));
    input.focus();
  }

  /* ---- Selection of rows ----------------------------------------------- */
  function countSelection(scope) {
    var rows = all("[data-select-row]", scope);
    var chosen = rows.filter(function (row) { return row.checked; }).length;
    var master = scope.querySelector("[data-select-all]");
    if (master) {
      master.checked = rows.length > 0 && chosen === rows.length;
      master.indeterminate = chosen > 0 && chosen < rows.length;
    }
    var bar = scope.querySelector("[data-selection-bar]");
    if (!bar) return;
    bar.classList.toggle("is-shown", chosen > 0);
    var count = bar.querySelector("[data-selection-count]");
    if (count) count.textContent = plural(chosen, count.dataset.singular, count.dataset.plural);
    var everything = bar.querySelector("[name=everything]");
    if (everything && chosen < rows.length) everything.checked = false;
  }

  function chooseAll(master) {
    var scope = master.closest("[data-selection]");
    all("[data-select-row]", scope).forEach(function (row) { row.checked = master.checked; });
    countSelection(scope);
  }

  /* ---- Attendance ------------------------------------------------------ */
  function countRoll(roll) {
    var ticks = all("[data-roll-tick]", roll);
    var present = ticks.filter(function (tick) { return tick.checked; }).length;
    var excused = all("[data-roll-row]", roll).filter(function (row) {
      var choice = row.querySelector("input[type=radio][value=excused]");
      return !row.querySelector("[data-roll-tick]").checked && choice && choice.checked;
    }).length;
    var away = ticks.length - present;
    fill(roll, "[data-roll-present]", String(present));
    fill(roll, "[data-roll-away]", String(away));
    var parts = [];
    if (away - excused) parts.push(plural(away - excused, "absent·e", "absent·es"));
    if (excused) parts.push(plural(excused, "excusé·e", "excusé·es"));
    fill(roll, "[data-roll-detail]", parts.join(", "));
    fill(roll, "[data-roll-confirm]", "Confirmer\u00a0: " + plural(present, "présent", "présents")
      + (away ? ", " + plural(away, "non venu", "non venus") : ""));
  }

  function fill(root, selector, text) {
    all(selector, root).forEach(function (element) { element.textContent = text; });
  }

  /* ---- Small counts ---------------------------------------------------- */
  function step(button) {
    var input = button.closest("[data-stepper]").querySelector("input");
    var value = (parseInt(input.value, 10) || 0) + Number(button.dataset.step);
    if (input.min !== "") value = Math.max(value, Number(input.min));
    if (input.max !== "") value = Math.min(value, Number(input.max));
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
    say(String(value));
  }

  /* ---- Copy ------------------------------------------------------------ */
  function copy(button) {
    var source = document.querySelector(button.dataset.copy);
    var text = button.dataset.copyText || (source && (source.value || source.textContent)) || "";
    if (!navigator.clipboard) return;
    navigator.clipboard.writeText(text.trim()).then(function () { say("Copié"); }, function () {});
  }

  /* ---- Files ----------------------------------------------------------- */
  function nameFiles(drop) {
    var files = drop.querySelector("input[type=file]").files;
    drop.querySelector("output").textContent = Array.prototype.map
      .call(files, function (file) { return file.name; }).join(", ");
  }

  ["dragenter", "dragover", "dragleave", "drop"].forEach(function (type) {
    document.addEventListener(type, function (event) {
      var drop = event.target.closest && event.target.closest("[data-drop]");
      if (!drop) return;
      event.preventDefault();
      drop.classList.toggle("is-over", type === "dragenter" || type === "dragover");
      if (type === "drop" && event.dataTransfer.files.length) {
        var input = drop.querySelector("input[type=file]");
        input.files = event.dataTransfer.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
  });

  /* ---- Menus ----------------------------------------------------------- */
  function closeMenus(except) {
    all("details.menu[open]").forEach(function (menu) {
      if (menu !== except) menu.open = false;
    });
  }

  function closeSide() {
    history.replaceState(null, "", location.pathname + location.search);
    // Only a navigation moves :target; an empty fragment does, without scrolling.
    location.hash = "#contenu";
    var opener = document.querySelector("[data-menu-open]");
    if (opener) opener.focus();
  }

  /* ---- One submission a form ------------------------------------------- */
  function guard(event) {
    var form = event.target;
    if ((form.getAttribute("method") || "get").toLowerCase() !== "post" || "allowResubmit" in form.dataset) return;
    var button = event.submitter;
    if ((button && button.getAttribute("aria-disabled") === "true") || form.dataset.sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.sent = "1";
    if (button) button.classList.add("is-busy");
    // A download answers without leaving the page: the form opens again.
    window.setTimeout(function () { release(form); }, 8000);
  }

  function release(form) {
    delete form.dataset.sent;
    all(".is-busy", form).forEach(function (button) { button.classList.remove("is-busy"); });
  }

  window.addEventListener("pageshow", function () { all("form").forEach(release); });
  document.addEventListener("submit", guard, true);

  /* ---- Delegation ------------------------------------------------------ */
  document.addEventListener("click", function (event) {
    var target = event.target.closest("[data-password-toggle], [data-step], [data-copy], [data-menu-close], [data-menu-open]");
    closeMenus(event.target.closest("details.menu"));
    if (event.target.closest("a[aria-disabled=true]")) event.preventDefault();
    if (!target) return;
    if ("passwordToggle" in target.dataset) togglePassword(target);
    else if ("step" in target.dataset) step(target);
    else if ("copy" in target.dataset) copy(target);
    else if ("menuClose" in target.dataset) { event.preventDefault(); closeSide(); }
    else if ("menuOpen" in target.dataset) {
      window.setTimeout(function () {
        var close = document.querySelector("[data-menu-close]");
        if (close) close.focus();
      }, 0);
    }
  });

  document.addEventListener("change", function (event) {
    var target = event.target;
    if (!target.matches) return;
    if (target.matches("[data-select-all]")) chooseAll(target);
    else if (target.closest("[data-selection]")) countSelection(target.closest("[data-selection]"));
    if (target.closest("[data-roll]")) countRoll(target.closest("[data-roll]"));
    if (target.type === "file" && target.closest("[data-drop]")) nameFiles(target.closest("[data-drop]"));
    if (target.matches("[data-submit-on-change]")) target.form.requestSubmit();
  });

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      var open = document.querySelector("details.menu[open]");
      if (open) { open.open = false; open.querySelector("summary").focus(); }
      else if (location.hash === "#menu") closeSide();
      return;
    }
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.body.dataset.shortcuts === "off") return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    var search = document.querySelector("[data-shortcut-search]");
    if (search) { event.preventDefault(); search.focus(); }
  });

  /* ---- htmx ------------------------------------------------------------ */
  document.addEventListener("htmx:configRequest", function (event) {
    var meta = document.querySelector("meta[name=csrf-token]");
    if (meta && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = meta.content;
  });

  document.addEventListener("htmx:afterSwap", function (event) {
    var swapped = event.detail.target.isConnected
      ? event.detail.target
      : document.getElementById(event.detail.target.id);
    if (!swapped) return;
    reveal(swapped);
    var announced = swapped.matches("[data-announce]") ? swapped : swapped.querySelector("[data-announce]");
    if (announced) say(announced.dataset.announce);
    var focused = swapped.querySelector("[data-focus]");
    if (focused) focused.focus();
  });

  document.addEventListener("htmx:afterRequest", function (event) {
    var form = event.target.closest && event.target.closest("form");
    if (form) release(form);
  });

  document.addEventListener("htmx:responseError", function () {
    say("La page n’a pas pu être mise à jour. Rien n’est perdu\u00a0: rechargez-la.");
  });

  /* ---- Start ----------------------------------------------------------- */
  function start() {
    reveal(document);
    var first = document.querySelector("[data-focus]");
    if (first) first.focus();
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
