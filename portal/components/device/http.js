// Requests to our own server. A refusal is an Error whose message is the server's sentence in the reader's language.

export class Refused extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

const HEADERS = { "X-Quancheng": "1" };

function refusal(status, answer, texts) {
  const code = (answer && answer.code) || (status === 429 ? "too_many_tries" : "error");
  const message = (answer && answer.message) || (status === 413 ? texts.tooLarge : texts.noAnswer);
  return new Refused(code, message);
}

export async function post(path, body, texts) {
  let response;
  try {
    response = await fetch(`/api/device${path}`, {
      method: "POST",
      credentials: "same-origin",
      headers: { ...HEADERS, "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Refused("offline", texts.noAnswer);
  }
  const answer = await response.json().catch(() => null);
  if (response.ok && answer) return answer;
  if (response.status === 401) signInAgain();
  throw refusal(response.status, answer, texts);
}

// Files go by XMLHttpRequest, because fetch does not tell how much has been sent.
export function send(path, fields, files, onProgress, texts) {
  return new Promise((resolve, reject) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    for (const file of files) form.append("file", file, file.name);
    const request = new XMLHttpRequest();
    request.open("POST", `/api/device${path}`);
    request.setRequestHeader("X-Quancheng", "1");
    request.responseType = "json";
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onerror = () => reject(new Refused("offline", texts.noAnswer));
    request.onload = () => {
      if (request.status >= 200 && request.status < 300 && request.response) resolve(request.response);
      else if (request.status === 401) signInAgain();
      else reject(refusal(request.status, request.response, texts));
    };
    request.send(form);
  });
}

export function signInAgain() {
  const here = window.location.pathname + window.location.search;
  window.location.assign(`/sign-in?next=${encodeURIComponent(here)}`);
}

// Within this site only: an address from a query string must not lead elsewhere.
export function leave(path) {
  const target = new URL(path || "/", window.location.origin);
  window.location.assign(target.origin === window.location.origin ? target.href : "/");
}
