import { newId, systemActor, systemClock } from '../../../src/kernel';
import { Audit, type AuditOptions, SealedEntries, Sequencer, verifyDatabase } from '../../../src/trust/audit';
import { actor, logOptions, silent } from '../../support/audit-log';
import { testDatabases, type TestDatabases } from '../../support/vault-database';
import { keysAtWork, type KeysAtWork, removeInstallation } from './keys-at-work';

describe('a log with real keys', () => {
  let databases: TestDatabases;
  let work: KeysAtWork;
  let options: AuditOptions;
  let sealedEntries: SealedEntries;
  let sequencer: Sequencer;
  let audit: Audit;

  beforeAll(async () => {
    databases = await testDatabases();
    work = await keysAtWork(databases);
    options = logOptions({ waitMs: 10_000 });
    sealedEntries = new SealedEntries(databases.vault);
    await sealedEntries.start();
    sequencer = new Sequencer(databases.audit, sealedEntries, options, silent);
    sequencer.start();
    audit = new Audit(databases.vault, work.parts, sealedEntries, systemClock, options);
  });

  afterAll(async () => {
    await sequencer.stop();
    await sealedEntries.stop();
    await work.close();
    await databases.close();
    removeInstallation(work.installation);
  });

  const personal = async (): Promise<object> => {
    const log = { origin: options.origin, publicKey: options.publicKey };
    return (await verifyDatabase({ database: databases.vault, log, parts: work.parts })).personal;
  };

  it('verifies its personal parts, and knows an ended one', async () => {
    const [subjectId, mediaId] = [newId(), newId()];
    await work.keys.createSubjectKey(subjectId);
    await work.keys.createPayloadKey({ subjectId, ownerId: mediaId });
    await audit.recordSealed({
      type: 'media.received',
      actor: actor(),
      role: 'kyc_agent',
      origin: { ip: '203.0.113.9', userAgent: 'test' },
      decision: 'allow',
      private: { owner: mediaId, payload: { fileName: 'passport.jpg' } },
    });
    expect(await personal()).toMatchObject({ present: 2, missing: 0, mismatch: 0, notChecked: 0 });
    await work.keys.rekeySubject(systemActor, subjectId, { dataKeys: [], payloadOwners: [mediaId] });
    expect(await personal()).toMatchObject({ present: 1, mismatch: 0, notChecked: 0 });
  });
});
