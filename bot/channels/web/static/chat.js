// Sends what a person writes, and listens to the server. No library, no build step.
"use strict";

const POLL_MS = 3000, QUIET_MS = 2500;
const LOST = "Sinyal hilang. Tulisan Anda aman di HP ini.";
const TROUBLE = "Tuntun sedang terganggu. Tulisan Anda aman di HP ini dan dikirim lagi sebentar lagi.";
const postponed = new Map(); // files for which the server has no room now: when they go again, and why they wait
const hasMouse = matchMedia("(hover: hover) and (pointer: fine)").matches;

// --- what is sent --------------------------------------------------------------------------------

function send(post, file) {
  const full = { id: newId(), ...question, ...post };
  if (file) full.file = { name: file.name, size: file.size };
  const kept = file ? blobs.put(full.id, file) : Promise.resolve();
  outbox.add(full);
  wait(full);
  toEnd();
  kept.then(pump);
}

function wait(post) {
  const article = myArticle(post);
  article.classList.add("waits");
  state(article, navigator.onLine ? "mengirim …" : "menunggu sinyal …");
  const file = blobs.memory.get(post.id);
  if (file?.type.startsWith("image/")) {
    const picture = make("img");
    picture.alt = "";
    picture.src = URL.createObjectURL(file);
    picture.onload = () => { URL.revokeObjectURL(picture.src); toEnd(); };
    picture.onerror = () => picture.remove();
    article.querySelector(".bubble").prepend(picture);
  }
  waiting.set(post.id, article);
  $("lines").append(article);
}

function settle(id) {
  if (!waiting.has(id)) return;
  waiting.delete(id);
  postponed.delete(id);
  outbox.drop(id);
  blobs.drop(id);
}

function press(button, post) {
  if (button.getAttribute("aria-disabled")) return;
  button.setAttribute("aria-disabled", "true"); // until the bot says something: a double tap is one
  setTimeout(() => button.removeAttribute("aria-disabled"), TYPING_MS);
  send({ ...post, seen: null, conversation: null }); // the token knows both
}

/** Post what waits, in order, one at a time; try again later where there is no answer. */
async function pump() {
  if (pump.busy) return;
  pump.busy = true;
  clearTimeout(pump.timer);
  try {
    for (let post = next(); post; post = next()) await deliver(post).catch((error) => postpone(post, error));
    pump.delay = 1000;
    const [first] = [...postponed.values()].sort((one, other) => one.at - other.at);
    banner(first?.sentence ?? "");
    if (first) pump.timer = setTimeout(pump, Math.max(1000, first.at - Date.now()));
  } catch (error) {
    for (const article of waiting.values()) state(article, error.seconds ? "menunggu giliran …" : "menunggu sinyal …");
    banner(error.sentence ?? LOST);
    pump.delay = error.seconds ? Math.min(error.seconds, 60) * 1000 : Math.min((pump.delay ?? 1000) * 1.6, 15000);
    pump.timer = setTimeout(pump, pump.delay);
  } finally {
    pump.busy = false;
  }
}

/** The first post that may go now. */
function next() {
  const now = Date.now();
  return outbox.all().find(({ id }) => !(postponed.get(id)?.at > now));
}

/** Let what is behind a file go first when there is no room for it; anything else holds up what is behind it. */
function postpone(post, error) {
  if (error.status !== 507) throw error;
  postponed.set(post.id, { at: Date.now() + 1000 * Math.min(error.seconds || 600, 3600), sentence: error.sentence });
  const article = waiting.get(post.id);
  if (article) state(article, "menunggu tempat …");
}

async function deliver(post) {
  const file = post.file && (await blobs.get(post.id));
  if (post.file && !file) return refuse(post, "Berkas ini belum terkirim dan tidak ada lagi di HP. Pilih sekali lagi.");
  const answer = await request("/chat/messages", { method: "POST", ...body(post, file) }, file ? 600000 : 30000);
  if (answer.status === 202) return taken(post, await answer.json());
  if (answer.status < 500 && answer.status !== 401 && answer.status !== 429) {
    return refuse(post, (await answer.json().catch(() => ({}))).problem ?? "Pesan ini tidak diterima.");
  }
  const { problem } = await answer.json().catch(() => ({}));
  const { status } = answer, seconds = +answer.headers.get("Retry-After");
  throw Object.assign(new Error(status), { status, seconds, sentence: problem ?? TROUBLE });
}

