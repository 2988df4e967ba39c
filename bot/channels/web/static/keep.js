// Keeps on the phone what the server does not have yet.
"use strict";

const { address, fileLimit } = document.body.dataset;

const store = {
  memory: {},
  get(name) {
    try { return localStorage.getItem(`tuntun-${name}-${address}`) ?? this.memory[name] ?? ""; }
    catch { return this.memory[name] ?? ""; }
  },
  set(name, text) {
    try { localStorage.setItem(`tuntun-${name}-${address}`, text); delete this.memory[name]; }
    catch { this.memory[name] = text; } // private mode, or full: at least as long as the page is open
  },
};
const outbox = {
  all: () => JSON.parse(store.get("outbox") || "[]"),
  add: (post) => store.set("outbox", JSON.stringify([...outbox.all(), post])),
  drop: (id) => store.set("outbox", JSON.stringify(outbox.all().filter((post) => post.id !== id))),
};
const blobs = {
  memory: new Map(),
  async run(mode, act) {
    this.open ??= new Promise((done, fail) => {
      const asked = indexedDB.open("tuntun", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("files");
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => fail(asked.error);
    });
    const request = act((await this.open).transaction("files", mode).objectStore("files"));
    return new Promise((done, fail) => {
      request.onsuccess = () => done(request.result);
      request.onerror = () => fail(request.error);
    });
  },
  async put(id, file) {
    this.memory.set(id, file);
    await this.run("readwrite", (files) => files.put(file, id)).catch(() => {});
  },
  get(id) {
    return this.memory.get(id) ?? this.run("readonly", (files) => files.get(id)).catch(() => undefined);
  },
  drop(id) {
    this.run("readwrite", (files) => files.delete(id)).catch(() => {});
  },
};

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID is missing on plain http
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
