// Runs before the page's own scripts, on both sides alike. `startup` resolves to milliseconds
// since the navigation began; `press` presses Start and resolves when the first breath is shown.
(() => {
  const now = () => performance.now();
  const listening = Promise.race([
    // Resolves after the elements in the page were upgraded, so the click listener is there.
    customElements.whenDefined("exercise-player"),
    new Promise((resolve) => addEventListener("bare-page-listens", resolve, { once: true })),
  ]).then(now);
  const painted = new Promise((resolve) => {
    const observer = new PerformanceObserver((list) => {
      const [first] = list.getEntriesByName("first-contentful-paint");
      if (first) resolve(first.startTime);
    });
    observer.observe({ type: "paint", buffered: true });
  });
  const start = () => document.querySelector('[data-do="start"]');
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));

  async function measure() {
    const [listens, paint] = await Promise.all([listening, painted]);
    if (!start().getClientRects().length) throw new Error("Start is not on the screen");
    return { paint, listens, ready: Math.max(paint, listens) };
  }
  globalThis.startup = measure();

  globalThis.press = async () => {
    const pressed = now();
    start().click();
    const phase = document.querySelector("[data-phase]");
    while (!phase.getClientRects().length || phase.textContent !== "Breathe in") await frame();
    return now() - pressed;
  };
})();
