/* Small pieces of the offline page: elements, icons, findings, what is announced and what is copied. */
(function (app) {
  "use strict";

  const ICONS = {};
  Array.from(document.querySelector("[data-icons]").content.children).forEach((icon) => {
    ICONS[icon.querySelector("use").getAttribute("href").split("#")[1]] = icon;
  });

  const find = (selector, root) => (root || document).querySelector(selector);
  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));

  function say(text) {
    const region = document.getElementById("annonce");
    region.textContent = "";
    setTimeout(() => { region.textContent = text; }, 50);
  }

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  const icon = (name) => ICONS[name].cloneNode(true);

  function button(text, act, className) {
    const made = element("button", "btn" + (className ? " " + className : ""), text);
    made.type = "button";
    made.addEventListener("click", () => act(made));
    return made;
  }

  function finding(kind, word, iconName, title, text) {
    const box = element("div", "find find-" + kind);
    const head = element("p", "find-kind");
    head.append(icon(iconName), word);
    box.append(head, element("p", "find-title", title));
    if (text) box.append(element("p", "find-text", text));
    return box;
  }

  function fill(box, ...children) {
    box.replaceChildren(...children);
    return box;
  }

  function copy(text) {
    const done = () => say("Copié");
    if (navigator.clipboard) return navigator.clipboard.writeText(text).then(done, () => byHand(text, done));
    return byHand(text, done);
  }

  function byHand(text, done) {
    const area = element("textarea", "visually-hidden");
    area.value = text;
    document.body.append(area);
    area.select();
    if (document.execCommand("copy")) done();
    area.remove();
  }

  app.pieces = { find, all, say, element, icon, button, finding, fill, copy };
})(window.horsLigne = window.horsLigne || {});
