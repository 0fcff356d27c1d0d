// Signing in, registering, changing the password, adding a passkey, signing out.

import { button, field, guard, h, liveLine } from "./dom.js";
import { leave, post } from "./http.js";
import * as passkeys from "./passkeys.js";
import { portrait } from "./portrait.js";

function form(parts, submit, error, work) {
  const element = h("form", { class: "qc-form", novalidate: true }, ...parts, error.element, submit);
  element.addEventListener("submit", guard(submit, error, work));
  return element;
}

const submitButton = (label) => h("button", { type: "submit", class: "qc-button qc-primary qc-wide" }, label);

function missing(fields, texts) {
  let first = null;
  for (const one of fields) {
    const empty = !one.value.trim();
    one.complain(empty ? texts.needed : "");
    if (empty && !first) first = one;
  }
  first?.input.focus();
  return Boolean(first);
}

export function signIn({ texts, next }) {
  const phone = field(texts.phone, { type: "tel", inputmode: "numeric", autocomplete: "username", name: "phone" });
  const password = field(texts.password, { type: "password", autocomplete: "current-password", name: "password" });
  const error = liveLine("error");
  const submit = submitButton(texts.signIn);
  const element = form([phone.element, password.element], submit, error, async () => {
    if (missing([phone, password], texts)) return;
    await post("/sign-in", { phone: phone.value, password: password.value }, texts);
    leave(next);
  });
  const withKey = button(texts.signInPasskey, null, { kind: "secondary qc-wide" });
  withKey.addEventListener("click", guard(withKey, error, async () => {
    await passkeys.signIn(texts);
    leave(next);
  }));
  return { element: h("div", {}, element, passkeys.available() && h("p", { class: "qc-or" }, texts.or),
    passkeys.available() && withKey) };
}

// What tells who somebody is.
const personal = (texts) => ({
  name: field(texts.name, { autocomplete: "name", help: texts.nameHelp }),
  identity_number: field(texts.identityNumber, {
    autocomplete: "off", maxlength: 18, autocapitalize: "characters", help: texts.identityNumberHelp }),
  phone: field(texts.phone, { type: "tel", inputmode: "numeric", autocomplete: "tel-national", help: texts.phoneHelp }),
});

const valuesOf = (fields) => Object.fromEntries(Object.entries(fields).map(([name, one]) => [name, one.value]));

export function register({ texts, next }) {
  const fields = {
    ...personal(texts),
    email: field(texts.email, { type: "email", autocomplete: "email", help: texts.emailHelp }),
    password: field(texts.password, { type: "password", autocomplete: "new-password", help: texts.passwordHelp }),
  };
  const picture = portrait(texts);
  const error = liveLine("error");
  const submit = submitButton(texts.register);
  const element = form([...Object.values(fields).map((one) => one.element), picture.element], submit, error, async () => {
    const incomplete = missing(Object.values(fields), texts);
    picture.complain(picture.value ? "" : texts.portraitNeeded);
    if (incomplete || !picture.value) throw new Error(texts.incomplete);
    const answer = await post("/register", { ...valuesOf(fields), portrait: picture.value }, texts);
    picture.stop();
    leave(answer.identity === "confirmed" ? next : `/account?next=${encodeURIComponent(next)}`);
  });
  return { element, stop: picture.stop };
}

export function addPasskey({ texts }, done) {
  if (!passkeys.available()) return { element: h("p", { class: "qc-help" }, texts.noPasskeys) };
  const label = field(texts.passkeyLabel, { value: texts.passkeyDefault, maxlength: 60, help: texts.passkeyHelp });
  const password = field(texts.password, { type: "password", autocomplete: "current-password", help: texts.passwordAgain });
  const error = liveLine("error");
  const element = form([label.element, password.element], submitButton(texts.passkeyAdd), error, async () => {
    if (missing([password], texts)) return;
    await passkeys.add(label.value || texts.passkeyDefault, password.value, texts);
    done({ kind: "passkey" });
  });
  return { element };
}

// Two steps: who one is, then the code that came by mail with the new password.
export function forgotten({ texts }) {
  let state = "";
  const fields = personal(texts);
  const picture = portrait(texts);
  const error = liveLine("error");
  const element = h("div", { class: "qc-stage" });
  const code = field(texts.code, { inputmode: "numeric", autocomplete: "one-time-code", maxlength: 6, help: texts.codeHelp });
  const wanted = field(texts.wanted, { type: "password", autocomplete: "new-password", help: texts.passwordHelp });
  const sent = h("p", { class: "qc-help", tabindex: "-1" }, texts.codeSent);
  const second = form([sent, code.element, wanted.element], submitButton(texts.change), error, async () => {
    if (missing([code, wanted], texts)) return;
    await post("/password/reset", { phone: fields.phone.value, state, code: code.value.trim(), new: wanted.value }, texts);
    leave("/sign-in");
  });
  const first = form([...Object.values(fields).map((one) => one.element), picture.element], submitButton(texts.sendCode), error,
    async () => {
      const incomplete = missing(Object.values(fields), texts);
      picture.complain(picture.value ? "" : texts.portraitNeeded);
      if (incomplete || !picture.value) throw new Error(texts.incomplete);
      ({ state } = await post("/password/forgotten", { ...valuesOf(fields), portrait: picture.value }, texts));
      picture.stop();
      second.insertBefore(error.element, second.lastElementChild);
      element.replaceChildren(second);
      sent.focus();
    });
  first.insertBefore(error.element, first.lastElementChild);
  element.append(first);
  return { element, stop: picture.stop };
}

export function changePassword({ texts }, done) {
  const present = field(texts.present, { type: "password", autocomplete: "current-password" });
  const wanted = field(texts.wanted, { type: "password", autocomplete: "new-password", help: texts.passwordHelp });
  const error = liveLine("error");
  const element = form([present.element, wanted.element], submitButton(texts.change), error, async () => {
    if (missing([present, wanted], texts)) return;
    await post("/password", { present: present.value, new: wanted.value }, texts);
    done({ kind: "password" });
  });
  return { element };
}

export function signOut({ texts, next }) {
  const error = liveLine("error");
  const out = button(texts.signOut, null, { kind: "secondary" });
  out.addEventListener("click", guard(out, error, async () => {
    await post("/sign-out", {}, texts);
    leave(next);
  }));
  return { element: h("div", {}, out, error.element) };
}
