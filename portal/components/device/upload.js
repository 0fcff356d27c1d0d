// Choosing a file by touch, keyboard or dragging, and sending it with progress.

import { fill, h, liveLine, newId, progressBar } from "./dom.js";
import { send } from "./http.js";

export function upload({ texts, path, fields, accept, many, limit }, done) {
  const id = newId();
  const input = h("input", { type: "file", id, accept, multiple: Boolean(many), class: "qc-visually-hidden" });
  const status = liveLine();
  const error = liveLine("error");
  const progress = progressBar(texts.sending);
  const zone = h("label", { for: id, class: "qc-drop" },
    h("span", { class: "qc-drop-action" }, texts.choose), h("span", { class: "qc-help" }, texts.hint));

  const take = async (files) => {
    if (!files.length || zone.getAttribute("aria-busy") === "true") return;
    error.say("");
    const large = files.find((file) => limit && file.size > limit);
    if (large) return error.say(texts.tooLarge);
    zone.setAttribute("aria-busy", "true");
    status.say(fill(texts.sendingFile, { name: files.map((file) => file.name).join(", ") }));
    try {
      const answer = await send(path, fields || {}, files, (share) => progress.show(share), texts);
      status.say(texts.taken);
      done({ kind: "upload", ...answer });
    } catch (refused) {
      status.say("");
      error.say(refused.message);
    } finally {
      zone.removeAttribute("aria-busy");
      progress.hide();
      input.value = "";
    }
  };

  input.addEventListener("change", () => take([...input.files]));
  for (const name of ["dragenter", "dragover"])
    zone.addEventListener(name, (event) => { event.preventDefault(); zone.classList.add("qc-over"); });
  for (const name of ["dragleave", "drop"])
    zone.addEventListener(name, (event) => { event.preventDefault(); zone.classList.remove("qc-over"); });
  zone.addEventListener("drop", (event) => take([...event.dataTransfer.files]));
  return { element: h("div", { class: "qc-upload" }, input, zone, progress.element, status.element, error.element) };
}
