const { stops, twice } = window.walk;
const LEAST_TARGET = 24;
const LEAST_OUTLINE = 2;

const words = (element) => `${element.localName} "${element.textContent.trim().slice(0, 40)}"`;
const named = (what, elements) => elements.map((element) => `${what}: ${words(element)}`);

const kinds = "a[href], button, input, select, textarea, summary, [tabindex]:not([tabindex^='-'])";
const controls = [...document.querySelectorAll(kinds)].filter(
  (element) => !element.disabled && element.checkVisibility({ visibilityProperty: true }),
);
const reached = stops.map(({ element }) => element);

const scrolls = (element) =>
  element.scrollHeight > element.clientHeight || element.scrollWidth > element.clientWidth;
const inert = reached.filter((element) => !controls.includes(element) && !scrolls(element));

// The walk is a ring: it begins wherever the focus was.
const first = stops.findIndex(({ element }) => element === controls[0]);
const ring = [...stops.slice(first), ...stops.slice(0, Math.max(first, 0))];
const isBefore = (a, b) =>
  b.box.top >= a.box.bottom - 1 || b.box.left >= a.box.right - 1 || a.element.contains(b.element);
const disordered = ring.slice(1).filter((stop, i) => !isBefore(ring[i], stop));

const isClear = (color) => /^(transparent|rgba\(.*, 0\))$/.test(color);
const hasOutline = ({ focused, without }) =>
  focused.outlineStyle !== "none" &&
  parseFloat(focused.outlineWidth) >= LEAST_OUTLINE &&
  !isClear(focused.outlineColor) &&
  (focused.outlineStyle !== without.outlineStyle || focused.outlineWidth !== without.outlineWidth || focused.outlineColor !== without.outlineColor);
const hasShadow = ({ focused, without }) =>
  focused.boxShadow !== without.boxShadow &&
  (focused.boxShadow.match(/-?[\d.]+px/g) ?? []).some((length) => parseFloat(length) >= LEAST_OUTLINE);
const unmarked = stops.filter((stop) => !hasOutline(stop) && !hasShadow(stop));

// A link in a sentence may be as low as its line (WCAG 2.2, 2.5.8).
const isInSentence = (element) =>
  getComputedStyle(element).display === "inline" &&
  element.parentElement.textContent.trim() !== element.textContent.trim();
const small = stops.filter(
  ({ element, box }) =>
    Math.min(box.right - box.left, box.bottom - box.top) < LEAST_TARGET && !isInSentence(element),
);

const elements = (found) => found.map(({ element }) => element);
return [
  ...named("cannot be reached", controls.filter((element) => !reached.includes(element))),
  ...named("is reached and does nothing", inert),
  ...named("is reached twice", twice),
  ...named("comes after something below or right of it", elements(disordered)),
  ...named("does not show that it has the focus", elements(unmarked)),
  ...named("is covered when it has the focus", elements(stops.filter(({ covered }) => covered))),
  ...named(`is smaller than ${LEAST_TARGET} CSS pixels`, elements(small)),
];
