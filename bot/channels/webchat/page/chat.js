// The page: ties what is kept, the line and the drawing together, and knows how to leave.

const log = byId('log');
const scroller = byId('scroller');
let expectedAt = 0;
let hasLine = true;
let workingTimer = 0;
let isHeld = true;

function isShown(entry) { return !(entry.own && !entry.text); }

// What can be tapped under each entry: 'all' under the last question until something was said after
// it, 'ways' under what else came with it (help in danger must not vanish), 'none' under all older.
function openness(entries) {
  const open = new Map();
  let asked = false;
  for (let place = entries.length - 1; place >= 0; place -= 1) {
    const entry = entries[place];
    if (entry.own && entry.state !== 'refused' && entry.state !== 'long') return open;
    if (entry.own) continue;
    const asks = (entry.choices || []).length > 0;
    open.set(entry.id, asks && !asked ? 'all' : 'ways');
    asked = asked || asks;
  }
  return open;
}

function show() {
  if (isGone) return null;
  const entries = chat().entries;
  dropSheets(entries);
  const spoken = entries.filter(function (entry) { return entry.locale; });
  if (spoken.length) setLocale(spoken[spoken.length - 1].locale);
  const open = openness(entries);
  const keys = new Set(entries.map(function (entry) { return entry.id; }));
  drawn.forEach(function (parts, key) { if (!keys.has(key)) erase(key); });
  let first = null;
  entries.filter(isShown).forEach(function (entry) {
    const isNew = !drawn.has(entry.id);
    const parts = isNew ? add(entry) : drawn.get(entry.id);
    if (isNew && !first) first = parts.bubble;
    if (entry.own) drawState(parts.bubble, entry, retry);
    else drawChoices(parts, entry, open.get(entry.id) || 'none');
    if (entry.sheet) drawSheet(parts.bubble, entry, settle);
  });
  showStart(entries);
  // What hides the chat hides what the chat is about, too.
  byId('card').hidden = entries.some(function (entry) { return entry.hides; });
  showWorking();
  return first;
}

function add(entry) {
  const parts = { bubble: log.appendChild(bubble(entry)), choices: null, open: '' };
  drawn.set(entry.id, parts);
  return parts;
}

function erase(key) {
  const parts = drawn.get(key);
  [parts.bubble, parts.choices].forEach(function (element) { if (element) log.removeChild(element); });
  drawn.delete(key);
}

function drawChoices(parts, entry, open) {
  if (parts.open === open) return;
  parts.open = open;
  if (parts.choices) log.removeChild(parts.choices);
  parts.choices = choiceRow(entry, open, pick);
  if (parts.choices) log.insertBefore(parts.choices, parts.bubble.nextSibling);
}

// Where not even the greeting could be fetched there is one thing to press.
function showStart(entries) {
  const isStuck = entries.length > 0 && !entries.some(isShown) && !entries.some(function (entry) {
    return entry.state === 'sending' || entry.state === 'sent';
  });
  byId('start').hidden = !isStuck;
}

function showWorking() {
  clearTimeout(workingTimer);
  if (isGone) return;
  const working = byId('working');
  if (!expectedAt || !hasLine) { working.hidden = true; return; }
  const passed = Date.now() - expectedAt;
  if (passed > 20000) { working.hidden = true; return; }
  if (passed > 700 && working.hidden) stay(function () { working.hidden = false; });
  workingTimer = setTimeout(showWorking, passed > 700 ? 2000 : 750 - passed);
}

function post(text, send) {
  const id = addOwn(text, send);
  show();
  goDown();
  sendBell.ring();
  pollBell.ring();
  return drawn.get(id);
}

function pick(entry, choice) {
  if (!openness(chat().entries).has(entry.id)) { show(); return; }
  const hadFocus = log.contains(document.activeElement);
  const parts = post(choice.label, { token: choice.token });
  // The tapped button is gone; the next Tab must go on from here, not from the top of the page.
  if (hadFocus) parts.bubble.focus({ preventScroll: true });
}

function retry(entry) {
  setState(entry.id, 'sending');
  show();
  sendBell.ring();
}

// Whose fault it is: the phone knows when it has no signal; everything else is ours, until it works.
function showLine(isUp) {
  if (isGone) return;
  hasLine = isUp;
  const trouble = navigator.onLine === false ? 'offline' : 'error';
  const text = isUp ? '' : say(trouble);
  const banner = byId('offline');
  if (banner.textContent !== text) stay(function () { banner.textContent = text; });
  showWorking();
}

// On a tiny or strongly enlarged screen the whole page scrolls, else only the chat.
function view() {
  return scroller.scrollHeight > scroller.clientHeight + 1 ? scroller : document.scrollingElement;
}
function below() { return view().scrollHeight - view().scrollTop - view().clientHeight; }
function isFarDown() { return below() < 120; }
function isAtEnd() { return below() < 30; }
function goDown() { view().scrollTop = view().scrollHeight; note(); }

// What the edges leave to be seen of the chat.
function frame() {
  if (view() === scroller) return scroller.getBoundingClientRect();
  return { top: document.querySelector('.top').getBoundingClientRect().bottom, bottom: innerHeight };
}

// Who is at the end stays there: a banner or a longer field must not push the last choice under the edge.
function stay(work) {
  const wasHeld = isHeld;
  work();
  if (wasHeld) goDown();
}

function note() {
  isHeld = isAtEnd();
  if (isHeld) byId('down').hidden = true;
}

function redraw() { stay(show); }

// A keyboard opened over the chat, or a picture took its place.
function settle() { if (!isGone && isHeld) goDown(); }

