import { Inject, Injectable } from '@nestjs/common';
import { VaultDatabase } from '../../../platform/database';
import { Installation } from '../../../platform/settings';
import { LogEvidence } from '../../../trust/audit';
import { EvidenceSigner } from '../../../trust/keys';
import { ReportWriter } from '../report/report-writer';
import { bag, type BagFile } from '../../../platform/archives';
import { entryLines, json, logFiles } from './bundle-files';
import { carriedBy, type Claim } from './claim';
import { listPolicies } from './policies.repository';
import { type BundleWork, ItemsOfBundle } from './items-of-bundle';
import { readmeText } from './readme-text';
import { assertPackable } from './survey';
import { VERIFIER_FILES, type VerifierFiles } from './verifier-files';

/** Writes evidence bundles as bundle-layout.md says, each as one stream in constant memory. */
@Injectable()
export class BundleWriter {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly installation: Installation,
    private readonly log: LogEvidence,
    private readonly reports: ReportWriter,
    private readonly items: ItemsOfBundle,
    private readonly signer: EvidenceSigner,
    @Inject(VERIFIER_FILES) private readonly verifier: VerifierFiles,
  ) {}

  write(work: BundleWork): AsyncGenerator<Buffer> {
    assertPackable(work.request, work.survey);
    return bag({
      folder: `strongroom-bundle-${work.id}`,
      info: {
        'Bag-Software-Agent': 'Strongroom',
        'Bagging-Date': work.at.toISOString().slice(0, 10),
        'External-Identifier': work.id,
      },
      madeAt: work.at,
      files: this.files(work),
      sign: (sha256) => this.signer.sign(sha256),
    });
  }

  private async *files(work: BundleWork): AsyncGenerator<BagFile> {
    const { context, frame, request } = work;
    const policies = await this.vault.read(context, (tx) => listPolicies(tx, work.survey.policies));
    const claim = this.claim(
      work,
      policies.map(({ hash }) => hash),
    );
    yield json('data/claim.json', claim);
    yield* logFiles(this.log, context, frame, request, claim.carried);
    yield { path: 'data/entries.jsonl', content: entryLines(this.log, context, frame, request) };
    yield { path: 'data/report.json', content: this.reports.json(context, work) };
    yield { path: 'data/report.pdf', content: await this.reports.pdf(context, work) };
    for (const { hash, files } of policies)
      for (const [name, text] of Object.entries(files))
        yield { path: `data/policies/${hash.slice('sha256:'.length)}/${name}.json`, content: Buffer.from(text) };
    yield { path: 'data/certificates/installation.pem', content: Buffer.from(await this.signer.certificate()) };
    if (request.content !== 'none') yield* this.items.files(work);
    for (const { name, content } of await this.verifier()) yield { path: `verifier/${name}`, content };
    yield { path: 'README.txt', content: Buffer.from(readmeText(claim, (await this.verifier()).length > 0)) };
  }

  private claim({ context, id, at, role, request, frame, survey }: BundleWork, kept: readonly string[]): Claim {
    const { completeness, period, query, content } = request;
    return {
      format: 'strongroom/evidence-bundle/v1',
      id,
      createdAt: at.toISOString(),
      vault: this.installation.vaultId,
      origin: frame.checkpoint.origin,
      requestedBy: { actor: context.actor.id, role },
      completeness,
      period,
      query,
      operations: LogEvidence.operations(),
      chosen: survey.chosen,
      carried: carriedBy(completeness, frame, survey),
      checkpoint: { size: frame.checkpoint.size, root: frame.checkpoint.root.toString('base64') },
      content,
      policies: survey.policies,
      policiesMissing: survey.policies.filter((hash) => !kept.includes(hash)),
    };
  }
}
