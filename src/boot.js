// Runs before the page is painted, and starts the program. Trunk's preload links say where it is: the
// WebAssembly is fetched, checked against the hash of its link, while the JavaScript that belongs to it
// is loading. Trunk's own start script would be an inline one.

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
  document.getElementById("loading")?.remove();
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
  const { href: js } = document.querySelector('link[rel="modulepreload"]');
  const wasm = document.querySelector('link[rel="preload"][type="application/wasm"]');
  // `cargo xtask build` moves it to `data-integrity`: Chromium warns of it on this kind of preload.
  const integrity = wasm.dataset.integrity ?? wasm.integrity;
  const [{ default: init }, response] = await Promise.all([import(js), fetch(wasm.href, { integrity })]);
  await init({ module_or_path: response });
};

addEventListener("DOMContentLoaded", () => {
  if (typeof WebAssembly === "object") {
    start().catch(() => say("The program could not be loaded. Check your connection and reload the page."));
  } else {
    say("This page needs WebAssembly, which this browser does not have or does not allow. Please use another browser.");
  }
});
