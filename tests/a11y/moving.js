const MOST = 0.01;

const lasts = ({ playState, effect }) =>
  playState === "running" && effect.getComputedTiming().activeDuration > MOST * 1000;
const running = document.getAnimations().filter(lasts);

// What does not run yet, but would.
const inSeconds = (time) => parseFloat(time) * (time.endsWith("ms") ? 0.001 : 1);
const takes = (times) => times.split(",").some((time) => inSeconds(time) > MOST);
const moves = (style) =>
  (style.animationName !== "none" && takes(style.animationDuration)) ||
  takes(style.transitionDuration) ||
  style.scrollBehavior === "smooth";

const words = (element) => element.outerHTML.slice(0, 80);
const all = [document.documentElement, ...document.querySelectorAll("body, body *")];
const styled = all.flatMap((element) =>
  ["", "::before", "::after"]
    .filter((part) => moves(getComputedStyle(element, part)))
    .map((part) => `would move: ${words(element)}${part}`),
);

return [
  ...running.map(({ animationName, effect }) => `runs: ${animationName} of ${words(effect.target)}`),
  ...styled,
];
