// The signing ceremony: read, declare the intent, confirm it, sign.
//
// The key is made here, cannot be taken out of the browser, lives for this ceremony only and is dropped at its end,
// whatever the end is. The server never sees it; it sees one signature per document.

import { fromBase64, toBase64 } from "./bytes.js";
import { button, field, fill, guard, h, liveLine, newId, progressBar } from "./dom.js";
import { handwriting } from "./handwriting.js";
import { post } from "./http.js";
import { magnifier } from "./magnifier.js";
import * as passkeys from "./passkeys.js";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" };
const TRIES = 6;

export function signing({ texts, application, documents, consent, read: readBefore }, done) {
  const error = liveLine("error");
  const status = liveLine();
  const progress = progressBar(texts.signing);
  const stage = h("div", { class: "qc-stage" });
  const read = new Set(readBefore);

  const show = (...parts) => {
    stage.replaceChildren(...parts.filter(Boolean));
  };

  // 1. Reading
  const pen = handwriting(texts);
  const onward = button(texts.toIntent, null, { kind: "primary qc-wide" });
  const unread = h("p", { class: "qc-help" });
  const list = h("ol", { class: "qc-documents" });

  const count = () => {
    const left = documents.length - read.size;
    unread.textContent = left ? fill(texts.unread, { count: left }) : texts.allRead;
    onward.disabled = left > 0;
  };
  const markRead = async (one, item) => {
    if (read.has(one.id)) return;
    try {
      await post("/signing/read", { document: one.id }, texts);
      read.add(one.id);
      item.classList.add("qc-read");
      item.querySelector(".qc-mark").textContent = texts.readMark;
      count();
    } catch (refused) {
      error.say(refused.message);
    }
  };
  documents.forEach((one, index) => list.append(reader(one, index, texts, read.has(one.id), markRead)));
  onward.addEventListener("click", guard(onward, error, declare));

  function startReading() {
    show(list, pen.element, unread, onward);
    count();
  }

  // 2. The intent, and 3. its confirmation
  async function declare() {
    const answer = await post("/signing/intent", { application, handwriting: await pen.picture() }, texts);
    const heading = h("h3", { tabindex: "-1" }, texts.intentTitle);
    const agreeId = newId();
    const agree = h("input", { type: "checkbox", id: agreeId });
    const choices = h("div", { class: "qc-choices" });
    const box = h("div", { class: "qc-consent" }, agree, h("label", { for: agreeId }, consent || texts.agree));
    choices.inert = true;
    choices.classList.add("qc-off");
    agree.addEventListener("change", () => {
      choices.inert = !agree.checked;
      choices.classList.toggle("qc-off", !agree.checked);
    });
    if (answer.passkey && passkeys.available()) choices.append(byPasskey(answer));
    choices.append(byCode(answer, !(answer.passkey && passkeys.available())));
    show(heading, h("blockquote", { class: "qc-statement" }, answer.statement), box, choices,
      button(texts.backToReading, startReading, { kind: "plain" }));
    heading.focus();
  }

  function byPasskey(answer) {
    const confirm = button(texts.confirmPasskey, null, { kind: "primary qc-wide" });
    confirm.addEventListener("click", guard(confirm, error, async () => {
      const credential = await passkeys.assert(answer.passkey, texts);
      await sign(answer, { kind: "passkey", credential });
    }));
    return h("div", { class: "qc-choice" }, h("p", { class: "qc-help" }, texts.confirmPasskeyHelp), confirm);
  }

  function byCode(answer, open) {
    const password = field(texts.password, { type: "password", autocomplete: "current-password" });
    const code = field(texts.code, { inputmode: "numeric", autocomplete: "one-time-code", maxlength: 6, help: texts.codeHelp });
    const sent = liveLine();
    const ask = button(texts.sendCode, null, { kind: "secondary" });
    ask.addEventListener("click", guard(ask, error, async () => {
      await post("/signing/code", { intent: answer.intent }, texts);
      sent.say(texts.codeSent);
      code.input.focus();
    }));
    const confirm = button(texts.confirmCode, null, { kind: "primary qc-wide" });
    confirm.addEventListener("click", guard(confirm, error, async () => {
      for (const one of [password, code]) one.complain(one.value.trim() ? "" : texts.needed);
      if (!password.value || !code.value.trim()) return;
      await sign(answer, { kind: "password_code", password: password.value, code: code.value.trim() });
    }));
    return h("details", { class: "qc-choice qc-details", open }, h("summary", {}, texts.confirmByCode),
      h("p", { class: "qc-help" }, texts.confirmByCodeHelp), password.element, ask, sent.element, code.element, confirm);
  }

  // 4. Signing
  async function sign(answer, confirmation) {
    let pair = await crypto.subtle.generateKey(ALGORITHM, false, ["sign"]);
    try {
      const spki = toBase64(await crypto.subtle.exportKey("spki", pair.publicKey));
      await post("/signing/certificate", { intent: answer.intent, confirmation, spki }, texts);
      show();
      for (const [index, slot] of answer.slots.entries()) {
        status.say(fill(texts.signingOne, { title: slot.title, number: index + 1, total: answer.slots.length }));
        progress.show(index / answer.slots.length);
        await signOne(answer.intent, slot.id, pair.privateKey);
      }
      progress.show(1);
      status.say(texts.signed);
      done({ kind: "signed", intent: answer.intent });
    } catch (refused) {
      progress.hide();
      status.say("");
      if (!stage.childElementCount) startReading();
      throw refused;
    } finally {
      pair = null;
    }
  }

  // Somebody else may sign the same document in between: then it is prepared anew and signed with the same key.
  async function signOne(intent, slot, key) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { to_sign } = await post("/signing/prepare", { intent, slot }, texts);
        const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, fromBase64(to_sign));
        await post("/signing/finish", { intent, slot, signature: toBase64(signature) }, texts);
        return;
      } catch (refused) {
        if (refused.code !== "conflict" || attempt === TRIES) throw refused;
      }
    }
  }

  startReading();
  if (!window.isSecureContext || !crypto.subtle) {
    show();
    error.say(texts.insecure);
  }
  return { element: h("div", { class: "qc-signing" }, status.element, progress.element, stage, error.element) };
}

