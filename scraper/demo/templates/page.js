(function () {
  "use strict";
  window.ledger = { edition: "demo", consent: null, slots: { "rail-1": [300, 250], "inline-1": [640, 160] },
    labels: { share: "Share this story with a friend", copied: "Link copied", failed: "The link could not be copied" } };
  function remember(key, value) {
    try { window.localStorage.setItem("ledger:" + key, value); } catch (refused) { window.ledger[key] = value; }
  }
  function recall(key) {
    try { return window.localStorage.getItem("ledger:" + key); } catch (refused) { return window.ledger[key] || null; }
  }
  function onConsent(event) {
    var button = event.target.closest("[data-consent]");
    if (!button) { return; }
    window.ledger.consent = button.getAttribute("data-consent");
    remember("consent", window.ledger.consent);
    document.querySelector(".cookie-line").hidden = true;
  }
  function onCopy(event) {
    var button = event.target.closest("[data-copy]");
    if (!button || !navigator.clipboard) { return; }
    navigator.clipboard.writeText(location.href).then(
      function () { button.textContent = window.ledger.labels.copied; },
      function () { button.textContent = window.ledger.labels.failed; });
  }
  function since(element) {
    var minutes = Math.round((Date.now() - Date.parse(element.dateTime)) / 60000);
    if (minutes < 1 || minutes > 720) { return; }
    element.title = minutes < 60 ? minutes + " minutes ago" : Math.round(minutes / 60) + " hours ago";
  }
  document.addEventListener("click", onConsent);
  document.addEventListener("click", onCopy);
  document.addEventListener("DOMContentLoaded", function () {
    if (recall("consent")) { document.querySelector(".cookie-line").hidden = true; }
    Array.prototype.forEach.call(document.querySelectorAll("time[datetime]"), since);
  });
}());
