// Runs before the page is painted, and starts the program that the page needs: on the landing page, where
// nobody is signed in, a small one that begins a login and nothing else (`login/`), everywhere else the
// app. What the small one cannot do, the app does, which has the words for it.

// How long the configuration may take, how long a visitor who has pressed "Log in" waits for the small
// program before the app is asked instead, and then for the provider's page, in milliseconds. Within twice of
// it there is something to read.
const PATIENCE = 7_000;

// How long a login may take, in milliseconds (`PENDING_LIFETIME_MS` in
// `crates/cognito-spa/src/protocol/pending.rs`).
const LOGIN_LIFETIME = 3_600_000;

// How long a press may take until it is a click, in milliseconds. Until then the app does not take the place of
// what it began on, where the click would be lost.
const PRESS = 1_000;

// What this tab has stored under one of the library's keys (`crates/cognito-spa/src/browser/storage.rs`).
const stored = (key) => {
  try {
    return sessionStorage.getItem(`leptos-cognito.${key}`);
  } catch {
    // Storage that is blocked keeps nothing.
    return null;
  }
};

// Whether another tab has a session to hand on (`presence_name` in `crates/cognito-spa/src/protocol/tabs.rs`).
const isSignedInElsewhere = async () => {
  try {
    const { held } = await navigator.locks.query();
    return held.some(({ name }) => /^leptos-cognito\..*\.signed-in$/.test(name));
  } catch {
    // Without locks no tab hands anything on.
    return false;
  }
};

const parsed = new Promise((resolve) => addEventListener("DOMContentLoaded", resolve, { once: true }));

const isPainted = () => document.documentElement.classList.contains("painted");

const element = (name, text, attributes = {}) => {
  const made = document.createElement(name);
  for (const attribute in attributes) made.setAttribute(attribute, attributes[attribute]);
  made.textContent = text;
  return made;
};

// As the app says it (`src/components/alert.rs`).
const say = (text, code) => {
  const link = element("a", "", { href: `/guide.html#${code}`, target: "_blank", rel: "noopener" });
  link.append(element("code", code));
  const detail = element("p", "Code: ", { class: "detail" });
  detail.append(link);
  const alert = element("div", "", { role: "alert", class: "alert" });
  alert.append(element("p", text, { class: "what" }), detail);
  document.getElementById("loading")?.remove();
  document.getElementById("main").prepend(alert);
};

const cannotStart = (text, code) => {
  say(text, code);
  if (!isPainted()) document.getElementById("main").prepend(element("h1", "This page cannot start"));
};

// A program's files. `index.html` names them by links that load nothing as they stand. In a release the app's
// WebAssembly is in two parts (`xtask/src/release/parts.rs`).
const files = (name) => ({
  js: document.getElementById(`${name}-js`),
  wasm: [...document.querySelectorAll(`[id|="${name}-wasm"]`)],
});

// The answer with a program's WebAssembly, each part of which has its own integrity. The first one is compiled while
// the next one is still on its way.
const fetchWasm = (parts) => {
  const answers = parts.map(({ href, integrity }) => fetch(href, { integrity }));
  if (parts.length === 1) return answers[0];
  const { readable, writable } = new TransformStream();
  const join = async () => {
    for (const answer of answers) await (await answer).body.pipeTo(writable, { preventClose: true });
    await writable.close();
  };
  join().catch((error) => writable.abort(error));
  // What fails before its turn is heard of when its turn comes.
  Promise.all(answers).catch(() => {});
  return new Response(readable, { headers: { "content-type": "application/wasm" } });
};

let press = Promise.resolve();

const followPress = () => {
  press = new Promise((ended) => {
    // After the click, when the browser has followed the link.
    addEventListener("click", () => setTimeout(ended), { once: true });
    setTimeout(ended, PRESS);
  });
};

const cancel = (requests) => {
  for (const request of [requests?.tokens, requests?.keys]) request?.controller.abort();
};

