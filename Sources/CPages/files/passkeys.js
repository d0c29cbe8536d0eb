// Passkeys: forms marked data-passkey ask the server for options, the authenticator for an answer, and send it as one field.
"use strict";
(() => {
  const decode = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const encode = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const say = (form, text) => {
    const place = form.querySelector(".problem[hidden], .problem[data-said]");
    if (!place) return;
    place.textContent = text;
    place.hidden = !text;
    place.dataset.said = "";
  };

  const answerTo = async (kind, options) => {
    options.challenge = decode(options.challenge);
    for (const list of [options.allowCredentials, options.excludeCredentials]) {
      for (const credential of list ?? []) credential.id = decode(credential.id);
    }
    if (kind === "register") {
      options.user.id = decode(options.user.id);
      const made = await navigator.credentials.create({ publicKey: options });
      return {
        clientData: encode(made.response.clientDataJSON), attestation: encode(made.response.attestationObject),
      };
    }
    const given = await navigator.credentials.get({ publicKey: options });
    return {
      credential: encode(given.rawId), clientData: encode(given.response.clientDataJSON),
      authenticatorData: encode(given.response.authenticatorData), signature: encode(given.response.signature),
      handle: given.response.userHandle ? encode(given.response.userHandle) : null,
    };
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const kind = form.dataset.passkey;
    if (!kind || form.elements.answer.value) return;
    event.preventDefault();
    const button = form.querySelector("button");
    const label = button.textContent;
    button.disabled = true;
    if (button.dataset.busy) button.textContent = button.dataset.busy;
    say(form, "");
    try {
      const answer = await fetch(form.dataset.options, {
        method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin",
        headers: { accept: "application/json" },
      });
      const options = await answer.json();
      if (!answer.ok) throw new Error(options.detail ?? "The server refused.");
      const challenge = options.challenge;
      form.elements.answer.value = JSON.stringify({ challenge, ...await answerTo(kind, options) });
      form.submit();
      return;
    } catch (error) {
      say(form, error.name === "NotAllowedError" ? "The passkey was not used: it was cancelled, or none fits." : error.message);
    }
    button.disabled = false;
    button.textContent = label;
  });
})();
