/* The directory's map, drawn from the list that stands beside it: no tile, no other server. Without
   JavaScript there is no map and nothing is missing. */
(function () {
  "use strict";

  var frame = document.querySelector("[data-map]");
  var map, markers, towns = [];
  /* From which zoom to which the name of a place helps. */
  var ZOOMS = { city: [6, 12], town: [8, 16], village: [11, 16], district: [13, 16] };

  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });

  if (!frame || !window.L) return;
  var L = window.L;

  function cards() {
    return Array.prototype.slice.call(document.querySelectorAll("[data-latitude]"));
  }

  function start() {
    frame.hidden = false;
    map = L.map(frame.querySelector("[data-map-canvas]"), {
      attributionControl: false,
      zoomControl: false,
      maxZoom: 16,
      minZoom: 6,
      scrollWheelZoom: false,
    });
    L.control.zoom({ zoomInTitle: "Agrandir", zoomOutTitle: "Réduire" }).addTo(map);
    // A finger scrolls the page; the map is moved with its buttons or two fingers.
    if (window.matchMedia("(pointer: coarse)").matches) map.dragging.disable();
    markers = L.layerGroup().addTo(map);
    place();
    fetch(frame.dataset.map).then(function (answer) { return answer.json(); }).then(draw, function () {});
    map.on("zoomend", showTowns);
  }

  function draw(document_) {
    L.geoJSON(document_, {
      interactive: false,
      filter: function (feature) { return feature.geometry.type !== "Point"; },
      style: function (feature) {
        var kind = feature.properties.kind;
        return { className: "map-line is-" + kind };
      },
    }).addTo(map);
    towns = document_.features.filter(function (feature) { return feature.geometry.type === "Point"; })
      .map(function (feature) {
        var point = feature.geometry.coordinates;
        return {
          kind: feature.properties.kind,
          marker: L.marker([point[1], point[0]], {
            interactive: false,
            keyboard: false,
            zIndexOffset: -1000,
            icon: L.divIcon({
              className: "map-town is-" + feature.properties.kind,
              html: plain(feature.properties.name),
              iconSize: null,
            }),
          }),
        };
      });
    showTowns();
  }

  function plain(text) {
    var span = document.createElement("span");
    span.textContent = text;
    return span;
  }

  function showTowns() {
    var zoom = map.getZoom();
    towns.forEach(function (town) {
      var range = ZOOMS[town.kind];
      var shown = zoom >= range[0] && zoom <= range[1];
      if (shown) town.marker.addTo(map);
      else town.marker.remove();
    });
  }

  function place() {
    markers.clearLayers();
    var points = cards().map(function (card) {
      var point = [Number(card.dataset.latitude), Number(card.dataset.longitude)];
      var title = card.querySelector("h3").textContent.trim();
      var size = card.dataset.rank ? 28 : 22;
      var marker = L.marker(point, {
        title: title,
        alt: title,
        icon: L.divIcon({
          className: "map-marker is-" + card.dataset.layer,
          html: plain(card.dataset.rank),
          iconSize: [size, size],
        }),
      });
      marker.on("click", function () { show(card); });
      card.addEventListener("mouseenter", function () { mark(marker, true); });
      card.addEventListener("mouseleave", function () { mark(marker, false); });
      markers.addLayer(marker);
      return point;
    });
    if (points.length) map.fitBounds(points, { padding: [36, 36], maxZoom: 14 });
    else map.setView([46.6, 1.5], 6);
  }

  function mark(marker, shown) {
    var element = marker.getElement();
    if (element) element.classList.toggle("is-shown", shown);
    marker.setZIndexOffset(shown ? 1000 : 0);
  }

  function show(card) {
    cards().forEach(function (each) { each.classList.toggle("is-shown", each === card); });
    var link = card.querySelector("a");
    if (link) link.focus();
    card.scrollIntoView({ block: "center" });
  }

  document.addEventListener("htmx:afterSwap", function () { if (map) place(); });
  start();
})();
