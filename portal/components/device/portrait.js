// A portrait from the camera or from a file, made small in the browser: a JPEG of at most 720 pixels.

import { toBase64 } from "./bytes.js";
import { button, h, liveLine, newId } from "./dom.js";

const LARGEST = 720;

async function shrink(source, width, height) {
  const scale = Math.min(1, LARGEST / Math.max(width, height));
  const canvas = h("canvas", { width: Math.round(width * scale), height: Math.round(height * scale) });
  canvas.getContext("2d").drawImage(source, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.86));
  return { url: canvas.toDataURL("image/jpeg", 0.86), base64: toBase64(await blob.arrayBuffer()) };
}

export function portrait(texts) {
  const id = newId();
  const error = liveLine("error");
  const shown = h("div", { class: "qc-portrait-frame", "aria-hidden": "true" });
  const status = liveLine();
  const file = h("input", { type: "file", id, accept: "image/*", class: "qc-visually-hidden" });
  const choose = h("label", { for: id, class: "qc-button qc-secondary" }, texts.portraitFile);
  let taken = "";
  let stream = null;

  const stop = () => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
  };
  const keep = async (source, width, height) => {
    const { url, base64 } = await shrink(source, width, height);
    taken = base64;
    shown.replaceChildren(h("img", { src: url, alt: "" }));
    status.say(texts.portraitTaken);
    error.say("");
  };

  file.addEventListener("change", async () => {
    if (!file.files.length) return;
    stop();
    snap.hidden = true;
    try {
      const picture = await createImageBitmap(file.files[0]);
      await keep(picture, picture.width, picture.height);
    } catch {
      error.say(texts.portraitUnreadable);
    }
  });

  const snap = button(texts.portraitSnap, async () => {
    const video = shown.querySelector("video");
    if (!video) return;
    await keep(video, video.videoWidth, video.videoHeight);
    stop();
    snap.hidden = true;
    camera.focus();
  });
  snap.hidden = true;

  const camera = button(texts.portraitCamera, async () => {
    try {
      stop();
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "user" }, audio: false });
      const video = h("video", { autoplay: true, playsinline: true, muted: true });
      video.srcObject = stream;
      shown.replaceChildren(video);
      await video.play();
      snap.hidden = false;
      snap.focus();
    } catch {
      error.say(texts.portraitNoCamera);
    }
  }, { kind: "secondary" });

  const element = h(
    "fieldset", { class: "qc-portrait" },
    h("legend", {}, texts.portrait), h("p", { class: "qc-help" }, texts.portraitHelp),
    h("div", { class: "qc-portrait-row" }, shown,
      h("div", { class: "qc-portrait-buttons" }, camera, snap, file, choose)),
    status.element, error.element,
  );
  return { element, stop, complain: (text) => error.say(text), get value() { return taken; } };
}
