// Passkeys: asks the server for a challenge, lets the browser answer it, and sends the answer with the form.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

async function options(form, address) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRFToken": form.elements.csrf_token.value },
  });
  if (!answer.ok) throw new Error(String(answer.status));
  const found = await answer.json();
  found.challenge = bytes(found.challenge);
  if (found.user) found.user.id = bytes(found.user.id);
  for (const list of [found.allowCredentials, found.excludeCredentials]) {
    for (const one of list ?? []) one.id = bytes(one.id);
  }
  return found;
}

function told(credential) {
  const { response } = credential;
  const made = { clientDataJSON: text(response.clientDataJSON) };
  if (response.attestationObject) {
    made.attestationObject = text(response.attestationObject);
    made.transports = response.getTransports?.() ?? [];
  } else {
    made.authenticatorData = text(response.authenticatorData);
    made.signature = text(response.signature);
    made.userHandle = response.userHandle ? text(response.userHandle) : null;
  }
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response: made });
}

function attend(form, field, ask) {
  form.hidden = false;
  const failed = form.querySelector("[data-failed]");
  let answered = false;
  form.addEventListener("submit", async (event) => {
    if (answered) return;
    event.preventDefault();
    failed.hidden = true;
    try {
      form.elements[field].value = told(await ask());
    } catch {
      failed.hidden = false; // the person closed the browser's window, or there is no passkey for this site
      return;
    }
    answered = true;
    form.submit();
  });
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    attend(form, "credential", async () => navigator.credentials.get({ publicKey: await options(form, form.dataset.passkey) }));
  }
  for (const form of document.querySelectorAll("form[data-new-passkey]")) {
    attend(form, "made", async () => navigator.credentials.create({ publicKey: await options(form, form.dataset.newPasskey) }));
  }
}
