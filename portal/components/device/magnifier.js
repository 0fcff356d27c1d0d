// A page at the size in which a phone shows it legibly, over everything else: moved by finger, mouse or keys, closed by
// its button, by Escape or by going back.

import { h } from "./dom.js";

export function magnifier(address, name, texts, at) {
  const picture = h("img", { src: address, alt: name, width: 1600, height: 2263 });
  const sheet = h("div", { class: "qc-magnified", tabindex: "0", role: "group", "aria-label": name }, picture);
  const close = h("button", { type: "button", class: "qc-button qc-primary", onclick: () => dialog.close() }, texts.close);
  const dialog = h("dialog", { class: "qc qc-magnifier", "aria-label": name }, h("p", {}, h("span", {}, name), close), sheet);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  sheet.scrollLeft = at.x * sheet.scrollWidth - sheet.clientWidth / 2;
  sheet.scrollTop = at.y * sheet.scrollHeight - sheet.clientHeight / 2;
}
