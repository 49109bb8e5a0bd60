import type { Claim } from './claim';

/** The bundle in plain words, for whoever opens the archive first. */
export function readmeText(claim: Claim, withVerifier: boolean): string {
  const lines = [
    'EVIDENCE BUNDLE',
    '',
    `Made by the vault ${claim.origin} on ${claim.createdAt}. Format: ${claim.format}.`,
    '',
    'WHAT IT SAYS',
    `Entries of the access log that were sealed from ${claim.period.from} to ${claim.period.to} and fit`,
    `${queryText(claim.query)}: ${claim.chosen} of them, in data/entries.jsonl and, for reading, in data/report.pdf.`,
    claim.completeness === 'all'
      ? 'It claims to be complete: data/log/leaves holds every entry of the period, so that the query can be run again.'
      : 'It is a selection: that nothing was left out is not shown.',
    '',
    'HOW TO CHECK IT',
    ...(withVerifier
      ? [
          'Node.js: node verifier/verify.mjs THIS-FOLDER-OR-ZIP. Or open verifier/verify.html in a browser and drop the ZIP.',
        ]
      : ['With the verifier of the project (tools/verify.mjs), which needs nothing of this vault.']),
    'By hand: sha256sum -c manifest-sha256.txt; sha256sum -c tagmanifest-sha256.txt; then',
    'openssl cms -verify -binary -inform DER -in tagmanifest-sha256.txt.p7s -content tagmanifest-sha256.txt \\',
    '  -CAfile data/certificates/installation.pem -out /dev/null',
    'Where data/log/timestamps holds a stamp: openssl ts -verify -in N.tsr -data N.checkpoint -CAfile THE-AUTHORITYS-ROOT.pem',
    'That the certificate and the log key (data/log/key) are those of the vault you know has to be compared with what you',
    'were given by another way: a bundle cannot prove its own keys.',
    '',
    'WHAT IT DOES NOT SAY',
    'Who stole a password acted as its owner. Reads that went past this program are found by reconciliation with the',
    "store's own log, which is a report of its own. Without a witness or time stamp beside the checkpoint, the vault could",
    'have shown another log to somebody else.',
    '',
    'This archive is a copy of personal data. Keep it as you keep the originals, and destroy it when it has served.',
    '',
  ];
  return lines.join('\n');
}

function queryText({ media, ...query }: Claim['query']): string {
  return Array.isArray(media) ? `the ${media.length} items of data/items.jsonl` : JSON.stringify({ ...query, media });
}
