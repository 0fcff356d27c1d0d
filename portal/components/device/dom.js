// Small helpers for building markup by hand. Texts are always set as text, never as HTML.

let counter = 0;
export const newId = () => `qc-${++counter}`;

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function button(label, onclick, attributes = {}) {
  const { kind = "primary", ...rest } = attributes;
  return h("button", { type: "button", class: `qc-button qc-${kind}`, onclick, ...rest }, label);
}

// A labelled input with room for help and for an error that assistive technology reads out.
export function field(label, attributes = {}) {
  const id = newId();
  const { help, ...rest } = attributes;
  const input = h("input", { id, class: "qc-input", "aria-describedby": `${id}-help ${id}-error`, ...rest });
  const error = h("p", { id: `${id}-error`, class: "qc-field-error", role: "alert" });
  const element = h(
    "div", { class: "qc-field" },
    h("label", { for: id }, label),
    input,
    h("p", { id: `${id}-help`, class: "qc-help" }, help || ""),
    error,
  );
  const complain = (text) => {
    error.textContent = text || "";
    input.setAttribute("aria-invalid", text ? "true" : "false");
  };
  return { element, input, complain, get value() { return input.value; } };
}

// A line that is read out when its text changes.
export function liveLine(kind = "status") {
  const line = h("p", { class: `qc-live qc-${kind}`, role: kind === "error" ? "alert" : "status" });
  return { element: line, say(text) { line.textContent = text || ""; line.hidden = !text; } };
}

export function progressBar(label) {
  const bar = h("progress", { class: "qc-progress", max: "1", value: "0", "aria-label": label });
  bar.hidden = true;
  return { element: bar, show(share) { bar.hidden = false; bar.value = share; }, hide() { bar.hidden = true; } };
}

// Runs work once at a time behind a button; errors become a sentence.
export function guard(control, errorLine, work) {
  return async (event) => {
    if (event) event.preventDefault();
    if (control.getAttribute("aria-busy") === "true") return;
    control.setAttribute("aria-busy", "true");
    control.disabled = true;
    errorLine.say("");
    try {
      await work();
    } catch (error) {
      errorLine.say(error.message || String(error));
    } finally {
      control.removeAttribute("aria-busy");
      control.disabled = false;
    }
  };
}

export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
