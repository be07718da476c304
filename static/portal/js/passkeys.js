// allauth's scripts talk to the browser about passkeys; here people hear what went wrong.
const reveal = (name) =>
  document.querySelectorAll(`[data-passkey-${name}]`).forEach((notice) => { notice.hidden = false; });

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  reveal("trouble");
});

// A passkey belongs to the name of a site: there is none for a bare address.
const isBareAddress = /^[\d.]+$|^\[/.test(location.hostname);
reveal(window.PublicKeyCredential && !isBareAddress ? "possible" : "impossible");