// `meanwhile` is called once the glue is there, when the WebAssembly may still be on its way. The requests that it
// returns the program finds in the window when it begins, and nobody after that.
const load = async (name, meanwhile = () => null) => {
  const { js, wasm } = files(name);
  // An import alone would not check the integrity.
  js.rel = "modulepreload";
  const compiled = WebAssembly.compileStreaming(fetchWasm(wasm));
  let hasFailed = false;
  let requests = null;
  const glue = import(js.href).then((program) => {
    if (!hasFailed) requests = meanwhile();
    return program;
  });
  try {
    const [module, program] = await Promise.all([compiled, glue, parsed]);
    if (name === "app") {
      await press;
      removeEventListener("pointerdown", followPress);
    }
    if (requests) window.leptosCognitoEarlyRequests = requests;
    // In one go, so that no press begins meanwhile.
    program.initSync({ module });
    // What it has not taken over.
    cancel(window.leptosCognitoEarlyRequests);
    return program;
  } catch (error) {
    hasFailed = true;
    cancel(requests);
    throw error;
  } finally {
    delete window.leptosCognitoEarlyRequests;
  }
};

const startApp = (meanwhile) =>
  load("app", meanwhile).catch(async () => {
    await parsed;
    cannotStart("The program could not be loaded. Check your connection and reload the page.", "browser.program_missing");
  });

// Ahead of a navigation to `address`; or of a request without cookies, which browsers send over another
// connection.
const connect = (address, crossOrigin = null) => {
  const link = document.createElement("link");
  link.rel = "preconnect";
  link.crossOrigin = crossOrigin;
  link.href = address;
  document.head.append(link);
};

// An address that everybody reads alike, with no more in it than an endpoint needs.
const isEndpoint = (text) => /^(https:\/\/[\w.-]+|http:\/\/(localhost|127\.0\.0\.1))(:\d+)?\/[\w.~/?&=%-]*$/.test(text);

const areTexts = (...values) => values.every((value) => typeof value === "string");

// The login that comes back, if everything about it is as it should be. Whatever is not is left to the app, which
// has the words for it, and makes all checks once more (`crates/cognito-spa/src/protocol/callback.rs` and
// `pending.rs`).
const returningLogin = () => {
  const query = location.search;
  const answer = new URLSearchParams(query);
  const once = (name) => (answer.getAll(name).length === 1 ? answer.get(name) : "");
  const [code, state, iss] = ["code", "state", "iss"].map(once);
  if (location.pathname !== "/dashboard" || !code || !state) return null;
  if (answer.has("error") || answer.has("error_description")) return null;
  try {
    const record = stored(`pending.${state}`);
    const login = JSON.parse(record);
    const { client_id, issuer } = login.audience;
    const { token_endpoint, redirect_uri, verifier, scope, return_to, max_age_s, iss_required, started_at } = login;
    const needsKeys = areTexts(login.nonce, login.jwks_uri) && isEndpoint(login.jwks_uri);
    const isRecord =
      areTexts(client_id, token_endpoint, redirect_uri, verifier, scope, return_to) &&
      isEndpoint(token_endpoint) &&
      isEndpoint(redirect_uri) &&
      /^[\w.~-]{43,128}$/.test(verifier) &&
      typeof iss_required === "boolean" &&
      (max_age_s == null || typeof max_age_s === "number") &&
      typeof started_at === "number" &&
      Math.abs(Date.now() - started_at) <= LOGIN_LIFETIME;
    const isFromIssuer = answer.has("iss") ? iss !== "" && iss === issuer : !iss_required;
    if (!isRecord || !isFromIssuer) return null;
    return { query, code, state, record, login, jwks_uri: needsKeys ? login.jwks_uri : null };
  } catch {
    // What is stored is no pending login.
    return null;
  }
};

const prepare = (url, options) => {
  const controller = new AbortController();
  const request = new Request(url, {
    credentials: "omit",
    redirect: "manual",
    referrerPolicy: "no-referrer",
    signal: controller.signal,
    ...options,
  });
  return { request, controller };
};

