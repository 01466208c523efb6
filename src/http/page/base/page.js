// Makes the page nicer; everything works without it.
"use strict";
(() => {
  const LIVE_EVERY_MS = 20000;
  // A second click on a button that is on its way does nothing.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => { delete form.dataset.sent; }, 8000);
  });
  addEventListener("pageshow", () => document.querySelectorAll("form").forEach((form) => { delete form.dataset.sent; }));

  // What is open is loaded anew while nobody types in it.
  const isBusy = () => document.hidden || document.querySelector("details[open] form") || /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName ?? "");
  const refresh = async () => {
    const main = document.querySelector("main[data-live]");
    if (!main || isBusy()) return;
    const answer = await fetch(location.href, { headers: { accept: "text/html", "x-by-itself": "1" } });
    // The session is over: what it showed is not left standing.
    if (answer.redirected) { location.assign(answer.url); return; }
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("main");
    if (!fresh || isBusy() || fresh.innerHTML === main.innerHTML) return;
    const day = main.querySelector(".day"), left = day ? day.scrollLeft : 0, at = document.activeElement?.getAttribute("href");
    main.replaceWith(fresh);
    for (const part of [".side", ".state"]) document.querySelector(part)?.replaceWith(page.querySelector(part));
    document.title = page.title;
    document.querySelector("link[rel=icon]").href = page.querySelector("link[rel=icon]").getAttribute("href");
    if (fresh.querySelector(".day")) fresh.querySelector(".day").scrollLeft = left;
    if (at) fresh.querySelector(`[href="${CSS.escape(at)}"]`)?.focus();
  };
  // A page that the browser kept and shows again is as old as when it was left.
  addEventListener("pageshow", (event) => { if (event.persisted) refresh().catch(() => {}); });
  setInterval(() => { refresh().catch(() => {}); }, LIVE_EVERY_MS);

  // A service that is typed is drawn and checked while somebody types; what is typed stays untouched.
  const CHECK_AFTER_MS = 500;
  let waits = 0;
  const check = async (form) => {
    const fields = new URLSearchParams(new FormData(form));
    fields.set("do", "check");
    const answer = await fetch(form.action, { method: "POST", body: fields, headers: { accept: "text/html" } });
    if (answer.redirected || (answer.status !== 200 && answer.status !== 400)) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const slot of form.querySelectorAll("#live-bars, .slot")) {
      const fresh = page.getElementById(slot.id);
      if (fresh && fresh.innerHTML !== slot.innerHTML) slot.replaceChildren(...fresh.childNodes);
    }
  };
  addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-check]");
    if (!form) return;
    clearTimeout(waits);
    waits = setTimeout(() => { check(form).catch(() => {}); }, CHECK_AFTER_MS);
  });

  // Arrows go from day to day, Escape closes the story.
  addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    const to = { ArrowLeft: "a[rel=prev]", ArrowRight: "a[rel=next]", Escape: ".story .close" }[event.key];
    const link = to && document.querySelector(to);
    if (link) { event.preventDefault(); link.click(); }
  });
})();
