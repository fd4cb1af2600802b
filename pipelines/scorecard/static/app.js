// What every page does: search without marks, filter of tables, tabs of the map, the banner when figures are old.
(function () {
  "use strict";
  var body = document.body, assets = body.dataset.assets, up = body.dataset.up, lang = body.dataset.lang;

  function fold(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d").replace(/Đ/g, "D").toLowerCase();
  }
  function load(src, then, failed) {
    var script = document.createElement("script");
    script.src = src;
    script.onload = then;
    script.onerror = failed || null;
    document.head.appendChild(script);
  }

  if (document.querySelector("figure.chart")) { load(assets + "vega.js", function () { load(assets + "charts.js"); }); }

  // --- search ---
  var box = document.getElementById("q"), list = document.getElementById("found"), entries = null, at = -1;
  function prepare() {
    if (entries) { return; }
    entries = [];
    load(assets + "search-" + lang + ".js", function () {
      entries = window.cchcSearch.map(function (one) { return { kind: one[0], text: one[1], page: one[2], key: fold(one[1] + " " + one[3]) }; });
      show();
    });
  }
  function show() {
    var words = fold(box.value).split(/\s+/).filter(Boolean);
    list.textContent = "";
    at = -1;
    box.removeAttribute("aria-activedescendant");
    if (!words.length) { close(); return; }
    var hits = entries.filter(function (one) { return words.every(function (word) { return one.key.indexOf(word) >= 0; }); });
    // «ha giang» means Hà Giang first: not Hậu Giang, nor a promise of Bắc Giang that holds «ha» somewhere.
    var phrase = " " + words.join(" ");
    function says(one) { return (" " + one.key).indexOf(phrase) >= 0; }
    hits = hits.filter(says).concat(hits.filter(function (one) { return !says(one); }));
    hits.slice(0, 12).forEach(function (one, number) {
      var item = document.createElement("li"), link = document.createElement("a"), kind = document.createElement("span");
      item.id = "hit-" + number;
      item.setAttribute("role", "option");
      link.href = up + one.page;
      link.tabIndex = -1;
      link.textContent = one.text.length > 130 ? one.text.slice(0, 129) + "…" : one.text;
      kind.className = "quiet";
      kind.textContent = " " + one.kind;
      link.appendChild(kind);
      item.appendChild(link);
      list.appendChild(item);
    });
    if (!hits.length) {
      var none = document.createElement("li");
      none.setAttribute("role", "option");
      none.setAttribute("aria-disabled", "true");
      none.textContent = list.dataset.nothing;
      list.appendChild(none);
    }
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
  }
  function close() { list.hidden = true; box.setAttribute("aria-expanded", "false"); }
  function move(by) {
    var items = list.querySelectorAll("li a");
    if (!items.length) { return; }
    if (at >= 0) { items[at].parentNode.removeAttribute("aria-selected"); }
    at = (at + by + items.length) % items.length;
    items[at].parentNode.setAttribute("aria-selected", "true");
    box.setAttribute("aria-activedescendant", items[at].parentNode.id);
  }
  box.addEventListener("focus", prepare);
  box.addEventListener("input", function () { prepare(); show(); });
  box.addEventListener("keydown", function (event) {
    if (event.key === "ArrowDown") { move(1); event.preventDefault(); }
    if (event.key === "ArrowUp") { move(-1); event.preventDefault(); }
    if (event.key === "Escape") { close(); }
    if (event.key === "Enter") {
      var items = list.querySelectorAll("li a");
      if (items.length && !list.hidden) { window.location.href = items[Math.max(at, 0)].href; }
    }
  });
  document.addEventListener("keydown", function (event) {
    var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) { box.focus(); event.preventDefault(); }
  });
  document.addEventListener("click", function (event) { if (!event.target.closest(".search")) { close(); } });

  // --- the same place in the other language ---
  var other = document.getElementById("other-language");
  other.addEventListener("click", function () { other.hash = window.location.hash; });

  // --- a wide table without a link is reached by the keyboard, so that it can be scrolled ---
  document.querySelectorAll(".scroll").forEach(function (box) {
    if (box.scrollWidth > box.clientWidth && !box.querySelector("a")) { box.tabIndex = 0; }
  });

  // --- filters of tables ---
  document.querySelectorAll("[data-filter]").forEach(function (input) {
    var rows = document.querySelectorAll("#" + input.dataset.filter + " tbody tr:not(.group)");
    var told = input.parentNode.querySelector("output"), left = "tbody tr:not(.group):not([hidden])";
    input.addEventListener("input", function () {
      var words = fold(input.value).split(/\s+/).filter(Boolean), n = 0;
      rows.forEach(function (row) {
        var key = row.dataset.key || (row.dataset.key = fold(row.textContent + " " + (row.dataset.words || "")));
        row.hidden = !words.every(function (word) { return key.indexOf(word) >= 0; });
        if (!row.hidden) { n += 1; }
      });
      told.textContent = words.length ? told.dataset.said.replace("{n}", n).replace("{all}", rows.length) : "";
      // What is folded away may be what is asked for; a part without a row goes.
      document.querySelectorAll("#" + input.dataset.filter + " details.rest").forEach(function (rest) { rest.open = words.length > 0; });
      document.querySelectorAll("#" + input.dataset.filter + " .part").forEach(function (part) { part.hidden = !part.querySelector(left); });
      // A heading over nothing goes with its table.
      document.querySelectorAll("#" + input.dataset.filter + " .scroll").forEach(function (table) {
        table.hidden = !table.querySelector(left);
        var heading = table.previousElementSibling;
        if (heading && heading.tagName === "H3") { heading.hidden = table.hidden; }
      });
      document.querySelectorAll("#" + input.dataset.filter + " tbody").forEach(function (part) {
        var heading = part.querySelector("tr.group");
        if (heading) { heading.hidden = !part.querySelector("tr:not(.group):not([hidden])"); }
      });
    });
  });

  // --- a link that fills a filter ---
  document.querySelectorAll("[data-fill]").forEach(function (link) {
    link.addEventListener("click", function () {
      var input = document.querySelector('[data-filter="' + link.dataset.fill + '"]');
      input.value = link.dataset.text;
      input.dispatchEvent(new Event("input"));
    });
  });

  // --- tabs of the map ---
  document.querySelectorAll('[role="tablist"]').forEach(function (tabs) {
    var buttons = Array.prototype.slice.call(tabs.querySelectorAll('[role="tab"]'));
    function choose(chosen) {
      buttons.forEach(function (button) {
        var on = button === chosen;
        button.setAttribute("aria-selected", on ? "true" : "false");
        button.tabIndex = on ? 0 : -1;
        document.getElementById(button.getAttribute("aria-controls")).classList.toggle("off", !on);
      });
    }
    buttons.forEach(function (button, number) {
      button.addEventListener("click", function () { choose(button); });
      button.addEventListener("keydown", function (event) {
        var step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (step) {
          var next = buttons[(number + step + buttons.length) % buttons.length];
          choose(next);
          next.focus();
        }
      });
    });
    choose(buttons[0]);
  });

  // --- a sentence that a link leads to is opened ---
  function openTarget() {
    var row = window.location.hash && document.getElementById(decodeURIComponent(window.location.hash.slice(1)));
    var fold = row && row.closest("details");
    if (fold) { fold.open = true; row.scrollIntoView(); }
  }
  window.addEventListener("hashchange", openTarget);
  openTarget();
  window.addEventListener("beforeprint", function () {
    // Some rows more go on paper, hundreds do not: a line below says how many there are.
    document.querySelectorAll("details.rest").forEach(function (one) {
      if (one.querySelectorAll("tr, li").length <= 20) { one.open = true; }
    });
  });

  // --- are these figures still the newest? ---
  var banner = document.getElementById("stale");
  function day(text) {
    // The day in Viet Nam, wherever the reader is.
    var form = { timeZone: "Asia/Ho_Chi_Minh", day: "numeric", month: lang === "vi" ? "numeric" : "short", year: "numeric" };
    return new Date(text).toLocaleDateString(lang === "vi" ? "vi-VN" : "en-GB", form);
  }
  function warn(kind, when) {
    banner.textContent = banner.dataset[kind].replace("{day}", day(when));
    banner.hidden = false;
  }
  function judge() {
    var status = window.cchcStatus || {}, now = new Date(), asOf = new Date(body.dataset.asOf);
    if (status.outcome === "failed") { warn("failed", status.finished_at); return; }
    if (status.next_expected && now - new Date(status.next_expected) > 864e5) { warn("late", status.next_expected); return; }
    if (now - asOf > 62 * 864e5) { warn("old", body.dataset.asOf); }
  }
  // marts/status.js lies beside the folder of the site, however the site was opened.
  var root = new URL(assets + "../", window.location.href).pathname;
  var steps = /\/builds\/[^/]+\/[^/]+\/$/.test(root) ? "../../../" : /\/current\/[^/]+\/$/.test(root) ? "../../" : "../";
  load(assets + "../" + steps + "status.js", judge, judge);
})();