// Where on a picture a click was, as shares of its width and height; its beginning for the keyboard.
function place(event, picture) {
  if (!event.detail) return { x: 0, y: 0 };
  const box = picture.getBoundingClientRect();
  return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
}

// One document: opens on demand, pages load as they come into view, and is read once its last page was seen.
function reader(one, index, texts, wasRead, markRead) {
  const pages = h("div", { class: "qc-pages", tabindex: "0", role: "group", "aria-label": one.title });
  const item = h("li", { class: wasRead ? "qc-document qc-read" : "qc-document" });
  const details = h("details", { class: "qc-details" },
    h("summary", {}, h("span", { class: "qc-document-title" }, `${index + 1}. ${one.title}`),
      h("span", { class: "qc-mark" }, wasRead ? texts.readMark : fill(texts.pages, { count: one.pages }))),
    pages,
    h("p", { class: "qc-document-foot" },
      h("a", { href: `/documents/${one.id}.pdf`, download: "" }, texts.download),
      h("code", {}, one.hash)));
  const watcher = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) {
      watcher.disconnect();
      markRead(one, item);
    }
  }, { threshold: 0.2 });
  const width = Math.min(1600, Math.ceil(Math.min(window.innerWidth, 900) * (window.devicePixelRatio || 1)));
  details.addEventListener("toggle", () => {
    if (!details.open || pages.childElementCount) return;
    for (let number = 0; number < one.pages; number += 1) {
      const address = (wide) => `/documents/${one.id}/${number}.png?width=${wide}&v=${one.version}`;
      const name = fill(texts.pageOf, { number: number + 1, total: one.pages });
      const page = h("img", { src: address(width), loading: number ? "lazy" : "eager", alt: name, width: 794, height: 1123 });
      const enlarge = h("button", { type: "button", class: "qc-page", title: texts.enlarge, "aria-label": `${name}: ${texts.enlarge}` }, page);
      enlarge.addEventListener("click", (event) => magnifier(address(1600), name, texts, place(event, page)));
      pages.append(enlarge);
    }
    watcher.observe(pages.lastElementChild);
  });
  item.append(details);
  return item;
}
