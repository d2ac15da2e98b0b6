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

// Whether any of nine points of it can be seen (WCAG 2.2, 2.4.11).
const isSeen = (element) =>
  [...element.getClientRects()].some((box) => {
    const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
    const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
    const parts = [0.1, 0.5, 0.9];
    const points = parts.flatMap((x) =>
      parts.map((y) => [left + (right - left) * x, top + (bottom - top) * y]),
    );
    return points.some(([x, y]) => element.contains(document.elementFromPoint(x, y)));
  });

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
  const { width, height } = element.getBoundingClientRect();
  const lines = [...element.getClientRects()].map((line) => ({
    left: line.left + scrollX,
    top: line.top + scrollY,
    right: line.right + scrollX,
    bottom: line.bottom + scrollY,
  }));
  walk.stops.push({
    element,
    focused: look(element),
    covered: !isSeen(element),
    size: Math.min(width, height),
    begin: lines.at(0),
    end: lines.at(-1),
  });
  return "on";
};

return step();
