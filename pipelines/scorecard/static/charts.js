// Draws every chart of the page from the spec beside it.
(function () {
  "use strict";
  var lang = document.body.dataset.lang;
  var vietnamese = { decimal: ",", thousands: ".", grouping: [3], currency: ["", " ₫"] };
  var options = { actions: false, renderer: "svg", mode: "vega-lite", tooltip: { theme: "light" }, logLevel: 1 };
  if (lang === "vi") { options.formatLocale = vietnamese; }
  var figures = Array.prototype.slice.call(document.querySelectorAll("figure.chart"));
  // One after the other: the first ones stand before the last ones are begun.
  (function next() {
    var figure = figures.shift();
    if (!figure) { document.documentElement.dataset.charts = "drawn"; return; }
    var place = figure.querySelector(".draw"), spec = JSON.parse(figure.querySelector(".spec").textContent);
    window.vegaEmbed(place, spec, options).then(function () { figure.dataset.drawn = "yes"; next(); }, function (error) {
      figure.dataset.drawn = "no";
      place.textContent = place.getAttribute("aria-label");
      console.error(error);
      next();
    });
  })();
})();
