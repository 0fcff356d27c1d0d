// One region of an officer's page: shows HTML that the server made and tells the server what the officer does.
// The HTML is merged into what is there, so that focus, scroll positions and typed text stay.

const KEPT = new Set(["value", "checked", "open", "selected"])

function keyOf(node) {
  return node.nodeType === 1 ? node.id || node.dataset.key || "" : ""
}

function alike(a, b) {
  return a.nodeType === b.nodeType && a.nodeName === b.nodeName && keyOf(a) === keyOf(b)
}

function mergeAttributes(old, fresh) {
  for (const {name} of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !KEPT.has(name)) old.removeAttribute(name)
  }
  for (const {name, value} of [...fresh.attributes]) {
    if (old.getAttribute(name) === value) continue
    old.setAttribute(name, value)
    // a typed value is the officer's, unless the server speaks of another form (then the key differs)
    if (name === "value" && old !== old.getRootNode().activeElement) old.value = value
    if (name === "checked") old.checked = true
  }
  if (old.nodeName === "DETAILS" && fresh.hasAttribute("data-force-open")) old.open = true
}

function merge(old, fresh) {
  if (old.nodeType !== 1) {
    if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue
    return
  }
  mergeAttributes(old, fresh)
  if (old.nodeName === "TEXTAREA") return
  mergeChildren(old, fresh)
}

function mergeChildren(parent, fresh) {
  const keyed = new Map()
  for (const child of parent.childNodes) {
    const key = keyOf(child)
    if (key) keyed.set(child.nodeName + key, child)
  }
  let here = parent.firstChild
  for (const want of [...fresh.childNodes]) {
    const key = keyOf(want)
    const known = key ? keyed.get(want.nodeName + key) : null
    if (known) {
      if (known !== here) parent.insertBefore(known, here)
      else here = here.nextSibling
      merge(known, want)
    } else if (here && alike(here, want) && !key) {
      const next = here.nextSibling
      merge(here, want)
      here = next
    } else {
      parent.insertBefore(want, here)
    }
  }
  while (here) {
    const next = here.nextSibling
    here.remove()
    here = next
  }
}

function valuesOf(form) {
  const values = {}
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== "string") continue
    if (name.endsWith("[]")) (values[name] ||= []).push(value)
    else values[name] = value
  }
  return values
}

function typing(event) {
  const target = event.composedPath()[0]
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.nodeName)
}

