/* Pages of the assessment: an answer that stands alone unticks the others, and the sheet is printed
   by one button. The pages work just as well without this file. */
(function () {
  "use strict";

  /* « Rien », « ne sait pas », « ne souhaite pas répondre »: never with another answer. Before htmx
     sends the change. */
  document.addEventListener("change", function (event) {
    var box = event.target;
    var group = box.type === "checkbox" && box.closest("[data-exclusive]");
    if (!group || !box.checked) return;
    var alone = "alone" in box.dataset;
    group.querySelectorAll("input[type=checkbox]").forEach(function (other) {
      if (other !== box && (alone || "alone" in other.dataset)) other.checked = false;
    });
  }, true);

  var button = document.querySelector("[data-print]");
  if (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  }
})();
