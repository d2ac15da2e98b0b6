const page = document.documentElement;
if (page.scrollWidth <= page.clientWidth) return [];
const sticksOut = (element) => element.getBoundingClientRect().right > page.clientWidth + 0.5;
const widest = [...document.querySelectorAll("body *")].filter(
  (element) => sticksOut(element) && ![...element.children].some(sticksOut),
);
return [
  `${page.scrollWidth} CSS pixels in a window of ${page.clientWidth}`,
  ...widest.map((element) => `sticks out: ${element.outerHTML.slice(0, 120)}`),
];
