import { Client } from 'pg';
import { auditTypes, type valueTerms } from '../src/trust/audit';

/** A log of a year as a busy helpdesk would leave it: few values are very frequent, many are rare, and some are hardly ever seen. */
const origin = 'bench.example/log';
const blockLength = 2 ** 20;
const daily = [
  ...[
    'media.read.open',
    'media.read.close',
    'media.listed',
    'media.shown',
    'view.opened',
    'view.closed',
    'ticket.shown',
  ],
  ...['ticket.listed', 'media.received', 'media.stored', 'media.released', 'media.linked', 'session.opened'],
  ...['session.closed', 'media.read.denied', 'subject.searched', 'ticket.changed', 'grant.given', 'audit.read'],
];
const types = [...daily, ...Object.keys(auditTypes).filter((type) => !daily.includes(type))];
const classes = Array.from({ length: 20 }, (_, i) => (i === 0 ? 'passport' : `class_${i}`));
const purposes = Array.from({ length: 9 }, (_, i) => (i === 0 ? 'kyc_review' : `purpose_${i}`));
const parts = ['original', 'preview', 'masked'];

/** Values of each term, from frequent to rare, that a log of so many rows holds. */
export const samples = {
  actor: [0, 3, 40, 299].map((i) => id(2, i)),
  role: ['kyc_agent', 'compliance_officer', 'records_manager'],
  subject: [0, 17, 4711].map((i) => id(3, i)),
  media: [0, 17, 4711].map((i) => id(4, i)),
  ticket: ['zendesk/0', 'zendesk/17', 'zendesk/4711'],
  purpose: ['kyc_review', 'purpose_8', 'purpose_rare'],
  class: ['passport', 'class_19', 'class_rare'],
  part: ['original', 'masked', 'part_rare'],
  operation: ['read', 'change', 'refusal', 'session', 'system'],
  type: ['media.read.open', 'media.read.denied', 'keys.orphans.swept', 'audit.pending_refused'],
  decision: ['allow', 'deny', 'error'],
  ip: ['10.0.0.0', '10.0.1.77', '10.0.0.0/24', '10.0.3.0/24'],
} as const satisfies Record<keyof typeof valueTerms, readonly string[]>;

export const lastDay = Date.parse('2026-11-25T00:00:00Z');
const yearMs = 365 * 86_400_000;

/** Fills an empty log inside the server, two blocks at a time, and makes the indexes afterwards. It is not signed. */
export async function fillColourfulLog(url: string, rows: number): Promise<void> {
  const client = await connect(url);
  const indexes = await client.query<{ name: string; made: string }>(
    `SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS made FROM pg_index
      WHERE indrelid IN ('audit.leaf'::regclass, 'audit.private'::regclass) AND NOT indisprimary`,
  );
  for (const { name } of indexes.rows) await client.query(`DROP INDEX ${name}`);
  const blocks = Array.from({ length: Math.ceil(rows / blockLength) }, (_, block) => block);
  for (const block of blocks) await client.query('SELECT audit.open_block($1)', [block]);
  await Promise.all([worker(url, blocks, rows), worker(url, blocks, rows)]);
  for (const { made } of indexes.rows) await client.query(made.replace(' ON ONLY ', ' ON '));
  await client.query('UPDATE audit.head SET size = $1, sealed_at = now()', [rows]);
  await client.query('VACUUM ANALYZE audit.leaf');
  await client.query('VACUUM ANALYZE audit.private');
  await client.end();
}

async function worker(url: string, blocks: number[], rows: number): Promise<void> {
  const client = await connect(url);
  for (let block = blocks.shift(); block !== undefined; block = blocks.shift()) {
    const [from, to] = [block * blockLength, Math.min((block + 1) * blockLength, rows)];
    await client.query(leavesSql, [from, to, rows, types, operations, classes, purposes, parts]);
    await client.query(addressesSql, [from, to]);
  }
  await client.end();
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query("SET maintenance_work_mem = '1GB'; SET synchronous_commit = off");
  return client;
}

const operations = types.map((type) => auditTypes[type as keyof typeof auditTypes].operation);

function id(kind: number, value: number): string {
  return `${value.toString(16).padStart(8, '0')}-000${kind}-4000-8000-000000000000`;
}

