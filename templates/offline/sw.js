/* Keeps one page and its files, so that it opens without a network. Nothing else of the site is ever
   kept: neither another page, nor an answer of the API, nor a redirection, nor an error. */
(function () {
  "use strict";

  var SETTINGS = {{ settings|safe }};
  var PREFIX = "hors-ligne-";
  var CACHE = PREFIX + SETTINGS.version;
  var WAIT = 4000;

  function isWhole(answer) {
    return answer.status === 200 && !answer.redirected && answer.type === "basic";
  }

  function keepPage(cache) {
    return fetch(SETTINGS.page, { credentials: "same-origin" }).then(function (answer) {
      if (isWhole(answer)) return cache.put(SETTINGS.page, answer);
    }).catch(function () { /* Signed out, or away: kept at the next visit. */ });
  }

  self.addEventListener("install", function (event) {
    event.waitUntil(caches.open(CACHE).then(function (cache) {
      return cache.addAll(SETTINGS.files).then(function () { return keepPage(cache); });
    }).then(function () { return self.skipWaiting(); }));
  });

  self.addEventListener("activate", function (event) {
    event.waitUntil(caches.keys().then(function (names) {
      return Promise.all(names.filter(function (name) {
        return name.indexOf(PREFIX) === 0 && name !== CACHE;
      }).map(function (name) { return caches.delete(name); }));
    }).then(function () { return self.clients.claim(); }));
  });

  function kept(address) {
    return caches.open(CACHE).then(function (cache) { return cache.match(address); });
  }

  /* The network first; the kept page when it does not answer, is too slow, or fails. */
  function page(event) {
    var fetched = fetch(event.request).then(function (answer) {
      if (isWhole(answer)) {
        var copy = answer.clone();
        event.waitUntil(caches.open(CACHE).then(function (cache) { return cache.put(SETTINGS.page, copy); }));
      }
      return answer;
    });
    var slow = new Promise(function (resolve) { setTimeout(resolve, WAIT); });
    return Promise.race([fetched, slow.then(function () { return kept(SETTINGS.page); })])
      .then(function (answer) {
        if (answer && answer.status < 500) return answer;
        return kept(SETTINGS.page).then(function (copy) { return copy || answer || fetched; });
      }, function (error) {
        return kept(SETTINGS.page).then(function (copy) {
          if (copy) return copy;
          throw error;
        });
      });
  }

  self.addEventListener("fetch", function (event) {
    var request = event.request;
    if (request.method !== "GET") return;
    var address = new URL(request.url);
    if (address.origin !== self.location.origin) return;
    if (request.mode === "navigate" && address.pathname === SETTINGS.page) {
      event.respondWith(page(event));
    } else if (SETTINGS.files.indexOf(address.pathname) >= 0) {
      event.respondWith(kept(address.pathname).then(function (copy) { return copy || fetch(request); }));
    }
  });
})();
