// Sheets made for one person, as a certificate: they live in the memory of this page only, because a name
// may stand on them. What is kept is that there was one; later the page says how to get it again.

const sheets = new Map();

function sheetKey(entry) { return entry.number + ' ' + entry.mark; }

// Takes the file out of a message before the message is kept.
function takeSheet(message) {
  const given = message.sheet;
  if (!given) return;
  message.sheet = true;
  if (!given.data || sheets.has(sheetKey(message))) return;
  try {
    const bytes = Uint8Array.from(atob(given.data), function (letter) { return letter.charCodeAt(0); });
    given.url = URL.createObjectURL(new Blob([bytes], { type: given.mime }));
    given.size = sizeOf(given.mime, bytes);
    delete given.data;
    sheets.set(sheetKey(message), given);
  } catch (error) { /* Cut or garbled on its way: as good as gone, and the words still count. */ }
}

// A picture that is known to be so large does not push the words away when it is drawn.
function sizeOf(mime, bytes) {
  if (mime !== 'image/png' || bytes.length < 24) return null;
  const head = new DataView(bytes.buffer);
  return { width: head.getUint32(16), height: head.getUint32(20) };
}

// Whatever no longer belongs to a message that is shown.
function dropSheets(entries) {
  const wanted = new Set(entries.map(sheetKey));
  sheets.forEach(function (sheet, key) {
    if (wanted.has(key)) return;
    URL.revokeObjectURL(sheet.url);
    sheets.delete(key);
  });
}

function drawSheet(element, entry, onLoad) {
  const sheet = sheets.get(sheetKey(entry));
  const state = sheet ? 'here' : 'gone';
  if (element.getAttribute('data-sheet') === state) return;
  element.setAttribute('data-sheet', state);
  Array.from(element.querySelectorAll('.sheet')).forEach(function (old) { old.parentNode.removeChild(old); });
  const foot = element.querySelector('.foot-note');
  if (!sheet) {
    element.insertBefore(el('p', 'sheet hint', say('sheet_gone')), foot).setAttribute('data-say', 'sheet_gone');
    return;
  }
  if (sheet.kind === 'picture') element.insertBefore(sheetPicture(sheet, onLoad), element.querySelector('.text'));
  element.insertBefore(saveLink(sheet), foot);
}

function sheetPicture(sheet, onLoad) {
  const element = el('img', 'sheet');
  if (sheet.size) {
    element.width = sheet.size.width;
    element.height = sheet.size.height;
  }
  element.alt = sheet.alt || '';
  element.addEventListener('load', onLoad);
  element.src = sheet.url;
  return element;
}

function saveLink(sheet) {
  const element = el('a', 'sheet save');
  element.href = sheet.url;
  element.download = sheet.name;
  element.appendChild(icon('save', 20));
  const words = element.appendChild(el('span'));
  words.appendChild(el('span', '', say('save'))).setAttribute('data-say', 'save');
  if (sheet.kind !== 'picture') {
    words.appendChild(el('span', 'file', sheet.name)).dir = 'ltr';
    words.appendChild(el('span', 'unseen', sheet.alt || ''));
  }
  return element;
}
