/* The roll of a session: people without registration, and a total that counts everyone. The page
   posts just as well without this file. */
(function () {
  "use strict";

  var form = document.querySelector("[data-roll]");
  if (!form) return;
  var list = form.querySelector("[data-walk-ins]");
  var template = form.querySelector("[data-walk-in-template]");
  var add = form.querySelector("[data-walk-in-add]");
  var anonymous = form.querySelector("[data-anonymous]");

  function all(selector) {
    return Array.prototype.slice.call(form.querySelectorAll(selector));
  }

  function plural(count, one, many) {
    return count + "\u00a0" + (count < 2 ? one : many);
  }

  function fill(selector, text) {
    all(selector).forEach(function (element) { element.textContent = text; });
  }

  /* Runs after app.js has counted the ticks: adds those who came without a seat. */
  function count() {
    var ticks = all("[data-roll-tick]");
    var registered = ticks.filter(function (tick) { return tick.checked; }).length;
    var away = ticks.length - registered;
    var named = all("[data-walk-in-name]").filter(function (input) { return input.value.trim(); }).length;
    var uncounted = Math.max(0, parseInt(anonymous.value, 10) || 0);
    var present = registered + named + uncounted;
    fill("[data-roll-present]", String(present));
    fill("[data-roll-anonymous]", String(uncounted));
    fill("[data-roll-besides]", named + uncounted ? "dont " + (named + uncounted) + " sans inscription" : "");
    fill("[data-roll-confirm]", "Confirmer\u00a0: " + plural(present, "présent", "présents")
      + (away ? ", " + plural(away, "non venu", "non venus") : ""));
  }

  function addWalkIn() {
    var row = template.content.firstElementChild.cloneNode(true);
    var rank = list.children.length + 1;
    Array.prototype.forEach.call(row.querySelectorAll("[data-for]"), function (label) {
      label.htmlFor = label.dataset.for + "-" + rank;
    });
    Array.prototype.forEach.call(row.querySelectorAll("[name]"), function (field) {
      field.id = field.name + "-" + rank;
    });
    list.appendChild(row);
    row.querySelector("[data-walk-in-name]").focus();
  }

  add.hidden = false;
  add.addEventListener("click", addWalkIn);
  all("[data-walk-in-open]").forEach(function (link) {
    link.addEventListener("click", function (event) {
      event.preventDefault();
      addWalkIn();
      list.lastElementChild.scrollIntoView({ block: "center" });
    });
  });
  all("[data-anonymous-open]").forEach(function (link) {
    link.addEventListener("click", function (event) {
      event.preventDefault();
      anonymous.scrollIntoView({ block: "center" });
      anonymous.focus();
      anonymous.select();
    });
  });
  list.addEventListener("click", function (event) {
    var remove = event.target.closest("[data-walk-in-remove]");
    if (!remove) return;
    remove.closest("li").remove();
    add.focus();
    count();
  });
  document.addEventListener("change", count);
  form.addEventListener("input", count);
  count();
})();
