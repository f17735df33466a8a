// Drawing: entries become bubbles. Text becomes text nodes only, never HTML.

const known = JSON.parse(document.getElementById('known').textContent);
const drawn = new Map();
let locale = document.documentElement.lang;
let speaking = null;

function byId(id) { return document.getElementById(id); }
function say(id) { return known.locales[locale].say[id]; }

function el(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

const PATHS = {
  speaker: 'M4 9.5v5h3.5l4.5 4v-13l-4.5 4zM15.5 9a4 4 0 0 1 0 6M18 6.5a7.5 7.5 0 0 1 0 11',
  sending: 'M12 4a8 8 0 1 0 .01 0M12 8v4.5l3 2',
  sent: 'M5 12.5l4.5 4.5L19 7.5',
  failed: 'M12 5v9M12 18v.5',
  save: 'M12 4v11M7 10.5l5 5 5-5M5 20h14',
};

function icon(name, size) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = svg.appendChild(document.createElementNS('http://www.w3.org/2000/svg', 'path'));
  const set = function (element, values) {
    Object.keys(values).forEach(function (key) { element.setAttribute(key, values[key]); });
  };
  set(svg, { viewBox: '0 0 24 24', width: size, height: size, 'aria-hidden': 'true', focusable: 'false' });
  set(path, { d: PATHS[name], fill: 'none', stroke: 'currentColor', 'stroke-width': 2.2,
    'stroke-linecap': 'round', 'stroke-linejoin': 'round' });
  return svg;
}

function button(className, text, onTap) {
  const element = el('button', className, text);
  element.type = 'button';
  element.addEventListener('click', onTap);
  return element;
}

function setLocale(wanted) {
  if (!known.locales[wanted] || wanted === locale) return;
  locale = wanted;
  document.documentElement.lang = locale;
  document.documentElement.dir = known.locales[locale].dir;
  document.title = say('title');
  const each = function (name, work) {
    Array.from(document.querySelectorAll('[data-' + name + ']')).forEach(function (element) {
      work(element, say(element.getAttribute('data-' + name)));
    });
  };
  each('say', function (element, text) { element.textContent = text; });
  each('label', function (element, text) { element.setAttribute('aria-label', text); });
  each('placeholder', function (element, text) { element.placeholder = text; });
}

// **bold** and web addresses; line breaks are kept by the style sheet.
function fill(element, text) {
  text.split(/\*\*(.+?)\*\*/).forEach(function (piece, position) {
    const target = position % 2 ? element.appendChild(el('strong')) : element;
    piece.split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]])/).forEach(function (part, place) {
      target.appendChild(place % 2 ? link(part) : document.createTextNode(part));
    });
  });
  return element;
}

function link(address) {
  const element = el('a', '', address);
  element.href = address;
  element.target = '_blank';
  element.rel = 'noopener noreferrer';
  return element;
}

function clock(at) {
  const date = new Date(at);
  return ('0' + date.getHours()).slice(-2) + ':' + ('0' + date.getMinutes()).slice(-2);
}

function bubble(entry) {
  const element = el('article', entry.own ? 'bubble own' : 'bubble');
  element.tabIndex = -1;
  const who = element.appendChild(el('span', 'unseen', say(entry.own ? 'you' : 'bot')));
  who.setAttribute('data-say', entry.own ? 'you' : 'bot');
  if (entry.asset) element.appendChild(asset(entry.asset));
  const text = element.appendChild(fill(el('p', 'text'), entry.text || ''));
  text.dir = 'auto';
  if (entry.locale) element.lang = entry.locale;
  if (entry.hint) element.appendChild(el('p', 'hint', entry.hint));
  const foot = element.appendChild(el('p', 'foot-note'));
  if (!entry.own && entry.text && canSpeak()) foot.appendChild(listenButton(entry));
  foot.appendChild(el('time', '', clock(entry.at))).setAttribute('aria-hidden', 'true');
  return element;
}

function asset(given) {
  const element = el(given.kind === 'audio' ? 'audio' : 'img', 'asset');
  if (given.kind === 'audio') {
    element.controls = true;
    element.preload = 'none';
    element.setAttribute('aria-label', given.alt || say('listen'));
  } else {
    element.loading = 'lazy';
    element.width = 320;
    element.height = 240;
    element.alt = given.alt || '';
  }
  element.src = given.url;
  return element;
}

