const page = document.documentElement;
if (page.scrollWidth <= page.clientWidth) return [];
const widest = [...document.querySelectorAll("body *")].filter(
  (element) => element.getBoundingClientRect().right > page.clientWidth + 0.5,
);
return [
  `${page.scrollWidth} CSS pixels in a window of ${page.clientWidth}`,
  ...widest.map((element) => `sticks out: ${element.outerHTML.slice(0, 120)}`),
];