export function render({model, el}) {
  const region = document.createElement("div")
  region.className = "surface"
  const later = [] // done in a form with data-queue while an answer was awaited
  let waiting = null, refresher = null, lastFocus = "", lastReveal = "", lost = null, staying = false, told = JSON.parse(model.shown)

  function show() {
    if (told.html !== undefined) {
      const fresh = document.createElement("div")
      fresh.innerHTML = told.html
      mergeChildren(region, fresh)
    }
    clearTimeout(refresher)
    const timed = region.querySelector("[data-refresh]")
    if (timed) refresher = setTimeout(refresh, 1000 * Number(timed.dataset.refresh))
    for (const one of region.querySelectorAll("[data-indeterminate]")) one.indeterminate = true
    const focus = region.querySelector("[data-focus]")
    const mark = focus ? focus.dataset.focus : ""
    if (focus && mark !== lastFocus) focus.focus({preventScroll: true})
    lastFocus = mark
    const reveal = region.querySelector("[data-reveal]")
    const shown = reveal ? reveal.dataset.reveal : ""
    if (shown && shown !== lastReveal) {
      const place = region.querySelector(`#${CSS.escape(shown)}`)
      const fold = place && place.closest("details")
      if (fold) fold.open = true
      if (place) place.scrollIntoView({block: "center"})
    }
    lastReveal = shown
    const title = region.querySelector("[data-title]")
    if (title) document.title = title.dataset.title
  }

  function refresh() {
    const timed = region.querySelector("[data-refresh]")
    if (timed) refresher = setTimeout(refresh, 1000 * Number(timed.dataset.refresh))
    if (!document.hidden && !waiting) send({do: "refresh"}, true) // answered only when something changed
  }

  function send(message, quiet = false) {
    if (waiting && !quiet) return
    if (!quiet) {
      waiting = message
      region.setAttribute("aria-busy", "true")
      clearTimeout(lost)
      lost = setTimeout(() => document.dispatchEvent(new CustomEvent("officer-lost")), 20000)
    }
    model.send_msg(message)
  }

  function answered() {
    told = JSON.parse(model.shown)
    waiting = null
    clearTimeout(lost)
    region.removeAttribute("aria-busy")
    if (told.leave) { window.location.assign(told.leave); return }
    if (model.main && told.address && told.address !== window.location.search) {
      if (staying) history.replaceState({}, "", "/" + told.address)
      else history.pushState({}, "", "/" + told.address)
    }
    staying = false
    show()
    if (later.length) send(later.shift())
  }

  // The answer brings the address; `stay` puts it in the place of the present one.
  function go(search, stay = false) {
    staying = stay
    window.scrollTo(0, 0)
    send({do: "go", to: search})
  }

  function act(element, extra = {}) {
    const {do: name, ...args} = element.dataset
    sendOrKeep(element, {do: name, args, ...extra})
  }

  // Whoever types fast is not to lose what came while an answer was on its way.
  function sendOrKeep(element, message) {
    if (!waiting) send(message)
    else if (element.closest("[data-queue]") && later.length < 8) later.push(message)
  }

  // Files go by themselves, one after another; the page then shows what became of them.
  async function sendFiles(input) {
    const from = input.dataset.titleFrom
    const title = from ? region.querySelector(`#${CSS.escape(from)}`).value : ""
    region.setAttribute("aria-busy", "true")
    for (const file of input.files) {
      const headers = {"X-Filename": encodeURIComponent(file.name), "X-Title": encodeURIComponent(title)}
      const answer = await fetch(input.dataset.send, {method: "POST", body: file, headers}).catch(() => null)
      if (!answer || !answer.ok) {
        const text = answer ? await answer.text() : ""
        sendOrKeep(region.firstElementChild, {do: "said", args: {text}})
        break
      }
    }
    input.value = ""
    region.removeAttribute("aria-busy")
    send({do: "refresh"}, true)
  }

  // A chart stands in a shadow tree of its own; its pane carries the name that the button says.
  function plotWithin(root) {
    for (const one of root.querySelectorAll("*")) {
      if (one.classList.contains("js-plotly-plot")) return one
      const found = one.shadowRoot && plotWithin(one.shadowRoot)
      if (found) return found
    }
    return null
  }

  function chartNamed(name, root = document) {
    for (const one of root.querySelectorAll("*")) {
      if (one.classList.contains(`chart-${name}`)) return one.shadowRoot ? plotWithin(one.shadowRoot) : plotWithin(one)
      const found = one.shadowRoot && chartNamed(name, one.shadowRoot)
      if (found) return found
    }
    return null
  }

  function savePicture(name) {
    const plot = chartNamed(name)
    if (!plot || !window.Plotly) return
    const {width, height} = plot.getBoundingClientRect()
    window.Plotly.downloadImage(plot, {format: "png", width, height, scale: 2, filename: name})
  }

  function onClick(event) {
    const picture = event.target.closest("[data-png]")
    if (picture) { savePicture(picture.dataset.png); return }
    if (event.target.closest("[data-skip]")) {
      event.preventDefault()
      document.dispatchEvent(new CustomEvent("officer-skip"))
      return
    }
    const element = event.target.closest("[data-go], [data-do]")
    if (!element || element.disabled || element.getAttribute("aria-disabled") === "true") return
    if (element.dataset.go !== undefined) {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return
      event.preventDefault()
      go(element.dataset.go)
    } else if (element.nodeName !== "FORM" && element.nodeName !== "SELECT" && element.type !== "checkbox") {
      const form = element.closest("form")
      act(element, form ? {form: valuesOf(form)} : {})
    }
  }

  function onSubmit(event) {
    const form = event.target
    if (form.dataset.plain !== undefined) return
    event.preventDefault()
    const {do: name, ...args} = form.dataset
    if (event.submitter && event.submitter.name) args.pressed = event.submitter.name
    sendOrKeep(form, {do: name, args, form: valuesOf(form)})
  }

  function onChange(event) {
    const sending = event.target.closest("input[data-send]")
    if (sending) {
      if (sending.files.length) sendFiles(sending)
      return
    }
    const element = event.target.closest("[data-change]")
    if (!element) return
    const form = element.closest("form")
    sendOrKeep(element, {do: element.dataset.change, args: {...element.dataset, value: element.value, checked: element.checked ? "1" : ""},
          form: form ? valuesOf(form) : {}})
  }

  // Shortcuts: elements say their key; rows of a table are walked with j and k. They can be switched off (WCAG 2.1.4).
  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (event.key === "Escape" && typing(event)) { event.composedPath()[0].blur(); return }
    if (typing(event) || localStorage.getItem("officer-keys") === "off") return
    const rows = [...region.querySelectorAll("[data-row]")]
    if (rows.length && (event.key === "j" || event.key === "k")) {
      const at = rows.indexOf(rows[0].getRootNode().activeElement)
      const to = at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + (event.key === "j" ? 1 : -1)))
      rows[to].focus()
      event.preventDefault()
      return
    }
    const target = region.querySelector(`[data-hotkey="${CSS.escape(event.key)}"]`)
    if (!target || target.disabled) return
    event.preventDefault()
    if (["INPUT", "SELECT", "TEXTAREA"].includes(target.nodeName)) target.focus()
    else target.click()
  }

  function onSkip() {
    const main = region.querySelector("#main")
    if (main) main.focus()
  }

  function onBack() {
    if (model.main) go(window.location.search, true)
  }

  function onKeysSwitch(event) {
    if (event.target.dataset.keys === undefined) return
    localStorage.setItem("officer-keys", event.target.checked ? "on" : "off")
  }

  region.addEventListener("click", onClick)
  region.addEventListener("submit", onSubmit)
  region.addEventListener("change", onChange)
  region.addEventListener("change", onKeysSwitch)
  document.addEventListener("keydown", onKey)
  window.addEventListener("popstate", onBack)
  model.on("shown", answered)
  model.on("remove", () => {
    clearTimeout(refresher)
    clearTimeout(lost)
    document.removeEventListener("keydown", onKey)
    document.removeEventListener("officer-skip", onSkip)
    window.removeEventListener("popstate", onBack)
  })
  document.addEventListener("officer-skip", onSkip)
  if (model.main && told.number === undefined) go(window.location.search, true)
  else show()
  return region
}