function body(post, file) {
  const { file: _, ...fields } = post;
  if (!file) return { body: JSON.stringify(fields), headers: { "Content-Type": "application/json" } };
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) if (value != null) form.append(name, value);
  form.append("file", file, post.file.name);
  return { body: form };
}

function request(url, options, ms) {
  const leave = new AbortController(), timer = setTimeout(() => leave.abort(), ms);
  return fetch(url, { cache: "no-store", ...options, signal: leave.signal }).finally(() => clearTimeout(timer));
}

function taken(post, { number, at }) {
  const article = waiting.get(post.id);
  outbox.drop(post.id); // also when another tab wrote it
  if (!article) return;
  articles.set(number, article);
  article.dataset.number = number;
  sent(article, at);
  settle(post.id);
  typing(last <= number); // the reply may be faster than this answer
  toEnd();
  setTimeout(() => { if (!$("typing").hidden) catchUp(); }, QUIET_MS); // a proxy may hold the stream back
}

function refuse(post, sentence) {
  const article = waiting.get(post.id);
  settle(post.id);
  outbox.drop(post.id);
  article?.classList.replace("waits", "failed");
  if (article) state(article, sentence);
  $("heard").textContent = sentence;
  if (post.text && !$("text").value) write(post.text);
}

// --- what is heard from the server ---------------------------------------------------------------

async function read(query) {
  const answer = await request(`/chat/messages?${query}`, {}, 30000);
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

async function catchUp() {
  try {
    const { lines, gone } = await read(`after=${last}`);
    if (gone) return location.reload(); // what this page shows was deleted
    arrive(lines);
    if (!outbox.all().length) banner("");
    return true;
  } catch {
    banner(LOST);
    return false;
  }
}

function listen() {
  clearTimeout(listen.timer);
  if (listen.source || document.hidden) return;
  if (!window.EventSource || (listen.fails ?? 0) >= 3) return poll();
  const source = (listen.source = new EventSource(`/chat/events?after=${last}`));
  source.onopen = () => {
    listen.fails = 0;
    if (!outbox.all().length) banner("");
  };
  source.addEventListener("gone", () => location.reload());
  source.onmessage = (event) => arrive([JSON.parse(event.data)]);
  source.onerror = () => {
    hush();
    listen.fails = (listen.fails ?? 0) + 1;
    if (!navigator.onLine || listen.fails > 1) banner(LOST);
    listen.timer = setTimeout(listen, 1000 * listen.fails);
  };
}

/** Ask now and then where a stream does not hold, and try the stream again each minute. */
async function poll() {
  listen.polls = (listen.polls ?? 0) + 1;
  if (listen.polls % 20 === 0) listen.fails = 0;
  await catchUp();
  clearTimeout(listen.timer);
  listen.timer = setTimeout(listen, POLL_MS);
}

function hush() {
  clearTimeout(listen.timer);
  listen.source?.close();
  listen.source = null;
}

// --- the composer and the menu -------------------------------------------------------------------

function write(text) {
  $("text").value = text;
  $("text").dispatchEvent(new Event("input"));
}

/** Let the box be as high as its text, and as wide as the screen once that is more than a line. */
function grow() {
  const text = $("text"), row = text.parentElement, before = $("composer").offsetHeight;
  row.classList.remove("tall");
  text.style.height = "";
  if (text.value) {
    row.classList.toggle("tall", text.scrollHeight > text.clientHeight + 8);
    text.style.height = `${Math.min(text.scrollHeight + 2, innerHeight * 0.4)}px`;
  }
  const grown = $("composer").offsetHeight - before;
  if (grown) scrollBy({ top: grown, behavior: "instant" }); // what is above stays in sight
}

function count() {
  const box = $("words"), text = $("text").value;
  box.hidden = $("composer").dataset.wants !== "long_text" || !text.trim();
  box.textContent = `${words(text)} kata`;
}

function submit() {
  const text = $("text").value;
  if (!text.trim()) return;
  write("");
  send({ text });
  pump.delay = 1000;
}

function attach() {
  const files = [...$("file").files];
  $("file").value = "";
  files.forEach(sendFile);
}

function sendFile(file) {
  if (file.size > fileLimit) {
    const post = { id: newId(), file: { name: file.name, size: file.size } };
    wait(post);
    refuse(post, document.body.dataset.tooLarge);
    toEnd();
    return;
  }
  const caption = $("text").value.trim();
  write("");
  send(caption ? { caption } : {}, file);
}

function locate() {
  const no = (sentence) => { banner(sentence); setTimeout(() => banner(""), 8000); };
  if (!navigator.geolocation) return no("HP ini tidak bisa membagikan lokasi di sini. Tulis koordinatnya saja.");
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => send({ place: [coords.latitude, coords.longitude] }),
    () => no("Lokasi belum diizinkan. Izinkan di peramban, atau tulis koordinatnya saja."),
    { enableHighAccuracy: true, timeout: 15000 },
  );
}