// Sends it for the app, which hears of it if it fails.
const send = ({ request, controller }) => {
  const answer = fetch(request);
  answer.catch(() => {});
  return { answer, controller };
};

// Asks for the tokens, which takes longest, and for the keys that the ID token will need, while the app is still
// loading. The app judges the answers (`crates/cognito-spa/src/browser/early_requests.rs`). Where not even the glue
// can be had, this is not called, and the code stays in the address for another try; where the app is lost after
// this, the code is spent, and the person logs in once more.
const askForTokens = () => {
  // Read anew, in one step with what takes it out.
  const returning = returningLogin();
  if (!returning) return null;
  const { query, code, state, record, login, jwks_uri } = returning;
  try {
    const form = new URLSearchParams({
      grant_type: "authorization_code",
      client_id: login.audience.client_id,
      code,
      redirect_uri: login.redirect_uri,
      code_verifier: login.verifier,
    });
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const tokens = prepare(login.token_endpoint, { method: "POST", headers, body: `${form}`, cache: "no-store" });
    const keys = jwks_uri && prepare(jwks_uri);
    // Before any request: nobody is to find a code in the address, and nothing is to use it twice.
    history.replaceState(null, "", location.pathname);
    sessionStorage.removeItem(`leptos-cognito.pending.${state}`);
    return { query, record, sentAt: Date.now(), tokens: send(tokens), keys: keys && send(keys) };
  } catch {
    // The address cannot be cleaned, as the app will say.
    return null;
  }
};

// The app; and what a login that comes back needs beside it.
const startAppAndLogin = () => {
  startApp(askForTokens);
  const { login, jwks_uri } = returningLogin() ?? {};
  for (const address of [login?.token_endpoint, jwks_uri]) if (address) connect(address, "anonymous");
};

// The app's files, for when the login comes back: one after the other, because what is not there when the visitor
// leaves may be broken off and lost. A browser that keeps the page for its back button finishes what has been asked
// for, so all the rest is asked for then, and comes while the visitor logs in. Not with a prefetch: in Firefox the
// site's policy forbids it (`default-src`), and WebKit has none. What fails here is asked for again then.
const fetchAhead = async () => {
  const { js, wasm } = files("app");
  const [first, ...rest] = wasm;
  const left = [first, js, ...rest];
  const read = ({ href }) => fetch(href, { priority: "low" }).then((file) => file.blob()).catch(() => {});
  addEventListener("pagehide", ({ persisted }) => {
    if (persisted) left.splice(0).forEach(read);
  });
  while (left.length) await read(left.shift());
};

const timeout = (ms) =>
  new Promise((_, reject) => setTimeout(reject, ms, new DOMException("The time is over.", "TimeoutError")));

// As the page's preload asks for it, which then serves this.
const readConfig = async () => {
  const response = await fetch("/config.json", { credentials: "same-origin" });
  // What another address answers is no configuration of this site's, as for the app.
  if (!response.ok || response.redirected) throw new Error("no configuration");
  const text = await response.text();
  const { domain } = JSON.parse(text);
  if (domain) connect(domain);
  return text;
};

