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
  b.begin.top >= a.end.bottom - 1 || b.begin.left >= a.end.right - 1 || a.element.contains(b.element);
const disordered = ring.slice(1).filter((stop, i) => !isBefore(ring[i], stop));

const isClear = (color) => /^(transparent|rgba\(.*, 0\))$/.test(color);
const isOutlined = ({ outlineStyle, outlineWidth, outlineColor }) =>
  outlineStyle !== "none" && parseFloat(outlineWidth) >= LEAST_OUTLINE && !isClear(outlineColor);
const isShadowed = ({ boxShadow }) =>
  (boxShadow.match(/-?[\d.]+px/g) ?? []).some((length) => parseFloat(length) >= LEAST_OUTLINE);
const changes = ({ focused, without }, names) =>
  names.some((name) => focused[name] !== without[name]);
const outline = ["outlineStyle", "outlineWidth", "outlineColor"];
const isMarked = (stop) =>
  (changes(stop, outline) && isOutlined(stop.focused)) ||
  (changes(stop, ["boxShadow"]) && isShadowed(stop.focused));
const unmarked = stops.filter((stop) => !isMarked(stop));

// A link in a sentence may be as low as its line (WCAG 2.2, 2.5.8).
const isInSentence = (element) =>
  getComputedStyle(element).display === "inline" &&
  element.parentElement.textContent.trim() !== element.textContent.trim();
const small = stops.filter(({ element, size }) => size < LEAST_TARGET && !isInSentence(element));

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
