(function () {
  "use strict";
  document.documentElement.classList.add("ready");
  var line = document.createElement("div");
  line.className = "progress";
  document.body.appendChild(line);
  window.addEventListener("scroll", function () {
    var rest = document.documentElement.scrollHeight - window.innerHeight;
    line.style.width = (rest > 0 ? 100 * window.scrollY / rest : 0) + "%";
  }, { passive: true });
}());
