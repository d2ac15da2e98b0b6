const MOST = 0.01;

const running = document.getAnimations().filter(
  (animation) => animation.playState === "running" && animation.effect.getComputedTiming().activeDuration > MOST * 1000,
);

// What does not run yet, but would.
const seconds = (list) => Math.max(...list.split(",").map((time) => parseFloat(time) * (time.endsWith("ms") ? 0.001 : 1)));
const styled = [document.documentElement, ...document.querySelectorAll("body, body *")].flatMap((element) =>
  [null, "::before", "::after"]
    .map((part) => [part ?? "", getComputedStyle(element, part)])
    .filter(
      ([, style]) =>
        (style.animationName !== "none" && seconds(style.animationDuration) > MOST) ||
        seconds(style.transitionDuration) > MOST ||
        style.scrollBehavior === "smooth",
    )
    .map(([part]) => `${element.outerHTML.slice(0, 80)}${part}`),
);

return [
  ...running.map(({ animationName, effect }) => `runs: ${animationName} of ${effect.target.outerHTML.slice(0, 80)}`),
  ...styled.map((element) => `would move: ${element}`),
];