const sqlId = (kind: number, value: string) => `lpad(to_hex(${value}), 8, '0') || '-000${kind}-4000-8000-000000000000'`;
const orNull = (value: string) => `coalesce('"' || ${value} || '"', 'null')`;
const iso = (value: string) => `to_char(${value} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
/** Even between 0 and 1, the same for one number and one kind. */
const chance = (kind: number) => `((hashint8extended(n, ${kind}) & 1048575) / 1048576.0)::float8`;
const oneIn = (count: number, kind: number) => `(hashint8extended(n, ${kind}) % ${count} = 0)`;

const leavesSql = `
  INSERT INTO audit.leaf (n, id, sealed_at, hash, body, at, type, operation, decision, actor_kind, actor, role, subject, media,
                          class, part, ticket_system, ticket, purpose, grant_id)
  SELECT n, id::uuid, sealed, sha256('\\x00'::bytea || body), body, at, type, operation, decision, 'user', actor::uuid, role, subject::uuid,
         media::uuid, class, part, CASE WHEN ticket IS NOT NULL THEN 'zendesk' END, ticket, purpose, NULL
    FROM (SELECT *, convert_to('{"e":{"actor":{"amr":["pwd"],"id":"' || actor || '","kind":"user","role":"' || role ||
            '","sess":"' || ${sqlId(6, '(n % 9999)::int')} || '"},"bytes":null,"decision":"' || decision || '","grant":null,"id":"' || id ||
            '","obj":' || CASE WHEN media IS NULL THEN 'null' ELSE '{"class":' || ${orNull('class')} || ',"media":"' || media || '","object":"' ||
            ${sqlId(7, 'n::int')} || '","part":' || ${orNull('part')} || ',"sha256":"' || repeat('ab', 32) || '"}' END ||
            ',"pa":"' || repeat('A', 43) || '=","policy":"sha256:' || repeat('cd', 32) || '","ps":null,"purpose":' || ${orNull('purpose')} ||
            ',"range":null,"reason":null,"subj":' || ${orNull('subject')} || ',"t":"' || ${iso('at')} || '","ticket":' ||
            CASE WHEN ticket IS NULL THEN 'null' ELSE '{"id":"' || ticket || '","sys":"zendesk"}' END || ',"type":"' || type ||
            '"},"log":"${origin}","n":' || n || ',"sealed":"' || ${iso('sealed')} || '","v":1}', 'UTF8') AS body
      FROM (SELECT n, ${sqlId(1, 'n::int')} AS id, sealed, sealed - make_interval(secs => floor(${chance(1)} * 20)) AS at, type, operation,
                   CASE WHEN ${oneIn(200_003, 2)} THEN 'error' WHEN type LIKE '%.denied' THEN 'deny' ELSE 'allow' END AS decision,
                   ${sqlId(2, 'who')} AS actor,
                   CASE WHEN ${oneIn(500_009, 3)} THEN 'records_manager' WHEN who % 10 < 6 THEN 'kyc_agent'
                        WHEN who % 10 < 9 THEN 'support_agent' ELSE 'compliance_officer' END AS role,
                   CASE WHEN about THEN CASE WHEN ${oneIn(500, 4)} THEN ${sqlId(3, '0')} ELSE ${sqlId(3, `floor(1000000 * ${chance(5)})::int`)} END END AS subject,
                   CASE WHEN about THEN CASE WHEN ${oneIn(500, 6)} THEN ${sqlId(4, '0')} ELSE ${sqlId(4, `floor(3000000 * ${chance(7)})::int`)} END END AS media,
                   CASE WHEN about THEN CASE WHEN ${oneIn(500_009, 8)} THEN 'class_rare' ELSE ($6::text[])[1 + floor(20 * ${chance(9)} ^ 3)::int] END END AS class,
                   CASE WHEN about THEN CASE WHEN ${oneIn(500_009, 10)} THEN 'part_rare' ELSE ($8::text[])[1 + floor(3 * ${chance(11)} ^ 3)::int] END END AS part,
                   CASE WHEN about THEN CASE WHEN ${oneIn(200, 12)} THEN '0' ELSE floor(2000000 * ${chance(13)})::int::text END END AS ticket,
                   CASE WHEN about THEN CASE WHEN ${oneIn(500_009, 14)} THEN 'purpose_rare' ELSE ($7::text[])[1 + floor(9 * ${chance(15)} ^ 2)::int] END END AS purpose
              FROM (SELECT n, sealed, ($4::text[])[kind] AS type, ($5::text[])[kind] AS operation, who,
                           ($4::text[])[kind] ~ '^(media|view)\\.' AS about
                      FROM (SELECT n, timestamptz '2025-11-25 00:00Z' + make_interval(secs => floor(n::float8 * ${yearMs / 1000} / $3)) AS sealed,
                                   CASE WHEN ${oneIn(1_000_003, 16)} THEN array_position($4::text[], 'audit.pending_refused')
                                        ELSE 1 + floor(cardinality($4::text[]) * ${chance(17)} ^ 4)::int END AS kind,
                                   floor(300 * ${chance(18)} ^ 3)::int AS who
                              FROM generate_series($1::bigint, $2::bigint - 1) n) chosen) typed) facts) written`;

/** Tags as \`benchTags\` makes them: under a key for each month. */
const addressesSql = `
  INSERT INTO audit.private (n, part, key_id, sealed, at, address_tag, network_tag)
  SELECT n, 'actor', '00000000-0009-4000-8000-000000000000', decode(repeat('00', 120), 'hex'), at,
         sha256(convert_to(month || '10.0.' || third || '.' || fourth, 'UTF8')), sha256(convert_to(month || '10.0.' || third || '.0/24', 'UTF8'))
    FROM (SELECT n, at, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM ') AS month, floor(4 * ${chance(19)} ^ 2)::int AS third,
                 floor(250 * ${chance(20)} ^ 4)::int AS fourth
            FROM audit.leaf WHERE n >= $1 AND n < $2) placed`;
