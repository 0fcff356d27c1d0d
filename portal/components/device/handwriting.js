// A field to write one's name in by finger, pen or mouse. Optional everywhere: who cannot write here leaves it out.

import { toBase64 } from "./bytes.js";
import { button, h } from "./dom.js";

export function handwriting(texts) {
  const canvas = h("canvas", { class: "qc-handwriting", width: 900, height: 300, "aria-label": texts.handwriting, role: "img" });
  const pen = canvas.getContext("2d");
  let written = false;
  let last = null;

  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) * (canvas.width / box.width), (event.clientY - box.top) * (canvas.height / box.height)];
  };
  const clear = () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    written = false;
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    last = at(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    const here = at(event);
    pen.lineWidth = 7;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = "#14213d";
    pen.beginPath();
    pen.moveTo(...last);
    pen.lineTo(...here);
    pen.stroke();
    last = here;
    written = true;
  });
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => { last = null; });

  const element = h("details", { class: "qc-details" },
    h("summary", {}, texts.handwritingTitle),
    h("p", { class: "qc-help" }, texts.handwritingHelp), canvas,
    button(texts.clear, clear, { kind: "secondary" }));
  const picture = async () => {
    if (!written) return null;
    const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
    return toBase64(await blob.arrayBuffer());
  };
  return { element, picture };
}
