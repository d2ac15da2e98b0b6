const options = {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
  // Off by default, although WCAG 2.2 requires it.
  rules: { "target-size": { enabled: true } },
};

const told = ({ id, nodes }) => ({
  id,
  nodes: nodes.map(({ impact, target, html, failureSummary, any }) => ({
    impact,
    target: target.join(" "),
    html,
    failureSummary: failureSummary ?? any.map((check) => check.message).join(" "),
  })),
});

const isContrast = ({ id }) => id === "color-contrast";

return axe.run(document, options).then(({ violations, incomplete, passes }) => ({
  violations: violations.map(told),
  undecided: incomplete.map(told),
  contrastSeen: [...passes, ...violations].some(isContrast),
}));
