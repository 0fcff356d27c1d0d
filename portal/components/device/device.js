// The portal's one component: data names what is mounted, and what came of it goes back as the trigger `done`.
// A rerun with the same data leaves the mounted form alone, so that nothing typed is lost; what was read by now is only
// asked for at the start, and makes no difference later.

import { addPasskey, changePassword, forgotten, register, signIn, signOut } from "./forms.js";
import { signing } from "./signing.js";
import { upload } from "./upload.js";

const KINDS = { sign_in: signIn, register, sign_out: signOut, add_passkey: addPasskey, change_password: changePassword,
  forgotten, signing, upload };
const mounted = new WeakMap();

export default function device({ data, parentElement, setTriggerValue }) {
  const { read, ...lasting } = data;
  const stamp = JSON.stringify(lasting);
  const present = mounted.get(parentElement);
  if (!present || present.stamp !== stamp || !present.element.isConnected) {
    present?.stop?.();
    present?.element.remove();
    const made = KINDS[data.kind](data, (value) => setTriggerValue("done", { ...value, at: Date.now() }));
    made.element.classList.add("qc");
    made.element.setAttribute("data-qc", data.kind);
    parentElement.append(made.element);
    mounted.set(parentElement, { ...made, stamp });
  }
  return () => mounted.get(parentElement)?.stop?.();
}