// The choices of one message as buttons where they are open, as plain text where they are past.
function choiceRow(entry, open, onPick) {
  const choices = entry.choices || [];
  const ways = open === 'none' ? [] : extraWays(entry);
  if (!choices.length && !ways.length) return null;
  const row = el('div', 'choices');
  if (entry.locale) row.lang = entry.locale;
  if (open !== 'all' && choices.length) row.appendChild(oldChoices(choices));
  const taps = open === 'all' ? choices.concat(ways) : ways;
  if (taps.length) {
    row.setAttribute('role', 'group');
    row.setAttribute('aria-label', entry.text.replace(/\*\*/g, ''));
  }
  taps.forEach(function (choice) {
    const className = choices.indexOf(choice) < 0 ? 'choice way' : 'choice';
    const element = button(className, undefined, function () { onPick(entry, choice); });
    if (choice.number) element.appendChild(el('span', 'number', String(choice.number)));
    element.appendChild(el('span', 'label', choice.label));
    row.appendChild(element);
  });
  return row;
}

// Menu and help are always below the chat; drawing them again would only be longer.
function extraWays(entry) {
  return (entry.ways || []).filter(function (way) { return way.token !== ':menu' && way.token !== ':help'; });
}

function oldChoices(choices) {
  const element = el('p', 'old', choices.map(function (choice) {
    return (choice.number ? choice.number + '. ' : '') + choice.label;
  }).join('\n'));
  element.setAttribute('aria-live', 'off');
  return element;
}

const STATES = { sending: 'sending', sent: 'sent', failed: 'failed', refused: 'error', long: 'too_long' };

function drawState(element, entry, onRetry) {
  if (element.getAttribute('data-state') === entry.state) return;
  element.setAttribute('data-state', entry.state);
  const old = element.querySelector('.state');
  if (old) old.parentNode.removeChild(old);
  const state = el('span', 'state');
  const isCalm = entry.state === 'sent' || entry.state === 'sending';
  state.appendChild(icon(isCalm ? entry.state : 'failed', 18));
  const words = state.appendChild(el('span', isCalm ? 'unseen' : '', say(STATES[entry.state])));
  words.setAttribute('data-say', STATES[entry.state]);
  if (entry.state === 'failed' || entry.state === 'refused') {
    const again = state.appendChild(button('retry', say('retry'), function () { onRetry(entry); }));
    again.setAttribute('data-say', 'retry');
  }
  element.querySelector('.foot-note').appendChild(state);
}

function canSpeak() { return 'speechSynthesis' in window && typeof SpeechSynthesisUtterance === 'function'; }

function listenButton(entry) {
  const element = button('listen', undefined, function () {
    const isThis = speaking && speaking.element === element;
    hush();
    if (!isThis) speak(entry, element);
  });
  element.appendChild(icon('speaker', 24));
  element.appendChild(el('span', 'unseen', say('listen'))).setAttribute('data-say', 'listen');
  return element;
}

function speak(entry, element) {
  const choices = (entry.choices || []).map(function (choice) { return choice.number + '. ' + choice.label + '.'; });
  const words = new SpeechSynthesisUtterance([entry.text.replace(/\*\*/g, '')].concat(choices).join('\n'));
  words.lang = entry.locale === 'id' ? 'id-ID' : entry.locale;
  words.rate = 0.9;
  words.onend = words.onerror = function () { if (speaking && speaking.element === element) hush(); };
  speaking = { element: element };
  showListening(element, true);
  speechSynthesis.speak(words);
}

function hush() {
  if (speaking) showListening(speaking.element, false);
  speaking = null;
  if (canSpeak()) speechSynthesis.cancel();
}

function showListening(element, isOn) {
  const id = isOn ? 'listen_stop' : 'listen';
  element.classList.toggle('on', isOn);
  element.setAttribute('aria-pressed', String(isOn));
  element.lastChild.setAttribute('data-say', id);
  element.lastChild.textContent = say(id);
}
