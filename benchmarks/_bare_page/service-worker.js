// Cache first, two files, nothing else: the least that starts with no network.
const FILES = ["/", "/script.js"];

addEventListener("install", (event) => event.waitUntil(caches.open("bare").then((cache) => cache.addAll(FILES))));
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  event.respondWith(caches.match(event.request).then((found) => found ?? fetch(event.request)));
});
