const walk = (window.walk ??= { stops: [], twice: [] });

const settled = (element) =>
  Promise.all(
    element
      .getAnimations()
      .filter((animation) => animation.effect.getComputedTiming().endTime !== Infinity)
      .map((animation) => animation.finished.catch(() => {})),
  );

const look = (element) => {
  const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(element);
  return { outlineStyle, outlineWidth, outlineColor, boxShadow };
};

const last = walk.stops.at(-1);
const element = document.activeElement;
if (!element || element === document.body || element === document.documentElement) return "outside";

const step = async () => {
  if (last && last.element !== element) {
    await settled(last.element);
    last.without ??= look(last.element);
  }
  if (walk.stops[0]?.element === element) return "round";
  if (walk.stops.some((stop) => stop.element === element)) {
    walk.twice.push(element);
    return walk.twice.length > 3 ? "round" : "again";
  }
  await settled(element);
  const seen = element.getClientRects()[0];
  const over = document.elementFromPoint(seen.x + seen.width / 2, seen.y + seen.height / 2);
  const { x, y, width, height } = element.getBoundingClientRect();
  walk.stops.push({
    element,
    focused: look(element),
    covered: !element.contains(over),
    box: { left: x + scrollX, top: y + scrollY, right: x + scrollX + width, bottom: y + scrollY + height },
  });
  return "on";
};

return step();