function wire() {
  const text = $("text"), menu = $("menu");
  text.oninput = () => {
    grow();
    store.set("draft", text.value);
    count();
  };
  text.onkeydown = (event) => {
    // On a phone Enter begins a new line; with a keyboard it sends, and Shift+Enter begins one.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !hasMouse) return;
    event.preventDefault();
    submit();
  };
  $("composer").onsubmit = (event) => { event.preventDefault(); submit(); text.focus({ preventScroll: true }); };
  $("file").onchange = attach;
  $("place").onclick = locate;
  for (const button of document.querySelectorAll("[data-say]")) {
    button.onclick = () => { menu.open = false; send({ text: button.dataset.say }); text.focus({ preventScroll: true }); };
  }
  document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
  menu.onkeydown = (event) => {
    if (event.key === "Escape") { menu.open = false; menu.querySelector("summary").focus(); }
  };
  $("earlier").onclick = async () => {
    const first = Math.min(...articles.keys()), top = $("lines").firstElementChild;
    const { lines } = await read(`before=${first}`);
    const height = document.documentElement.scrollHeight;
    lines.forEach((line) => show(line, top));
    $("earlier").hidden = true;
    scrollTo({ top: scrollY + document.documentElement.scrollHeight - height, behavior: "instant" });
  };
  addEventListener("offline", () => { hush(); banner(LOST); });
  addEventListener("online", () => { listen.fails = 0; listen(); pump(); });
  addEventListener("storage", (event) => {
    if (event.key === `tuntun-draft-${address}` && document.activeElement !== text) text.value = event.newValue ?? "";
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) hush(); else { listen(); pump(); } });
}

async function begin() {
  let first;
  try {
    first = await read("");
  } catch {
    banner(LOST);
    setTimeout(begin, 3000);
    return;
  }
  first.lines.forEach((line) => show(line));
  const said = first.lines.filter((line) => line.side === "bot");
  if (said.length) ask(said);
  $("earlier").hidden = !first.earlier;
  const known = new Set(first.lines.map((line) => line.id));
  for (const post of outbox.all()) if (known.has(post.id)) outbox.drop(post.id); else wait(post);
  const [, code] = /[?&](?:mulai|start)=([A-Za-z0-9-]{1,24})(?:&|$)/.exec(location.search) ?? [];
  // A poster's code counts whenever it is scanned; one id for each, so that two tabs greet once.
  if (code) send({ id: `mulai-${code}-${address}`, text: `/mulai ${code}` });
  else if (!first.lines.length && !outbox.all().length) send({ id: `mulai-${address}`, text: "/mulai" });
  document.documentElement.dataset.ready = "yes";
  scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" });
  listen();
  pump();
}

wire();
write(store.get("draft"));
if (hasMouse) $("text").focus({ preventScroll: true });
begin();
