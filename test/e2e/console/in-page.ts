/*
 * What the tests run inside the page, as text: the tests are compiled for Node, which has no document. Each is an
 * expression whose value is the answer.
 */

/** Whether the page of a PDF has something dark on it. */
export const isDrawn = `(() => {
  const canvas = document.querySelector('canvas');
  if (canvas === null || canvas.width === 0) return false;
  const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  return pixels.some((part, at) => at % 4 === 0 && part < 128 && pixels[at + 3] > 0);
})()`;

const player = `const player = document.querySelector('video, audio');
  await new Promise((done) => {
    if (player.readyState > 0) done(null); else player.addEventListener('loadedmetadata', done);
  });`;

/** How long a recording is, in seconds. */
export const lengthOfRecording = `(async () => { ${player} return player.duration; })()`;

/** Seeks to the middle and says how far it came, from 0 to 1. */
export const seekToMiddle = `(async () => {
  ${player}
  const sought = new Promise((done) => player.addEventListener('seeked', done));
  player.currentTime = player.duration / 2;
  await sought;
  return player.currentTime / player.duration;
})()`;

/** The width of the picture once it is decoded. */
export const widthOfPicture = `(async () => {
  const picture = document.querySelector('main img');
  await picture.decode();
  return picture.naturalWidth;
})()`;

export const widthOfPage = `document.documentElement.scrollWidth`;

export const focused = `document.activeElement.tagName + ' ' + document.activeElement.textContent`;

/** Tries what a hole for scripts would let through. */
export const injectScript = `(() => {
  try {
    const script = document.createElement('script');
    script.textContent = 'window.injected = true';
    document.head.append(script);
  } catch { return 'refused'; }
  return 'injected' in window ? 'ran' : 'refused';
})()`;

/** Asks for twenty items that do not exist, one after another. */
export const askForStrangers = `(async () => {
  for (let n = 0; n < 20; n += 1) await fetch('/v1/media/' + crypto.randomUUID());
})()`;

/** Asks for a new signing key of the log, which another person has to approve. */
export const askForNewLogKey = `fetch('/v1/audit/key-rotations', {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ reason: 'scheduled' }),
}).then(({ status }) => status)`;

/** Asks for a plan of destruction as the records manager who is signed in. */
export function asksPlan(body: object): string {
  return `fetch('/v1/destruction-plans', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(${JSON.stringify(body)}),
  }).then(({ status }) => status)`;
}