const startLanding = () => {
  const isOurs = async () => {
    if (await isSignedInElsewhere()) throw new Error("the session is the app's to take over");
    await parsed;
    // Only a release writes the landing page into the document.
    if (!document.getElementById("landing").hasChildNodes()) throw new Error("the page is the app's to show");
  };
  const program = load("login");
  const ours = isOurs();
  const ready = Promise.all([program, Promise.race([readConfig(), timeout(PATIENCE)]), ours]);
  const listeners = new AbortController();
  // What says that the click on a link is under way, and how long it may be.
  let status = null;
  let patience = 0;

  const askApp = (link) => location.assign(link.href);

  const endStatus = () => {
    clearTimeout(patience);
    status?.remove();
    status = null;
  };

  // The app could do no more, and the visitor has waited long enough.
  const giveUp = () => {
    endStatus();
    say("The login page did not open. Check your connection, then try again.", "browser.navigation");
  };

  const begin = async (link) => {
    document.querySelector("#main > .alert")?.remove();
    status = element("p", "", { role: "status", class: "status" });
    link.parentElement.after(status);
    status.textContent = "Opening the login page…";
    patience = setTimeout(askApp, PATIENCE, link);
    // Another tab may have signed in since the page was opened.
    if (link.pathname === "/login" && (await isSignedInElsewhere())) return askApp(link);
    try {
      const [program, config] = await ready;
      const page = link.pathname === "/signup" ? program.signUp(config) : program.logIn(config);
      clearTimeout(patience);
      if (page === undefined) return askApp(link);
      patience = setTimeout(giveUp, PATIENCE);
      location.assign(page);
    } catch ({ name }) {
      if (name !== "TimeoutError") return askApp(link);
      // The configuration did not come. The next click is the app's.
      listeners.abort();
      giveUp();
    }
  };

  // A click that opens another tab or window stays the browser's.
  const hold = (event) => {
    const link = event.target.closest?.('a[href="/login"], a[href="/signup"]');
    const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!link || !isPlain || event.defaultPrevented) return;
    event.preventDefault();
    if (!status) begin(link);
  };

  // Back from the provider, the page is shown as it was left.
  const comeBack = async ({ persisted }) => {
    if (!persisted) return;
    endStatus();
    if (stored("session") !== null || (await isSignedInElsewhere())) location.reload();
  };

  addEventListener("click", hold, { signal: listeners.signal });
  addEventListener("pageshow", comeBack, { signal: listeners.signal });

  const offerSignUp = (offered) => {
    if (offered === undefined) throw new Error("no login can begin here");
    const link = document.querySelector('#landing a[href="/signup"]');
    if (offered) link?.classList.remove("later");
    else link?.remove();
  };

  const fetchWhenPainted = () => {
    // In the frame after the first.
    if (!navigator.connection?.saveData) requestAnimationFrame(() => requestAnimationFrame(fetchAhead));
  };
  // Where the page is the app's, that is loaded at once.
  ours.then(fetchWhenPainted, () => {});
  ready
    .then(([program, config]) => offerSignUp(program.offersSignUp(config)))
    .catch(() => {
      // A click that is held leads to the app by itself, and so does the next one.
      if (status || listeners.signal.aborted) return;
      listeners.abort();
      startApp();
    });
};

// A program that has stopped answers to nothing any more.
const tellThatItStopped = ({ error, reason }) => {
  if (!((error ?? reason) instanceof WebAssembly.RuntimeError)) return;
  removeEventListener("error", tellThatItStopped);
  removeEventListener("unhandledrejection", tellThatItStopped);
  say("The program has stopped. Please reload the page.", "browser.program_stopped");
};

// What the browser lacks, and its code.
const missing = () => {
  if (typeof WebAssembly !== "object") {
    return [
      "This page needs WebAssembly, which this browser does not have or does not allow. Please use another browser.",
      "browser.no_webassembly",
    ];
  }
  // What is as old as that has not been tried: this came in March 2024.
  if (AbortSignal.any) return null;
  return ["This browser is too old for this page. Please update it, or use another one.", "browser.too_old"];
};

const start = () => {
  const why = missing();
  // The landing page is in the document already, and is shown at once where nobody is signed in.
  const isLanding = location.pathname === "/" && stored("session") === null;
  if (isLanding) document.documentElement.classList.add("painted");
  if (why) return parsed.then(() => cannotStart(...why));
  addEventListener("error", tellThatItStopped);
  addEventListener("unhandledrejection", tellThatItStopped);
  addEventListener("pointerdown", followPress);
  // After a log-out that the provider did not take part in there is something to say.
  if (isLanding && stored("signed-out") !== "false") return startLanding();
  startAppAndLogin();
};

start();
