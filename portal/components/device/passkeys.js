// Passkeys: WebAuthn with the JSON that the server gives and takes.

import { fromUrl, toUrl } from "./bytes.js";
import { Refused, post } from "./http.js";

export const available = () => Boolean(window.PublicKeyCredential && navigator.credentials);

const withId = (one) => ({ ...one, id: fromUrl(one.id) });

function refuse(error, texts) {
  if (error.name === "InvalidStateError") return new Refused("known", texts.passkeyKnown);
  return new Refused("passkey", texts.passkeyFailed);
}

export async function create(options, texts) {
  try {
    const made = await navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: fromUrl(options.challenge),
        user: withId(options.user),
        excludeCredentials: (options.excludeCredentials || []).map(withId),
      },
    });
    return {
      id: made.id, rawId: toUrl(made.rawId), type: made.type,
      response: {
        clientDataJSON: toUrl(made.response.clientDataJSON),
        attestationObject: toUrl(made.response.attestationObject),
        transports: made.response.getTransports ? made.response.getTransports() : [],
      },
    };
  } catch (error) {
    throw refuse(error, texts);
  }
}

export async function assert(options, texts) {
  try {
    const made = await navigator.credentials.get({
      publicKey: {
        ...options,
        challenge: fromUrl(options.challenge),
        allowCredentials: (options.allowCredentials || []).map(withId),
      },
    });
    return {
      id: made.id, rawId: toUrl(made.rawId), type: made.type,
      response: {
        clientDataJSON: toUrl(made.response.clientDataJSON),
        authenticatorData: toUrl(made.response.authenticatorData),
        signature: toUrl(made.response.signature),
        userHandle: made.response.userHandle ? toUrl(made.response.userHandle) : null,
      },
    };
  } catch (error) {
    throw refuse(error, texts);
  }
}

export async function signIn(texts) {
  const { state, options } = await post("/passkey/sign-in-options", {}, texts);
  await post("/passkey/sign-in", { state, credential: await assert(options, texts) }, texts);
}

export async function add(label, password, texts) {
  const { options } = await post("/passkey/options", { password }, texts);
  await post("/passkey/add", { credential: await create(options, texts), label }, texts);
}
