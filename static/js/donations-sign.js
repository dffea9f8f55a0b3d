/* A signature drawn with a finger, a pen or a mouse, kept as the path of its strokes in a box of
   600 by 200. Without JavaScript, the slip is signed on paper and photographed. */
(function () {
  "use strict";

  var WIDTH = 600, HEIGHT = 200, LONGEST = 19000;

  function whole(value, most) {
    return Math.max(0, Math.min(most, Math.round(value)));
  }

  function prepare(pad) {
    var input = document.getElementById(pad.dataset.sign);
    var field = pad.closest("[data-sign-field]");
    var drawing = pad.querySelector("svg");
    var path = pad.querySelector("path");
    if (!input || !field) return;
    field.hidden = false;
    path.setAttribute("d", input.value);
    var isDown = false, start = "";

    function point(event) {
      var box = drawing.getBoundingClientRect();
      return whole((event.clientX - box.left) / box.width * WIDTH, WIDTH) + " "
        + whole((event.clientY - box.top) / box.height * HEIGHT, HEIGHT);
    }

    function draw(text) {
      input.value = text;
      path.setAttribute("d", text);
    }

    drawing.addEventListener("pointerdown", function (event) {
      isDown = true;
      start = point(event);
      drawing.setPointerCapture(event.pointerId);
      event.preventDefault();
    });
    drawing.addEventListener("pointermove", function (event) {
      if (!isDown || input.value.length > LONGEST) return;
      var next = point(event);
      if (next === start) return;
      draw((start ? input.value + (input.value ? " " : "") + "M" + start : input.value) + " L" + next);
      start = "";
    });
    ["pointerup", "pointercancel"].forEach(function (name) {
      drawing.addEventListener(name, function () { isDown = false; });
    });
    field.querySelector("[data-sign-clear]").addEventListener("click", function () { draw(""); });
  }

  Array.prototype.slice.call(document.querySelectorAll("[data-sign]")).forEach(prepare);
})();
