// What this browser keeps: its secret, and one record with the last messages and all that is not sent.
// Every change reads the record anew and writes it at once, so that two tabs show the same chat.

const SECRET = 'chat.secret';
const CHAT = 'chat.log';
const KEPT = 60;
const memory = {};
let hasStorage = true;

function readItem(key) {
  if (hasStorage) {
    try { return localStorage.getItem(key); } catch (error) { hasStorage = false; }
  }
  return key in memory ? memory[key] : null;
}

function writeItem(key, value) {
  memory[key] = value;
  if (!hasStorage) return;
  try { localStorage.setItem(key, value); } catch (error) { moveToMemory(); }
}

// Full or forbidden: this visit goes on in memory, with everything that was readable.
function moveToMemory() {
  [SECRET, CHAT].forEach(function (key) {
    if (key in memory) return;
    try { memory[key] = localStorage.getItem(key); } catch (error) { memory[key] = null; }
  });
  hasStorage = false;
}

// What hides the chat leaves nothing on the phone: this visit goes on in memory, the next is somebody new.
function keepNothing() {
  memory[SECRET] = secret();
  hasStorage = false;
  try { localStorage.removeItem(SECRET); localStorage.removeItem(CHAT); } catch (error) { return; }
}

// Where code words guard what was hidden the secret stays: without it they would open nothing any more.
function keepWay() {
  const known = secret();
  hasStorage = true;
  writeItem(SECRET, known);
}

function wipe() {
  delete memory[SECRET];
  delete memory[CHAT];
  try { localStorage.removeItem(SECRET); localStorage.removeItem(CHAT); } catch (error) { return; }
}

function secret() {
  const known = readItem(SECRET);
  if (known && /^[A-Za-z0-9_-]{43}$/.test(known)) return known;
  const fresh = randomText(32);
  writeItem(SECRET, fresh);
  return fresh;
}

function randomText(size) {
  const bytes = crypto.getRandomValues(new Uint8Array(size));
  const letters = String.fromCharCode.apply(null, bytes);
  return btoa(letters).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

function newId() {
  const bytes = Array.from(crypto.getRandomValues(new Uint8Array(16)));
  return bytes.map(function (byte) { return ('0' + byte.toString(16)).slice(-2); }).join('');
}

// {after: we have everything up to this number, confirmed: and the server knows it,
//  entries: [{own: true, id, text, send, state, at} | {id, number, mark, text, …, at}]}
function chat() {
  try {
    const kept = JSON.parse(readItem(CHAT));
    if (kept && Array.isArray(kept.entries) && typeof kept.after === 'number') return kept;
  } catch (error) { /* Unreadable is like empty: the server still has what was not confirmed. */ }
  return { after: 0, confirmed: 0, entries: [] };
}

function change(work) {
  const kept = chat();
  const result = work(kept);
  trim(kept);
  writeItem(CHAT, JSON.stringify(kept));
  return result;
}

function trim(kept) {
  let extra = kept.entries.length - KEPT;
  kept.entries = kept.entries.filter(function (entry) {
    if (extra <= 0 || isWaiting(entry)) return true;
    extra -= 1;
    return false;
  });
}

function isWaiting(entry) {
  return entry.own && (entry.state === 'sending' || entry.state === 'failed');
}

function addOwn(text, send) {
  const id = newId();
  send.id = id;
  change(function (kept) {
    kept.entries.push({ own: true, id: id, text: text, send: send, state: 'sending', at: Date.now() });
  });
  return id;
}

function setState(id, state) {
  change(function (kept) {
    kept.entries.forEach(function (entry) {
      if (entry.own && entry.id === id) {
        entry.state = state;
        if (state === 'sent') delete entry.send;
      }
    });
    kept.entries = kept.entries.filter(function (entry) { return !(entry.goes && entry.state === 'sent'); });
  });
}

// What still has to be sent stays until it is stored; until then it shows no words.
function hidden(entry) {
  entry.text = '…';
  entry.goes = true;
  return entry;
}

// Takes what the server gave to a request that began when `confirmed` was; returns how many were new.
// What is confirmed never comes again. If such a number does, the server began to count anew (its
// database was restored or replaced): then it is a new message, and we go on from there.
function addMessages(messages, confirmed) {
  return change(function (kept) {
    let added = 0;
    messages.forEach(function (message) {
      takeSheet(message);
      const isRecount = message.number <= confirmed;
      if (!isRecount && isKnown(kept, message)) return;
      if (isRecount) kept.confirmed = 0;
      if (message.hides) {
        kept.entries = kept.entries.filter(isWaiting).map(hidden);
        if (message.keeps) keepWay(); else keepNothing();
      }
      message.id = newId();
      message.at = Date.now();
      kept.entries.push(message);
      kept.after = message.number;
      added += 1;
    });
    return added;
  });
}

function isKnown(kept, message) {
  return kept.entries.some(function (entry) {
    return entry.number === message.number && entry.mark === message.mark;
  });
}

function setConfirmed(number) {
  if (chat().confirmed !== number) change(function (kept) { kept.confirmed = number; });
}
