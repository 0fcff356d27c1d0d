// Bytes as base64 and base64url.

export function toBase64(buffer) {
  let text = "";
  for (const byte of new Uint8Array(buffer)) text += String.fromCharCode(byte);
  return btoa(text);
}

export const fromBase64 = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));

export const toUrl = (buffer) => toBase64(buffer).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

export const fromUrl = (text) => fromBase64(text.replaceAll("-", "+").replaceAll("_", "/"));
