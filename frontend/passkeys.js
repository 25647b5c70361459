// Passkeys: a form marked so asks the browser for one, puts what it says into its hidden field, and is sent. Without this
// script, or without passkeys in the browser, these forms stay hidden; a code of an app does the same.
import { browserSupportsWebAuthn, startAuthentication, startRegistration } from "@simplewebauthn/browser";

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const answer = await fetch(form.dataset.ask, { headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()).request_options.publicKey;
}

// A passkey that signs in by itself is kept on the device and asks for a finger, a face or a PIN.
function made(form, options) {
  const alone = form.elements.passwordless?.checked ?? false;
  const chosen = options.authenticatorSelection ?? {};
  return {
    ...options,
    authenticatorSelection: {
      ...chosen,
      residentKey: alone ? "required" : "discouraged",
      requireResidentKey: alone,
      userVerification: alone ? "required" : chosen.userVerification,
    },
  };
}

async function credentialOf(form) {
  const options = await optionsOf(form);
  if (form.dataset.passkey === "create") return startRegistration({ optionsJSON: made(form, options) });
  return startAuthentication({ optionsJSON: options });
}

document.querySelectorAll("form[data-passkey]").forEach((form) => {
  if (!browserSupportsWebAuthn()) return;
  form.hidden = false;
  const wrong = form.querySelector("[data-wrong]");
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    wrong.textContent = "";
    try {
      form.elements.credential.value = JSON.stringify(await credentialOf(form));
      form.submit();
    } catch (refused) {
      wrong.textContent = refused.name === "InvalidStateError" ? wrong.dataset.known : wrong.dataset.declined;
    }
  });
});
