// Signing in, registering, correcting what did not match, adding a passkey.

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

export function register({ texts, next }) {
  const fields = {
    name: field(texts.name, { autocomplete: "name", help: texts.nameHelp }),
    identity_number: field(texts.identityNumber, {
      autocomplete: "off", maxlength: 18, autocapitalize: "characters", help: texts.identityNumberHelp }),
    phone: field(texts.phone, { type: "tel", inputmode: "numeric", autocomplete: "tel-national", help: texts.phoneHelp }),
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
    const values = Object.fromEntries(Object.entries(fields).map(([name, one]) => [name, one.value]));
    const answer = await post("/register", { ...values, portrait: picture.value }, texts);
    picture.stop();
    leave(answer.identity === "confirmed" ? next : `/account?next=${encodeURIComponent(next)}`);
  });
  return { element, stop: picture.stop };
}

export function addPasskey({ texts }, done) {
  if (!passkeys.available()) return { element: h("p", { class: "qc-help" }, texts.noPasskeys) };
  const label = field(texts.passkeyLabel, { value: texts.passkeyDefault, maxlength: 60, help: texts.passkeyHelp });
  const error = liveLine("error");
  const add = button(texts.passkeyAdd, null);
  add.addEventListener("click", guard(add, error, async () => {
    await passkeys.add(label.value || texts.passkeyDefault, texts);
    done({ kind: "passkey" });
  }));
  return { element: h("div", { class: "qc-form" }, label.element, error.element, add) };
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
