// The line to the server: one request at a time each way, again and again until it is through.

const REFUSED = { 400: true, 401: true, 413: true };
// Asked to come back later: neither the line nor the server is broken.
const WAITS = { 408: true, 429: true };
// How long an answer that has begun may take: a sheet is some hundred kilobytes on a bad line.
const READING = 180;

// A rest that anything worth trying again for can end.
function makeBell() {
  let ring = function () {};
  return {
    ring: function () { ring(); },
    rest: function (milliseconds) {
      return new Promise(function (resolve) {
        const timer = milliseconds === undefined ? 0 : setTimeout(resolve, milliseconds);
        ring = function () { clearTimeout(timer); resolve(); };
      });
    },
  };
}

function backOff(tries, seconds) {
  const longest = Math.min(30, Math.pow(2, Math.min(tries, 5)));
  return Math.max((seconds || 0) * 1000, longest * 1000 * (0.5 + Math.random() / 2));
}

// Resolves with {status, data, wait}; status 0 is a line that is cut, or an answer that is not ours.
function call(method, query, body, seconds) {
  const stopper = typeof AbortController === 'function' ? new AbortController() : null;
  const options = {
    method: method, cache: 'no-store', credentials: 'omit', referrerPolicy: 'no-referrer',
    headers: { Authorization: 'Bearer ' + secret() },
  };
  if (stopper) options.signal = stopper.signal;
  if (body) {
    options.body = JSON.stringify(body);
    options.headers['Content-Type'] = 'application/json';
  }
  calls.add(stopper);
  if (method === 'GET') listening = stopper;
  return new Promise(function (resolve) {
    let timer = 0;
    const finish = function (answer) {
      clearTimeout(timer);
      calls.delete(stopper);
      if (method === 'GET') isReading = false;
      resolve(answer);
    };
    const wait = function (longest) {
      clearTimeout(timer);
      timer = setTimeout(function () {
        if (stopper) stopper.abort();
        finish({ status: 0 });
      }, longest * 1000);
    };
    wait(seconds);
    fetch('/chat/messages' + query, options).then(function (response) {
      const pause = Number(response.headers.get('Retry-After')) || 0;
      if (method === 'GET') isReading = true;
      wait(READING);
      return response.json().then(function (data) {
        finish({ status: response.status, data: data, wait: pause });
      }, function () { finish({ status: response.ok ? 0 : response.status, data: {}, wait: pause }); });
    }).catch(function () { finish({ status: 0 }); });
  });
}

const calls = new Set();
let listening = null;
let isReading = false;
let wantsAll = false;
const sendBell = makeBell();
const pollBell = makeBell();
let isGone = false;

function hangUp() {
  isGone = true;
  calls.forEach(function (stopper) { if (stopper) stopper.abort(); });
  sendBell.ring();
  pollBell.ring();
}

// Stored, and still no answer: stop waiting and ask once for everything that is unconfirmed.
function askForAll() {
  if (isReading) return; // the answer is on its way
  wantsAll = true;
  if (listening) listening.abort();
}

// Oldest first, one by one: what people wrote arrives in the order they wrote it, and each only once,
// because a repeat carries the same id.
async function keepSending(tell) {
  let tries = 0;
  while (!isGone) {
    const entry = chat().entries.filter(isWaiting)[0];
    if (!entry) { tries = 0; await sendBell.rest(); continue; }
    const answer = await call('POST', '', entry.send, 30);
    if (isGone) return;
    if (answer.status === 200 && answer.data.stored) {
      tries = 0;
      setState(entry.id, 'sent');
      tell.stored();
    } else if (REFUSED[answer.status] && answer.data.error) {
      setState(entry.id, answer.data.error === 'malformed' || answer.data.error === 'no-secret' ? 'refused' : 'long');
    } else {
      tries += 1;
      if (tries > 1) setState(entry.id, 'failed');
      tell.line(WAITS[answer.status] === true);
      tell.changed();
      await sendBell.rest(backOff(tries, answer.wait));
      continue;
    }
    tell.line(true);
    tell.changed();
  }
}

async function keepListening(tell) {
  let tries = 0;
  while (!isGone) {
    // Nobody looks: no battery and no data is spent until somebody does.
    if (document.hidden) { await pollBell.rest(); continue; }
    const began = Date.now();
    const kept = chat();
    const after = wantsAll ? 0 : kept.after;
    wantsAll = false;
    const answer = await call('GET', '?after=' + after + '&confirmed=' + kept.confirmed, null, 40);
    if (isGone) return;
    if (wantsAll && answer.status === 0) continue;
    const isRight = answer.status === 200 && Array.isArray(answer.data.messages);
    if (!isRight) {
      tries += 1;
      // One look that failed is nothing to speak of: a phone that wakes up has lost its line.
      if (tries > 1 || navigator.onLine === false) tell.line(WAITS[answer.status] === true);
      await pollBell.rest(backOff(tries, answer.wait));
      continue;
    }
    tries = 0;
    tell.line(true);
    if (after) setConfirmed(after);
    const added = answer.data.messages.length ? addMessages(answer.data.messages, kept.confirmed) : 0;
    tell.heard(added);
    if (!added && Date.now() - began < 1500) await pollBell.rest(1500);
  }
}
