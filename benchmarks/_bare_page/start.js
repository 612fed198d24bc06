document.querySelector('[data-do="start"]').addEventListener("click", () => {
  document.querySelector("[data-phase]").textContent = "Breathe in";
});
dispatchEvent(new Event("bare-page-listens"));
addEventListener("load", () => navigator.serviceWorker.register("/service-worker.js", { updateViaCache: "none" }));
