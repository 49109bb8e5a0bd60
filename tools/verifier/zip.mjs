import { text, uint } from './bytes.mjs';

const [endMark, end64Mark, locatorMark, entryMark, fileMark] = [
  0x504b0506, 0x504b0606, 0x504b0607, 0x504b0102, 0x504b0304,
];
const little = (bytes, at, length) => uint(bytes.slice(at, at + length).reverse(), 0, length);
const mark = (bytes, at) => uint(bytes, at, 4);

/** The files of a ZIP (ZIP64, stored without compression). Throws where it is no such archive. `source` reads slices. */
export async function openZip(source) {
  const tail = await source.slice(Math.max(0, source.size - 65_557), source.size);
  let end = tail.length - 22;
  while (end >= 0 && mark(tail, end) !== endMark) end -= 1;
  if (end < 0) throw new Error('this is no ZIP archive');
  const directory = await directoryOf(source, tail, end);
  const bytes = await source.slice(directory.at, directory.at + directory.length);
  const entries = new Map();
  for (let at = 0; at < bytes.length;) {
    if (mark(bytes, at) !== entryMark) throw new Error('the directory of the archive is damaged');
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((place) => little(bytes, at + place, 2));
    const name = text(bytes.slice(at + 46, at + 46 + nameLength));
    const entry = entryOf(bytes, at, nameLength, extraLength);
    if (entries.has(name)) throw new Error(`the archive has two files called ${name}`);
    if (!name.endsWith('/')) entries.set(name, entry);
    at += 46 + nameLength + extraLength + commentLength;
  }
  return entries;
}

async function directoryOf(source, tail, end) {
  const [length, at] = [little(tail, end + 12, 4), little(tail, end + 16, 4)];
  if (length !== 0xffffffff && at !== 0xffffffff && little(tail, end + 10, 2) !== 0xffff) return { length, at };
  if (end < 20 || mark(tail, end - 20) !== locatorMark) throw new Error('the archive lacks its ZIP64 end');
  const place = little(tail, end - 12, 8);
  const end64 = await source.slice(place, place + 56);
  if (mark(end64, 0) !== end64Mark) throw new Error('the archive lacks its ZIP64 end');
  return { length: little(end64, 40, 8), at: little(end64, 48, 8) };
}

function entryOf(bytes, at, nameLength, extraLength) {
  if (little(bytes, at + 10, 2) !== 0) throw new Error('a file of the archive is compressed');
  const entry = { packed: little(bytes, at + 20, 4), size: little(bytes, at + 24, 4), at: little(bytes, at + 42, 4) };
  const extra = bytes.slice(at + 46 + nameLength, at + 46 + nameLength + extraLength);
  for (let place = 0; place + 4 <= extra.length; place += 4 + little(extra, place + 2, 2)) {
    if (little(extra, place, 2) !== 1) continue;
    let value = place + 4;
    // ZIP64: only the members that did not fit stand here, in this order.
    for (const member of ['size', 'packed', 'at']) {
      if (entry[member] !== 0xffffffff) continue;
      entry[member] = little(extra, value, 8);
      value += 8;
    }
  }
  return { at: entry.at, size: entry.size };
}

/** A file of the archive as something to read slices of. */
export async function zipFile(source, { at, size }) {
  const header = await source.slice(at, at + 30);
  if (mark(header, 0) !== fileMark) throw new Error('a file of the archive is not where its directory says');
  const start = at + 30 + little(header, 26, 2) + little(header, 28, 2);
  return { size, slice: (from, to) => source.slice(start + from, start + Math.min(to, size)) };
}