// New words are shown whole where they fit, else from their beginning.
function follow(first) {
  goDown();
  const from = first.getBoundingClientRect().top - frame().top - 8;
  if (from >= 0) return;
  byId('down').hidden = false;
  view().scrollTop += from;
  uncut();
  note();
}

// A choice that the lower edge cuts in two goes below it whole, with its rim.
function uncut() {
  const edges = frame();
  const rim = 4;
  const cut = Array.from(log.querySelectorAll('button.choice')).map(function (choice) {
    return choice.getBoundingClientRect();
  }).filter(function (box) { return box.top - rim < edges.bottom && box.bottom > edges.bottom; })[0];
  if (cut && cut.height < (edges.bottom - edges.top) / 2) view().scrollTop -= edges.bottom - cut.top + rim;
}

function heard(added) {
  if (!added) { showWorking(); return; }
  expectedAt = 0;
  const wasDown = isFarDown();
  const first = show();
  if (!first) return;
  if (wasDown) follow(first); else byId('down').hidden = false;
}

function expectAnswer() {
  const at = Date.now();
  expectedAt = at;
  showWorking();
  setTimeout(function () { if (expectedAt === at) askForAll(); }, 8000);
}

function sendText(event) {
  event.preventDefault();
  const field = byId('text');
  const text = field.value.trim();
  if (!text) return;
  field.value = '';
  fit();
  post(text, { text: text });
}

function fit() {
  const field = byId('text');
  stay(function () {
    field.style.height = 'auto';
    field.style.height = Math.min(field.scrollHeight + 4, 132) + 'px';
  });
  byId('limit').textContent = field.value.length >= field.maxLength ? say('too_long') : '';
}

// Leaving must work at once and without a line: everything kept is wiped, an ordinary page is drawn
// from what is already here, and the chat's place in the history is taken by that page's address.
function leave() {
  if (isGone) return;
  hangUp();
  wipe();
  dropSheets([]);
  hush();
  byId('text').value = '';
  const away = byId('away').content.cloneNode(true);
  Array.from(away.querySelectorAll('[data-say]')).forEach(function (element) {
    element.textContent = say(element.getAttribute('data-say'));
  });
  document.title = say('away_title');
  const icon = document.querySelector('link[rel=icon]');
  icon.parentNode.removeChild(icon);
  document.body.className = 'away';
  document.body.textContent = '';
  document.body.appendChild(away);
  history.replaceState(null, '', known.away);
  if (navigator.onLine !== false) location.replace(known.away);
}

// Opened by a link to a group (/?join=CODE): the code is taken out of the address bar at once, so that no
// reload says it again and nobody who looks over a shoulder reads it there. What is no code is left out.
function takeInvitation() {
  const query = new URLSearchParams(location.search);
  if (!query.has('join')) return '';
  const code = query.get('join').replace(/[^A-Za-z0-9]/g, '').toLowerCase();
  query.delete('join');
  const rest = query.toString();
  history.replaceState(history.state, '', location.pathname + (rest ? '?' + rest : '') + location.hash);
  return code && code.length <= 40 ? 'g-' + code : '';
}

function begin() {
  document.documentElement.classList.add('ready');
  const invitation = takeInvitation();
  if (invitation) addOwn('', { start: true, payload: invitation, locale_hint: locale });
  else if (!chat().entries.length) addOwn('', { start: true, locale_hint: locale });
  secret();
  show();
  goDown();
  showLine(navigator.onLine !== false);
  const tell = {
    line: showLine, heard: heard, changed: redraw, stored: expectAnswer,
  };
  keepSending(tell);
  keepListening(tell);
}

function ringBoth() { sendBell.ring(); pollBell.ring(); }

let escapedAt = -Infinity;
document.addEventListener('keydown', function (event) {
  if (event.key !== 'Escape') return;
  if (event.timeStamp - escapedAt < 1000) leave();
  escapedAt = event.timeStamp;
});
byId('leave').addEventListener('click', leave);
byId('composer').addEventListener('submit', sendText);
byId('text').addEventListener('input', fit);
byId('text').addEventListener('keydown', function (event) {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) sendText(event);
});
Array.from(document.querySelectorAll('[data-token]')).forEach(function (element) {
  element.addEventListener('click', function () {
    const token = element.getAttribute('data-token');
    // A trembling finger taps twice; once is meant.
    const isTwice = chat().entries.filter(isWaiting).some(function (entry) { return entry.send.token === token; });
    if (!isTwice) post(element.textContent.trim(), { token: token });
  });
});
byId('start').addEventListener('click', function () {
  chat().entries.forEach(function (entry) { if (entry.own && !entry.text) retry(entry); });
});
byId('down').addEventListener('click', function () {
  goDown();
  // The tapped button is gone; the next Tab must reach the last choices, not the top of the page.
  Array.from(log.querySelectorAll('.bubble')).slice(-1)[0].focus({ preventScroll: true });
});
[scroller, document].forEach(function (place) {
  place.addEventListener('scroll', function () { if (!isGone) note(); });
});
window.addEventListener('resize', settle);
window.addEventListener('online', function () { showLine(true); ringBoth(); });
window.addEventListener('offline', function () { showLine(false); });
document.addEventListener('visibilitychange', function () { if (!document.hidden) ringBoth(); });
// Another tab of this browser: the same chat there and here, and leaving closes both.
window.addEventListener('storage', function (event) {
  if ((event.key === SECRET || event.key === null) && !readItem(SECRET)) { leave(); return; }
  show();
  sendBell.ring();
});
// A page that comes back from the browser's memory must not show what was wiped meanwhile.
window.addEventListener('pageshow', function (event) {
  if (event.persisted && hasStorage && !readItem(SECRET)) leave();
});
begin();
