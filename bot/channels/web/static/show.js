// Shows lines, and lets the header and the composer follow the newest one.
"use strict";

const $ = (id) => document.getElementById(id);
const TYPING_MS = 20000, LONG_CHARACTERS = 1200;
const HINTS = {
  long_text: "Ceritakan di sini …", number: "Tulis angkanya …", link: "Tempel tautannya …",
  file: "Kirim berkasnya …", location: "Atau tulis di sini …", choice: "Pilih, atau ketik …",
};
const MARKED = /^[✓✔✅☑]/u;
const KEYBOARDS = { number: "decimal", link: "url" };
const clock = new Intl.DateTimeFormat("id-ID", { hour: "2-digit", minute: "2-digit" });

let last = 0; // the newest line this page has
let question = { conversation: null, seen: null }; // what an answer written now belongs to
const articles = new Map(); // line number -> its element
const waiting = new Map(); // post id -> its element, until the server has it

function make(tag, name, text) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text) element.textContent = text;
  return element;
}

function size(bytes) {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} KB` : `${(bytes / 1e6).toFixed(1).replace(".", ",")} MB`;
}

/** Return the last that fits; phones of 2020 know neither at() nor findLast(). */
function newest(list, fits = () => true) {
  return Array.from(list).reverse().find(fits);
}

function words(text) {
  return text.split(/\s+/).filter(Boolean).length;
}

/** Let addresses of our own pages be followed; any other address may be a stranger's, and stays text. */
function linked(text) {
  return text.split(/(https?:\/\/\S*[\w\/=-])/).map((part) => {
    if (!part.startsWith(`${location.origin}/`)) return part;
    const link = make("a", "address", part);
    link.href = part;
    return link;
  });
}

function fileChip(file) {
  const chip = make(file.href ? "a" : "span", "file");
  if (file.href) { chip.href = file.href; chip.download = file.name; }
  const says = make("span");
  says.append(make("b", "", file.name), make("small", "", `${file.href ? "Unduh · " : ""}${size(file.size)}`));
  const kind = file.name.includes(".") ? file.name.split(".").pop().slice(0, 4).toUpperCase() : "…";
  const mark = make("span", "mark", kind);
  mark.setAttribute("aria-hidden", "true");
  chip.append(mark, says);
  return chip;
}

/** Show what the bot drew; the words of the line say the same, so it is silent for a screen reader. */
function picture(line) {
  const shown = make("img", "drawn");
  shown.alt = "";
  shown.src = line.file.href;
  shown.onload = () => { if (line.number === last) toEnd(); };
  shown.onerror = () => shown.remove();
  return shown;
}

function keys(line) {
  const box = make("div", "keys"), chips = make("div", "chips");
  for (const row of line.rows ?? []) {
    const choices = make("div", "pair");
    for (const [label, token, quiet] of row) {
      const button = make("button", quiet ? "chip" : "choice", label);
      button.type = "button";
      if (MARKED.test(label)) { button.classList.add("on"); button.setAttribute("aria-pressed", "true"); }
      button.onclick = () => press(button, { token, label, pressed: line.edits ?? line.number });
      (quiet ? chips : choices).append(button);
    }
    if (choices.childElementCount) box.append(choices);
  }
  if (chips.childElementCount) box.append(chips);
  return box;
}

function botArticle(line) {
  const article = make("article", "bot"), bubble = make("div", "bubble");
  bubble.append(make("span", "unseen", "Tuntun: "));
  for (const [text, bold] of line.text) bubble.append(...(bold ? [make("strong", "", text)] : linked(text)));
  if (line.text.length) article.append(bubble);
  if (line.file?.kind === "photo") article.append(picture(line));
  if (line.file) article.append(fileChip(line.file));
  const box = keys(line);
  if (box.childElementCount) article.append(box);
  return article;
}

function myArticle(post) {
  const article = make("article", "me"), bubble = make("div", "bubble");
  bubble.append(make("span", "unseen", "Anda: "));
  if (post.file) bubble.append(fileChip(post.file), post.caption ?? "");
  else if (post.place) bubble.append(`Lokasi: ${post.place.map((degrees) => degrees.toFixed(5)).join(", ")}`);
  else if (post.token) bubble.append(post.label);
  else bubble.append(post.text.trim().replace(/^\/(?=[a-z])/, ""));
  article.append(bubble);
  if ((post.text ?? "").length > LONG_CHARACTERS) fold(article, bubble, post.text);
  if (post.pressed != null) article.dataset.pressed = post.pressed;
  article.append(make("small", "state"));
  article.hidden = post.text?.startsWith("/mulai") ?? false;
  return article;
}

function fold(article, bubble, text) {
  bubble.classList.add("folded");
  const more = make("button", "quiet", `Tampilkan semua (${words(text)} kata)`);
  more.type = "button";
  more.onclick = () => { bubble.classList.remove("folded"); more.remove(); };
  article.append(more);
}

function state(article, text) {
  article.querySelector(".state").textContent = text;
}

function sent(article, at) {
  article.classList.remove("waits");
  state(article, `${clock.format(new Date(at))} · terkirim ✓`);
}

/** Put a line of the server where it belongs; a line seen before changes nothing. */
function show(line, before = null) {
  last = Math.max(last, line.number);
  if (articles.has(line.number)) return;
  let article;
  if (line.side === "person") {
    article = waiting.get(line.id) ?? myArticle(line);
    sent(article, line.at);
    settle(line.id);
  } else {
    article = botArticle(line);
  }
  articles.set(line.number, article);
  article.dataset.number = line.number;
  const edited = articles.get(line.edits);
  if (edited) replace(edited, article, line);
  else if (before) before.before(article);
  else if (!article.isConnected) {
    const first = $("lines").querySelector(".waits");
    if (first) first.before(article); else $("lines").append(article);
  }
}

function replace(edited, article, line) {
  const buttons = [...edited.querySelectorAll("button")], place = buttons.indexOf(document.activeElement);
  for (const mine of document.querySelectorAll(`.me[data-pressed="${line.edits}"]:not(.waits)`)) mine.hidden = true;
  edited.replaceWith(article);
  articles.set(line.edits, article);
  if (place >= 0) article.querySelectorAll("button")[place]?.focus({ preventScroll: true });
}

/** Show new lines as they come: heard by screen readers, in sight, with the composer that fits. */
function arrive(lines) {
  const fresh = lines.filter((line) => !articles.has(line.number));
  last = Math.max(last, ...lines.map((line) => line.number));
  if (!fresh.length) return;
  fresh.forEach((line) => show(line));
  const said = fresh.filter((line) => line.side === "bot");
  typing(newest(fresh).side === "person");
  if (said.length) {
    $("heard").textContent = said.map((line) => line.text.map(([text]) => text).join("")).join("\n");
    document.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
    ask(said);
  }
  toEnd();
}

/** Let the composer and the header follow the newest thing the bot said. */
function ask(said) {
  const now = newest(said), asked = newest(said, (line) => line.seen != null);
  if (asked) question = { conversation: asked.conversation, seen: asked.seen };
  const footer = newest(said, (line) => line.footer)?.footer;
  if (footer) $("progress").textContent = footer;
  const text = $("text");
  text.placeholder = HINTS[now.wants] ?? "Tulis jawaban …";
  text.inputMode = KEYBOARDS[now.wants] ?? "text";
  $("place").hidden = now.wants !== "location";
  $("attach").classList.toggle("wanted", now.wants === "file");
  $("composer").dataset.wants = now.wants;
  for (const article of document.querySelectorAll(".live")) article.classList.remove("live");
  newest(document.querySelectorAll(".bot"))?.classList.add("live");
  count();
}

/** Bring the newest line into sight: its end, or its beginning where it is higher than the screen. */
function toEnd() {
  const article = $("lines").lastElementChild, header = document.querySelector("header").offsetHeight;
  if (!article) return;
  const isTall = article.offsetHeight > innerHeight - header - $("composer").offsetHeight;
  const top = isTall ? scrollY + article.getBoundingClientRect().top - header - 12 : document.documentElement.scrollHeight;
  scrollTo({ top, behavior: Math.abs(top - scrollY) > 3 * innerHeight ? "instant" : "auto" });
}

function typing(is) {
  clearTimeout(typing.timer);
  $("typing").hidden = !is;
  if (is) typing.timer = setTimeout(() => typing(false), TYPING_MS);
}

function banner(text) {
  const line = $("banner");
  if (line.textContent !== text) line.textContent = text;
  line.hidden = !text;
}
