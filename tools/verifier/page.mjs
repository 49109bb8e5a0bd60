import { readPem } from './certificate.mjs';
import { Files } from './files.mjs';
import { verdicts } from './report.mjs';
import { verify } from './verify.mjs';

const { subtle } = globalThis.crypto;
/** A browser digests a file only as a whole. */
const largestFile = 512 * 2 ** 20;

const platform = {
  sha256: async (bytes) => new Uint8Array(await subtle.digest('SHA-256', bytes)),
  async hmacSha256(key, bytes) {
    const imported = await subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    return new Uint8Array(await subtle.sign('HMAC', imported, bytes));
  },
  async verifyEd25519(key, signature, bytes) {
    const imported = await subtle.importKey('raw', key, 'Ed25519', false, ['verify']);
    return subtle.verify('Ed25519', imported, signature, bytes);
  },
  async sha256OfFile(source) {
    return source.size > largestFile ? null : platform.sha256(await source.slice(0, source.size));
  },
};

const element = (id) => document.getElementById(id);

function fileSource(file) {
  return { size: file.size, slice: async (from, to) => new Uint8Array(await file.slice(from, to).arrayBuffer()) };
}

function filesOf(list) {
  return new Files(new Map([...list].map((file) => [file.webkitRelativePath || file.name, fileSource(file)])));
}

/** Everything below what was dropped, folders too. */
async function droppedFiles(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const sources = new Map();
  for (let entry = entries.shift(); entry !== undefined; entry = entries.shift()) {
    const { fullPath } = entry;
    if (entry.isDirectory) entries.push(...(await childrenOf(entry)));
    else
      sources.set(fullPath.slice(1), fileSource(await new Promise((resolve, reject) => entry.file(resolve, reject))));
  }
  return new Files(sources);
}

async function childrenOf(folder) {
  const reader = folder.createReader();
  const children = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return children;
    children.push(...some);
  }
}

async function check(files) {
  element('result').hidden = true;
  say('Checking …');
  const key = element('key').value.trim();
  const witnesses = element('witnesses')
    .value.split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const [certificates, roots] = [pemIn('certificate'), pemIn('roots')];
  if (certificates === null || roots === null) return say('What was given as a certificate is none.');
  const trusted = { ...(key === '' ? {} : { key }), witnesses, certificates, roots };
  const progress = (done, all) => say(`Checked ${done.toLocaleString('en')} of ${all.toLocaleString('en')} entries …`);
  show(await verify(files, { platform, trusted, progress }));
}

/** The certificates in a field: none where it is empty, null where it holds something else. */
function pemIn(id) {
  const pem = element(id).value.trim();
  return pem === '' ? [] : readPem(pem);
}

function say(text) {
  element('status').textContent = text;
}

function show(report) {
  const heading = element('verdict');
  heading.textContent = verdicts[report.verdict];
  heading.className = report.verdict;
  element('facts').replaceChildren(
    ...report.facts.flatMap(({ label, value }) => [made('dt', label), made('dd', value)]),
  );
  element('checks').replaceChildren(...report.checks.map(row));
  element('result').hidden = false;
  say('');
  heading.focus();
}

function row({ what, holds, says }) {
  const state = holds === true ? 'holds' : holds === false ? 'broken' : 'open';
  const line = made('tr');
  line.className = state;
  const result = made('th', { holds: 'Holds', broken: 'Wrong', open: 'Open' }[state]);
  result.scope = 'row';
  line.append(result, made('td', what), made('td', says));
  return line;
}

/** Text only: what is checked is never markup. */
function made(name, content = '') {
  const node = document.createElement(name);
  node.textContent = content;
  return node;
}

element('files').addEventListener('change', (event) => check(filesOf(event.target.files)));
element('folder').addEventListener('change', (event) => check(filesOf(event.target.files)));
document.addEventListener('dragover', (event) => {
  event.preventDefault();
  element('drop').classList.add('over');
});
document.addEventListener('dragleave', () => element('drop').classList.remove('over'));
document.addEventListener('drop', (event) => {
  event.preventDefault();
  element('drop').classList.remove('over');
  void droppedFiles(event.dataTransfer).then(check);
});
