// Makes the program's functions known as `app`.
const { js, wasm } = document.querySelector('script[data-wasm]').dataset;
const app = await import(js);
await app.default({ module_or_path: wasm });
window.app = app;
