import { base64, equal, fromBase64, hex, text, utf8 } from './bytes.mjs';
import { checkFiles, readJson, readLines } from './bundle-files.mjs';
import { checkBundleSignature, checkTimeStamps } from './bundle-signature.mjs';
import { openCheckpoint } from './checkpoint.mjs';
import { splitLeaves } from './export-folder.mjs';
import { readHandOvers } from './hand-overs.mjs';
import { canonical, readLeaf } from './leaf.mjs';
import { NamesOfLog } from './log-names.mjs';
import { isProven, readProof } from './proof.mjs';
import { columnsOf, membersQuery } from './query.mjs';
import { reportOpenings, SaidOfLog } from './said-of-log.mjs';
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
  const openings = await readOpenings(files, checkpoint, context);
  const leaves = await readLeaves(files, { claim, checkpoint, openings }, report);
  if (leaves === null) return;
  const entries = await readLines(files, 'data/entries.jsonl');
  if (!report.check('the list of entries can be read', entries !== null && entries.length === claim.chosen)) return;
  if (claim.completeness === 'all') await checkAll(files, { claim, leaves, entries, checkpoint }, context);
  else await checkSelection(files, { leaves, entries, checkpoint }, context);
  await checkTimeStamps(files, checkpoint, context);
  await checkParts({ leaves, entries }, context);
  await checkItems(files, { claim, leaves, entries }, context);
}

/** Where the log was opened anew: the entries that say so and who wanted it, each by a proof of its own. */
async function readOpenings(files, checkpoint, { platform, report }) {
  const said = new SaidOfLog();
  const [leaves, unproven] = [[], []];
  for (const path of files.paths.filter((name) => /^data\/log\/openings\/\d+\.tlog-proof$/.test(name))) {
    const proof = readProof(await files.read(path));
    const leaf = proof?.extra === undefined ? null : readLeaf(proof.extra);
    const holds =
      leaf?.n === proof?.index && leaf !== null && (await isProven(proof, proof.extra, checkpoint, platform));
    if (holds) leaves.push(leaf);
    else unproven.push(path);
  }
  leaves.sort((one, other) => one.n - other.n).forEach((leaf) => said.take(leaf));
  if (unproven.length > 0) report.each('what opened the log anew is in the log that was signed', unproven);
  reportOpenings(said, checkpoint.size, report);
  return leaves;
}

/** Whether carried leaves and those about openings, in the order of their numbers, lead to the name of the checkpoint. */
function areOfLog(leaves, { origin }) {
  const names = new NamesOfLog(origin);
  const byNumber = new Map(leaves.map((leaf) => [leaf.n, leaf]));
  const inOrder = [...byNumber.values()].sort((one, other) => one.n - other.n);
  return inOrder.every((leaf) => names.follows(leaf)) && names.complete;
}

/** The leaves that the bundle carries, by number; null where they are no leaves of this log in order. */
async function readLeaves(files, { claim, checkpoint, openings }, report) {
  const carried = claim.carried?.count ?? 0;
  const bytes = (await files.read('data/log/leaves')) ?? new Uint8Array();
  const leaves = splitLeaves(bytes, carried)?.map((leaf) => ({ bytes: leaf, leaf: readLeaf(leaf) })) ?? null;
  const all = leaves?.map(({ leaf }) => leaf) ?? [null];
  const readable = !all.includes(null) && areOfLog([...all, ...openings], checkpoint);
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
  const unproven = [];
  for (const [n, { bytes }] of leaves) {
    const proof = readProof((await files.read(`data/log/proofs/${n}.tlog-proof`)) ?? new Uint8Array());
    const under = proof?.index === n && text(proof.note).startsWith(checkpoint.body);
    if (!under || !(await isProven(proof, bytes, checkpoint, platform))) unproven.push(`entry ${n}`);
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
