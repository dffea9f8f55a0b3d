/* Signing with a finger: strokes on a canvas, sent as a PNG with the form. Without this file the
   signature is given on the printed paper. */
(function () {
  "use strict";

  var section = document.querySelector("[data-signature]");
  if (!section) return;
  var pad = section.querySelector("[data-signature-pad]");
  var canvas = section.querySelector("[data-signature-canvas]");
  var value = section.querySelector("[data-signature-value]");
  var status = section.querySelector("[data-signature-status]");
  var finger = section.querySelector("input[name=manner][value=finger]");
  var pen = canvas.getContext("2d");
  var last = null;

  function point(event) {
    var frame = canvas.getBoundingClientRect();
    return {
      x: (event.clientX - frame.left) * canvas.width / frame.width,
      y: (event.clientY - frame.top) * canvas.height / frame.height
    };
  }

  function clear() {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    value.value = "";
    status.textContent = "";
  }

  pad.hidden = false;
  pen.lineWidth = 5;
  pen.lineCap = pen.lineJoin = "round";
  pen.strokeStyle = "#1d2a2b";

  canvas.addEventListener("pointerdown", function (event) {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    last = point(event);
    if (finger) finger.checked = true;
  });
  canvas.addEventListener("pointermove", function (event) {
    if (!last) return;
    var next = point(event);
    pen.beginPath();
    pen.moveTo(last.x, last.y);
    pen.lineTo(next.x, next.y);
    pen.stroke();
    last = next;
  });
  ["pointerup", "pointercancel"].forEach(function (name) {
    canvas.addEventListener(name, function () {
      if (!last) return;
      last = null;
      value.value = canvas.toDataURL("image/png");
      status.textContent = "Signature prise.";
    });
  });
  section.querySelector("[data-signature-clear]").addEventListener("click", clear);

  /* Shown again after a refusal: what was drawn is still there. */
  if (value.value.indexOf("data:image/png") === 0) {
    var former = new Image();
    former.onload = function () { pen.drawImage(former, 0, 0); };
    former.src = value.value;
  }
})();
