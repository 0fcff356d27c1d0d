// Translates the framework's own fixed strings (they exist in English only) and names its unnamed controls.
"use strict";
(() => {
  const meta = document.querySelector('meta[name="quancheng-strings"]');
  const strings = meta ? JSON.parse(meta.content) : {};
  const ATTRIBUTES = ["aria-label", "title", "placeholder", "alt"];

  const translated = (text) => {
    const bare = text.trim().replace(/(\.\.\.|…|\.)$/, "");
    return Object.hasOwn(strings, bare) && strings[bare] !== bare ? strings[bare] : null;
  };

  const mend = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      const text = translated(node.data);
      if (text) node.data = text;
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    for (const name of ATTRIBUTES) {
      const text = node.hasAttribute(name) ? translated(node.getAttribute(name)) : null;
      if (text) node.setAttribute(name, text);
    }
    if (node.closest("[data-qc], .qc")) return; // our own markup comes translated
    for (const child of node.childNodes) mend(child);
  };

  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(mend);
      else if (change.type === "attributes") mendAttribute(change.target, change.attributeName);
      else mend(change.target);
    }
  }).observe(document.documentElement, {
    childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES,
  });

  // The form: whoever turns to another step finds its beginning in sight, and the step among the others.
  let step = "";
  const follow = () => {
    const current = document.querySelector('.st-key-qc_steps button[kind="primary"]');
    const name = current ? current.closest('[class*="st-key-qc_step_"]')?.className.match(/st-key-qc_step_(\w+)/)?.[1] : "";
    if (!name || name === step) return;
    const first = !step;
    step = name;
    if (first) return;
    const steps = document.querySelector(".st-key-qc_steps");
    const middle = current.getBoundingClientRect().left - steps.getBoundingClientRect().left + current.offsetWidth / 2;
    steps.scrollLeft += middle - steps.clientWidth / 2;
    const form = document.querySelector(".st-key-qc_form");
    if (form.getBoundingClientRect().top < 0) form.scrollIntoView({ block: "start" });
  };
  // Another view within the same page begins at its top.
  let view = "";
  const begin = () => {
    const name = document.querySelector(".qc-heading")?.dataset.view ?? view;
    if (view && name !== view) document.querySelector('[data-testid="stMain"]')?.scrollTo({ top: 0 });
    view = name;
  };
  const look = () => { follow(); begin(); };
  new MutationObserver(() => requestAnimationFrame(look)).observe(document.documentElement, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["kind"],
  });

  function mendAttribute(element, name) {
    const text = element.hasAttribute(name) ? translated(element.getAttribute(name)) : null;
    if (text) element.setAttribute(name, text);
  }
})();
