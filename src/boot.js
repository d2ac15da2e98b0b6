// Starts the program: fetches the WebAssembly, checked against the hash of its preload link, while
// the JavaScript that belongs to it is loading. Trunk's own start script would be an inline one.

const say = (text) => {
  const line = document.createElement("p");
  line.setAttribute("role", "alert");
  line.className = "alert";
  line.textContent = text;
  document.getElementById("main").replaceChildren(line);
};

const start = async () => {
  const { js, wasm } = document.querySelector("script[data-wasm]").dataset;
  const preload = document.querySelector(`link[href="${wasm}"]`);
  // A release keeps it in `data-integrity`, because browsers warn of it on this kind of preload.
  const integrity = preload?.dataset.integrity ?? preload?.integrity ?? "";
  const [{ default: init }, response] = await Promise.all([import(js), fetch(wasm, { integrity })]);
  await init({ module_or_path: response });
};

if (typeof WebAssembly === "object") {
  start().catch(() => say("The program could not be loaded. Check your connection and reload the page."));
} else {
  say("This page needs WebAssembly, which this browser does not have or does not allow. Please use another browser.");
}
