/* Passkeys: what the server asks goes to the browser, what the device answers goes back in the form's hidden field. */
for (const form of document.querySelectorAll("form[data-passkey]")) form.addEventListener("submit", show);

async function show(event) {
  event.preventDefault();
  const form = event.target;
  const trouble = form.querySelector("[data-trouble]");
  trouble.hidden = true;
  if (!window.PublicKeyCredential) return say(trouble, trouble.dataset.unable);
  try {
    form.elements.credential.value = JSON.stringify(await ask(form));
  } catch {
    return say(trouble, trouble.dataset.refused); // closed, timed out, or refused by the device: all the same to us
  }
  form.submit();
}

function say(place, words) {
  place.textContent = words;
  place.hidden = false;
}

async function ask(form) {
  const { publicKey } = await optionsOf(form);
  const fresh = form.dataset.passkey === "create";
  const key = fresh ? forNew(publicKey) : forKnown(publicKey);
  return told(await (fresh ? navigator.credentials.create({ publicKey: key }) : navigator.credentials.get({ publicKey: key })));
}

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(document.getElementById(form.dataset.options).textContent);
  const answer = await fetch(form.dataset.optionsFrom, { headers: { Accept: "application/json" } });
  return (await answer.json()).request_options;
}

function forNew(key) {
  const excludeCredentials = (key.excludeCredentials ?? []).map(withBytes);
  return { ...key, challenge: bytes(key.challenge), user: withBytes(key.user), excludeCredentials };
}

function forKnown(key) {
  return { ...key, challenge: bytes(key.challenge), allowCredentials: (key.allowCredentials ?? []).map(withBytes) };
}

function withBytes(named) {
  return { ...named, id: bytes(named.id) };
}

function told(credential) {
  const { response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const answer = Object.fromEntries(parts.filter((part) => response[part]).map((part) => [part, words(response[part])]));
  return {
    id: credential.id,
    rawId: words(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: answer,
  };
}

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function words(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
