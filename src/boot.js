// Runs before the page is painted, and starts the program: fetches the WebAssembly, checked against the
// hash of its preload link, while the JavaScript that belongs to it is loading. Trunk's own start
// script would be an inline one.

const { js, wasm } = document.currentScript.dataset;

// The key is that of the library's storage (`crates/cognito-spa/src/browser/storage.rs`).
const hasSession = () => {
  try {
    return sessionStorage.getItem("leptos-cognito.session") !== null;
  } catch {
    // Storage that is blocked keeps no session.
    return false;
  }
};

// The landing page is in the document already. It is shown at once where the program will show the
// same.
if (location.pathname === "/" && !hasSession()) {
  document.documentElement.classList.add("painted");
}

const say = (text) => {
  const main = document.getElementById("main");
  const line = document.createElement("p");
  line.setAttribute("role", "alert");
  line.className = "alert";
  line.textContent = text;
  main.prepend(line);
  if (!document.documentElement.classList.contains("painted")) {
    const heading = document.createElement("h1");
    heading.textContent = "This page cannot start";
    main.prepend(heading);
  }
};

const start = async () => {
  const preload = document.querySelector(`link[href="${wasm}"]`);
  // A release keeps it in `data-integrity`, because browsers warn of it on this kind of preload.
  const integrity = preload?.dataset.integrity ?? preload?.integrity ?? "";
  const [{ default: init }, response] = await Promise.all([import(js), fetch(wasm, { integrity })]);
  await init({ module_or_path: response });
};

addEventListener("DOMContentLoaded", () => {
  if (typeof WebAssembly === "object") {
    start().catch(() => say("The program could not be loaded. Check your connection and reload the page."));
  } else {
    say("This page needs WebAssembly, which this browser does not have or does not allow. Please use another browser.");
  }
});
