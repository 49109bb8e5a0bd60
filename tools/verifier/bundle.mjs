import { base64, equal, fromBase64, hex, text, utf8 } from './bytes.mjs';
import { checkBundleSignature, checkTimeStamps } from './bundle-signature.mjs';
import { openCheckpoint } from './checkpoint.mjs';
import { splitLeaves } from './export-folder.mjs';
import { readHandOvers } from './hand-overs.mjs';
import { canonical, readLeaf } from './leaf.mjs';
import { readProof } from './proof.mjs';
import { columnsOf, membersQuery } from './query.mjs';
import { CompactRange, Tree } from './tree.mjs';

/** Checks an evidence bundle, version 1: its files, its entries against the log, its completeness, its parts and items. */
export async function verifyBundle(files, context) {
  const { report } = context;
  await checkFiles(files, context);
  await checkBundleSignature(files, context);
  const claim = await readJson(files, 'data/claim.json');
  if (!report.check('the claim can be read', claim?.format === 'strongroom/evidence-bundle/v1')) return;
  report.fact('bundle', claim.id);
  report.fact('made at', claim.createdAt);
  report.fact('period', `${claim.period.from} to ${claim.period.to}`);
  report.fact('query', JSON.stringify(claim.query));
  const [note, key] = [await files.read('data/log/checkpoint'), await files.read('data/log/key')];
  const handOvers = await readHandOvers(files, 'data/log/hand-overs');
  const { trusted, platform } = context;
  const checkpoint = await openCheckpoint({ note, key, handOvers, trusted, platform, report });
  if (checkpoint === null) return;
  const stated = checkpoint.size === claim.checkpoint.size && base64(checkpoint.root) === claim.checkpoint.root;
  report.check('the claim is about this log and checkpoint', stated && claim.origin === checkpoint.origin);
  const leaves = await readLeaves(files, claim, checkpoint, report);
  if (leaves === null) return;
  const entries = await readLines(files, 'data/entries.jsonl');
  if (!report.check('the list of entries can be read', entries !== null && entries.length === claim.chosen)) return;
  if (claim.completeness === 'all') await checkAll(files, { claim, leaves, entries, checkpoint }, context);
  else await checkSelection(files, { leaves, entries, checkpoint }, context);
  await checkTimeStamps(files, checkpoint, context);
  await checkParts({ leaves, entries }, context);
  await checkItems(files, { claim, leaves, entries }, context);
}

