{% load rounds static %}/* Keeps the worker's day on the phone: 今日 and the pages under /rounds/ as last seen, and what they are drawn with.
   A page is asked of the server first; without signal, or after three seconds, the kept one is shown. Deeds are not sent from
   here: rounds.js keeps and sends them. Another person signed in, or nobody: what was kept of the last one is let go. */
"use strict";
const PAGES = "xiwei-rounds-1";
const THINGS = "xiwei-things-1";
const NEEDED = [{% for one in "vendor/tabler.min.css css/tokens.css css/base.css css/components.css css/boards.css css/print.css css/rounds.css django_htmx/htmx-2.min.js js/tongue.js js/said.js js/once.js js/clock.js js/live.js js/drafts.js js/photos.js js/speak.js js/dialog.js js/share.js js/look.js js/rounds.js icons/favicon.svg"|split %}"{% static one %}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const PATIENCE = 3000;

addEventListener("install", (event) => {
  event.waitUntil(caches.open(THINGS).then((kept) => Promise.all(NEEDED.map((one) => kept.add(one).catch(() => null)))).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name !== PAGES && name !== THINGS && name.startsWith("xiwei-")) await caches.delete(name);
    const kept = await caches.open(THINGS);
    const needed = new Set(NEEDED.map((one) => new URL(one, location.origin).href));
    for (const request of await kept.keys()) if (!needed.has(request.url) && request.url.includes("/static/js/") === false && request.url.includes("/static/css/")) await kept.delete(request);
    await clients.claim();
  })());
});

addEventListener("message", (event) => {
  if (event.data === "forget") event.waitUntil(caches.delete(PAGES));
});

const ours = (url) => url.origin === location.origin && (url.pathname === "/today/" || url.pathname.startsWith("/rounds/")) && url.pathname !== "/rounds/ready/";

async function page(request) {
  const kept = await caches.open(PAGES);
  const held = await kept.match(request.url.split("#")[0]);
  const asked = fetch(request).then((answer) => {
    if (answer.ok && !answer.redirected && answer.type === "basic") kept.put(request.url.split("#")[0], answer.clone());
    return answer;
  });
  if (!held) return asked;
  const late = new Promise((next) => { setTimeout(() => next(null), PATIENCE); });
  const answer = await Promise.race([asked.catch(() => null), late]);
  return answer && answer.status < 500 ? answer : held;
}

async function thing(request) {
  const held = await caches.match(request);
  if (held) return held;
  const answer = await fetch(request);
  if (answer.ok) (await caches.open(THINGS)).put(request, answer.clone());
  return answer;
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  /* Who comes in or goes out at the door may be another: the pages of the one before are not shown to them. */
  if (url.pathname.startsWith("/account/") && (request.mode === "navigate" || request.method !== "GET")) event.waitUntil(caches.delete(PAGES));
  if (request.method !== "GET") return;
  if (url.pathname.startsWith("/static/")) event.respondWith(thing(request));
  else if (ours(url)) event.respondWith(page(request));
  else if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(async () => (await (await caches.open(PAGES)).match(new URL("/rounds/", location.origin).href)) || Response.error()));
  }
});
