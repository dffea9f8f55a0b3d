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

  /* What is known of anonymous people: the total follows the classes until it is typed. */
  var totalIsTyped = (parseInt(anonymous.value, 10) || 0) > 0;

  function whole(input) {
    return Math.max(0, parseInt(input.value, 10) || 0);
  }

  function summed(question) {
    return Array.prototype.reduce.call(question.querySelectorAll("input"), function (sum, input) {
      return sum + whole(input);
    }, 0);
  }

  function countClasses() {
    var sums = all("[data-question]").map(summed);
    if (!totalIsTyped) anonymous.value = Math.max.apply(null, sums.concat(0));
    var total = whole(anonymous);
    all("[data-question]").forEach(function (question, rank) {
      var rest = total - sums[rank];
      var words = question.querySelector("[data-unsaid]");
      words.classList.toggle("late", rest < 0);
      words.textContent = rest < 0
        ? plural(sums[rank], "personne", "personnes") + " pour " + plural(total, "anonyme", "anonymes")
          + "\u00a0: corrigez l’un ou l’autre."
        : "Non communiqué\u00a0: " + rest;
      Array.prototype.forEach.call(question.querySelectorAll("[data-rest]"), function (button) {
        button.hidden = rest <= 0;
      });
    });
  }

  form.addEventListener("input", function (event) {
    if (event.target === anonymous) totalIsTyped = whole(anonymous) > 0;
    countClasses();
  });
  form.addEventListener("click", function (event) {
    var button = event.target.closest("[data-rest]");
    if (!button) return;
    var question = button.closest("[data-question]");
    var input = button.closest(".class-row").querySelector("input");
    input.value = whole(input) + whole(anonymous) - summed(question);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  countClasses();

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