async function checkFiles(files, { platform, report }) {
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

/** The leaves that the bundle carries, by number; null where they are no leaves of this log in order. */
async function readLeaves(files, claim, checkpoint, report) {
  const carried = claim.carried?.count ?? 0;
  const bytes = (await files.read('data/log/leaves')) ?? new Uint8Array();
  const leaves = splitLeaves(bytes, carried)?.map((leaf) => ({ bytes: leaf, leaf: readLeaf(leaf) })) ?? null;
  const readable = leaves !== null && leaves.every(({ leaf }) => leaf !== null && leaf.log === checkpoint.origin);
  if (!report.check('the entries are entries of this log', readable)) return null;
  const ordered = leaves.every(
    ({ leaf }, i) => i === 0 || (leaf.n > leaves[i - 1].leaf.n && leaf.sealed >= leaves[i - 1].leaf.sealed),
  );
  const placed =
    carried === 0 || (leaves[0].leaf.n === claim.carried.first && leaves.at(-1).leaf.n === claim.carried.last);
  report.check('they are in order', ordered && placed);
  return new Map(leaves.map((one) => [one.leaf.n, one]));
}

/** Claim `all`: the leaves are a stretch of the log without a gap, it covers the period, and the query chooses these entries. */
async function checkAll(files, { claim, leaves, entries, checkpoint }, { platform, report }) {
  const tree = new Tree(platform.sha256);
  const range = await readJson(files, 'data/log/range.json');
  report.check(
    'the entries are a stretch of the log that was signed',
    await isStretch(range, leaves, checkpoint, tree),
  );
  const inOrder = [...leaves.values()].map(({ leaf }) => leaf);
  const [first, last] = [inOrder[0], inOrder.at(-1)];
  const begins = first === undefined ? checkpoint.size === 0 : first.n === 0 || first.sealed < claim.period.from;
  const ends = last !== undefined && last.sealed >= claim.period.to;
  const reaches = last === undefined ? checkpoint.size === 0 : last.n === checkpoint.size - 1;
  report.check('the stretch begins before the period', begins);
  report.check(
    'the stretch ends after the period',
    ends ? true : reaches ? null : false,
    ends || !reaches ? '' : 'it ends with the checkpoint: complete up to there',
  );
  const choose = membersQuery(claim.query);
  if (!report.check('the query can be asked again', choose !== null)) return;
  const inPeriod = inOrder.filter(({ sealed }) => sealed >= claim.period.from && sealed < claim.period.to);
  const found = inPeriod.filter((leaf) => choose(columnsOf(leaf, claim.operations))).map(({ n }) => n);
  const listed = entries.map(({ n }) => n);
  const differences = [
    ...found.filter((n) => !listed.includes(n)).map((n) => `entry ${n} answers the query and is not listed`),
    ...listed.filter((n) => !found.includes(n)).map((n) => `entry ${n} is listed and does not answer the query`),
  ];
  const ordered = differences.length > 0 || found.join() === listed.join();
  report.each('the list of entries is complete', ordered ? differences : ['it is in another order']);
}

/** Takes up the range before the leaves, appends them, then the subtrees after them, and compares roots. */
async function isStretch(range, leaves, { size, root }, tree) {
  const [left, right] = [range?.left?.map(fromBase64), range?.right?.map(fromBase64)];
  if (left === undefined || right === undefined || !CompactRange.fits(range.first, left) || range.size !== size)
    return false;
  const numbers = [...leaves.keys()];
  if (numbers.some((n, i) => n !== range.first + i) || numbers.length !== range.last - range.first + 1) return false;
  const whole = new CompactRange(tree, range.first, left);
  for (const hash of await tree.leafHashes([...leaves.values()].map(({ bytes }) => bytes))) await whole.append(hash);
  for (const hash of right) {
    let span = 1;
    while (whole.size % (span * 2) === 0 && whole.size + span * 2 <= size) span *= 2;
    if (hash?.length !== 32 || whole.size + span > size) return false;
    await whole.append(hash, span);
  }
  return whole.size === size && equal(await whole.root(), root);
}

/** Claim `selection`: each leaf by a proof of its own. */
async function checkSelection(files, { leaves, entries, checkpoint }, { platform, report }) {
  const tree = new Tree(platform.sha256);
  const unproven = [];
  for (const [n, { bytes }] of leaves) {
    const proof = readProof((await files.read(`data/log/proofs/${n}.tlog-proof`)) ?? new Uint8Array());
    const under = proof !== null && text(proof.note).startsWith(checkpoint.body);
    const claim = {
      index: n,
      size: checkpoint.size,
      hash: await tree.leafHash(bytes),
      path: proof?.path ?? [],
      root: checkpoint.root,
    };
    if (!under || proof.index !== n || !(await tree.proves(claim))) unproven.push(`entry ${n}`);
  }
  report.each('every entry is in the log that was signed', unproven);
  report.each(
    'every listed entry is carried',
    entries.filter(({ n }) => !leaves.has(n)).map(({ n }) => `entry ${n}`),
  );
  report.check('the list of entries is complete', null, 'completeness not shown: this bundle is a selection');
}

async function checkParts({ leaves, entries }, { platform, report }) {
  const wrong = [];
  let opened = 0;
  for (const { n, id, personal } of entries) {
    const event = leaves.get(n)?.leaf.e;
    if (event?.id !== id) wrong.push(`entry ${n} has another id`);
    for (const [name, committed] of [
      ['actor', event?.pa ?? null],
      ['subject', event?.ps ?? null],
    ]) {
      const part = personal?.[name] ?? null;
      const says = await partSays(part, committed, platform);
      if (says === 'holds') opened += 1;
      else if (says !== null) wrong.push(`the ${name} part of entry ${n} ${says}`);
    }
  }
  report.each('every personal part is what its entry committed to', wrong);
  report.fact('personal parts shown', opened);
}

async function partSays(part, committed, platform) {
  if (committed === null) return part === null ? null : 'was never committed to';
  if (part === null) return 'is not accounted for';
  if (part.state === 'missing' || part.state === 'mismatch')
    return `is ${part.state === 'missing' ? 'missing without a cause' : 'not what was sealed'}`;
  if (part.state !== 'present')
    return ['erased', 'ended', 'withheld', 'not_checked'].includes(part.state) ? null : 'has no known state';
  const salt = fromBase64(part.salt ?? '');
  const payload = canonical(part.payload ?? {});
  if (salt?.length !== 32 || payload === null) return 'cannot be read';
  return base64(await platform.hmacSha256(salt, utf8(payload))) === committed
    ? 'holds'
    : 'is not what the entry committed to';
}

async function checkItems(files, { claim, leaves, entries }, { platform, report }) {
  if (claim.content === 'none') return;
  const items = await readLines(files, 'data/items.jsonl');
  if (!report.check('the list of media items can be read', items !== null)) return;
  const wrong = [];
  for (const item of items) {
    const stored = [...leaves.values()].find(
      ({ leaf: { e } }) => e.type === 'media.stored' && e.obj?.object === item.object,
    );
    if (stored !== undefined && stored.leaf.e.obj.sha256 !== item.sealedSha256)
      wrong.push(`${item.media} is not the object that was stored`);
    if (item.path === null) continue;
    const source = await files.source(item.path);
    const found = source === null ? null : await platform.sha256OfFile(source);
    if (source === null) wrong.push(`${item.media} is missing`);
    else if (found !== null && item.contentSha256 !== null && hex(found) !== item.contentSha256) {
      wrong.push(`${item.media} has other bytes than were received`);
    }
  }
  const listed = new Set(items.map(({ media }) => media));
  const named = new Set(
    entries.map(({ n }) => leaves.get(n)?.leaf.e.obj?.media ?? null).filter((media) => media !== null),
  );
  report.each(
    'every media item that an entry names is listed',
    [...named].filter((media) => !listed.has(media)),
  );
  report.each('every media item is as the log says', wrong);
}

async function readJson(files, path) {
  const bytes = await files.read(path);
  try {
    return bytes === null ? null : JSON.parse(text(bytes));
  } catch {
    return null;
  }
}

async function readLines(files, path) {
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
