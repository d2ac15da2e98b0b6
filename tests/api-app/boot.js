// Makes the program's functions known as `app`. Trunk's preload links say where the program is.
const { href: js } = document.querySelector('link[rel="modulepreload"]');
const { href: wasm } = document.querySelector('link[rel="preload"][type="application/wasm"]');
const app = await import(js);
await app.default({ module_or_path: wasm });
window.app = app;
