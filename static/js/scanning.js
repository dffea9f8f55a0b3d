/* Scanning: the phone's camera, and a batch that grows with each beep. A USB scanner types into the
   field as a keyboard does. Without this file one types labels, or lists them in the text area. */
(function () {
  "use strict";

  var PAUSE = 1500;
  var MANY = 1000;

  function all(selector, root) {
    return Array.prototype.slice.call(root.querySelectorAll(selector));
  }

  function say(text) {
    var region = document.getElementById("annonce");
    if (region) region.textContent = text;
  }

  /* ---- A short sound: high when taken, low when not --------------------- */
  var sound = null;
  function beep(isGood) {
    var Audio = window.AudioContext || window.webkitAudioContext;
    if (!Audio) return;
    try {
      sound = sound || new Audio();
      var tone = sound.createOscillator();
      var volume = sound.createGain();
      tone.frequency.value = isGood ? 1200 : 300;
      volume.gain.value = 0.08;
      tone.connect(volume);
      volume.connect(sound.destination);
      tone.start();
      tone.stop(sound.currentTime + (isGood ? 0.08 : 0.25));
    } catch (error) { /* No sound is no loss. */ }
  }

  /* What makes two scans of one label the same, whatever the address around it. */
  function key(text) {
    var address = /\/e\/([^\/?#\s]+)/i.exec(text);
    return (address ? address[1] : text).replace(/[\s\-–_.]/g, "").toUpperCase();
  }

  /* ---- A batch ---------------------------------------------------------- */
  function batch(form) {
    var area = form.querySelector("[data-scans]");
    var live = form.querySelector("[data-scan-live]");
    var input = form.querySelector("[data-scan-input]");
    var lines = form.querySelector("[data-scan-lines]");
    var result = form.querySelector("[data-scan-result]");
    live.hidden = false;
    input.focus();

    function taken() {
      return area.value.split(/[\r\n,;\t]+/).filter(function (line) { return line.trim(); });
    }

    function add(text) {
      text = text.trim();
      if (!text) return;
      var known = taken();
      if (known.map(key).indexOf(key(text)) >= 0 || known.length >= MANY) {
        beep(false);
        say(known.length >= MANY ? "Ce lot est plein." : "Déjà dans le lot.");
        return;
      }
      area.value = known.concat(text).join("\n") + "\n";
      show(text);
    }

    /* Where no page can be asked, the reading itself is shown. */
    function showAlone(text) {
      var line = document.createElement("li");
      line.textContent = text;
      lines.insertAdjacentElement("afterbegin", line);
      lines.hidden = false;
      beep(true);
      say(text);
    }

    function show(text) {
      area.dispatchEvent(new Event("input", { bubbles: true }));
      if (!form.dataset.lineUrl) return showAlone(text);
      fetch(form.dataset.lineUrl + "?etiquette=" + encodeURIComponent(text), { credentials: "same-origin" })
        .then(function (answer) {
          if (!answer.ok) throw new Error("refused");
          return answer.text();
        })
        .then(function (page) {
          lines.insertAdjacentHTML("afterbegin", page);
          lines.hidden = false;
          if (result) result.hidden = false;
          var first = lines.firstElementChild;
          var isGood = first && !first.querySelector(".is-danger");
          beep(isGood);
          say(first ? first.textContent.trim().replace(/\s+/g, " ") : text);
        })
        .catch(function () {
          // The label is in the text area all the same: it is read when the form is sent.
          beep(false);
          say("Pas de réseau\u00a0: la lecture est gardée.");
        });
    }

    input.addEventListener("keydown", function (event) {
      if (event.key !== "Enter") return;
      event.preventDefault();
      add(input.value);
      input.value = "";
    });
    return add;
  }

  /* ---- One label -------------------------------------------------------- */
  function single(form) {
    return function (text) {
      form.querySelector("[data-scan-input]").value = text.trim();
      form.requestSubmit();
    };
  }

  /* ---- The camera ------------------------------------------------------- */
  function load(address) {
    return new Promise(function (resolve, reject) {
      if (window.jsQR) return resolve();
      var script = document.createElement("script");
      script.src = address;
      script.onload = resolve;
      script.onerror = reject;
      document.head.appendChild(script);
    });
  }

  /* The browser's own reader when it reads QR codes, else the one served with the page. */
  function reader(address) {
    if ("BarcodeDetector" in window) {
      return window.BarcodeDetector.getSupportedFormats().then(function (formats) {
        if (formats.indexOf("qr_code") < 0) return drawn(address);
        var wanted = ["qr_code", "code_128"].filter(function (one) { return formats.indexOf(one) >= 0; });
        var detector = new window.BarcodeDetector({ formats: wanted });
        return function (video) {
          return detector.detect(video).then(function (found) { return found.length ? found[0].rawValue : ""; });
        };
      });
    }
    return drawn(address);
  }

  function drawn(address) {
    return load(address).then(function () {
      var canvas = document.createElement("canvas");
      var context = canvas.getContext("2d", { willReadFrequently: true });
      return function (video) {
        var scale = Math.min(1, 640 / Math.max(video.videoWidth, video.videoHeight));
        canvas.width = video.videoWidth * scale;
        canvas.height = video.videoHeight * scale;
        context.drawImage(video, 0, 0, canvas.width, canvas.height);
        var picture = context.getImageData(0, 0, canvas.width, canvas.height);
        var found = window.jsQR(picture.data, picture.width, picture.height, { inversionAttempts: "dontInvert" });
        return Promise.resolve(found ? found.data : "");
      };
    });
  }

  function camera(form, take) {
    var button = form.querySelector("[data-camera]");
    var view = form.querySelector("[data-camera-view]");
    if (!button || !navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) return;
    var video = view.querySelector("video");
    var said = view.querySelector("[data-camera-said]");
    var stream = null;
    var last = "";
    var until = 0;
    button.hidden = false;

    function close() {
      if (stream) stream.getTracks().forEach(function (track) { track.stop(); });
      stream = null;
      view.hidden = true;
      button.setAttribute("aria-expanded", "false");
    }

    function look(read) {
      if (!stream) return;
      var next = function () { window.setTimeout(function () { look(read); }, 120); };
      if (video.readyState < 2) return next();
      read(video).then(function (text) {
        // One label stays in sight for a while: it is taken once.
        if (text && (key(text) !== last || Date.now() > until)) {
          last = key(text);
          until = Date.now() + PAUSE;
          if (!form.dataset.scanner) close();
          take(text);
        }
        next();
      }, next);
    }

    button.addEventListener("click", function () {
      if (stream) return close();
      button.setAttribute("aria-expanded", "true");
      view.hidden = false;
      Promise.all([
        navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false }),
        reader(button.dataset.reader)
      ]).then(function (both) {
        stream = both[0];
        video.srcObject = stream;
        video.play();
        look(both[1]);
      }).catch(function () {
        said.textContent = "La caméra ne s’ouvre pas\u00a0: autorisez-la, ou tapez l’étiquette.";
      });
    });
    window.addEventListener("pagehide", close);
  }

  all("[data-scanner]", document).forEach(function (form) {
    camera(form, form.dataset.scanner ? batch(form) : single(form));
  });
})();
