import { hex, text } from './bytes.mjs';

/** Whether the bundle has the files that it lists, each as it was packed, and no other. */
export async function checkFiles(files, { platform, report }) {
  const [payload, tags] = [
    await readManifest(files, 'manifest-sha256.txt'),
    await readManifest(files, 'tagmanifest-sha256.txt'),
  ];
  if (!report.check('the lists of files can be read', payload !== null && tags !== null)) return;
  const listed = new Map([...payload, ...tags]);
  const unlisted = ['tagmanifest-sha256.txt', 'tagmanifest-sha256.txt.p7s'];
  report.each('no file is missing, and none was added', [
    ...[...listed.keys()].filter((path) => !files.has(path)).map((path) => `${path} is missing`),
    ...files.paths
      .filter((path) => !listed.has(path) && !unlisted.includes(path))
      .map((path) => `${path} is not listed`),
  ]);
  const [changed, unread] = [[], []];
  for (const [path, digest] of listed) {
    const source = await files.source(path);
    const found = source === null ? null : await platform.sha256OfFile(source);
    if (source !== null && found === null) unread.push(path);
    if (found !== null && hex(found) !== digest) changed.push(path);
  }
  report.each('every file is as it was packed', changed);
  if (unread.length > 0)
    report.check('large files', null, `too large for this page, use verify.mjs: ${unread.join(', ')}`);
}

/** `<sha256>  <path>` lines, as BagIt has them; null where a line is anything else. */
async function readManifest(files, path) {
  const bytes = await files.read(path);
  if (bytes === null) return null;
  const lines = text(bytes)
    .split('\n')
    .filter((line) => line !== '');
  const read = lines.map((line) => /^([0-9a-f]{64}) {1,2}(.+)$/u.exec(line));
  return read.includes(null) ? null : new Map(read.map(([, digest, name]) => [name, digest]));
}

export async function readJson(files, path) {
  const bytes = await files.read(path);
  try {
    return bytes === null ? null : JSON.parse(text(bytes));
  } catch {
    return null;
  }
}

export async function readLines(files, path) {
  const bytes = await files.read(path);
  try {
    return bytes === null
      ? null
      : text(bytes)
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => JSON.parse(line));
  } catch {
    return null;
  }
}
