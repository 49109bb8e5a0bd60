import { systemClock } from '../../../src/kernel';
import { Cursors } from '../../../src/platform/http';
import { JobRegistry, Outbox } from '../../../src/platform/jobs';
import { subjectPolicy, Subjects } from '../../../src/records/subjects';
import { MergeSubjects } from '../../../src/records/subjects/merge-subjects';
import { SubjectEntries } from '../../../src/records/subjects/subject-entries';
import { SubjectRepository } from '../../../src/records/subjects/subject.repository';
import { AuditLog, QueryPlaces } from '../../../src/trust/audit';
import type { Keys } from '../../../src/trust/keys';
import { type AccessAtWork, accessAtWork } from '../access/access-at-work';
import { keysAtWork } from '../keys/keys-at-work';

/** Subjects on real databases, with real keys and the real log. */
export interface SubjectsAtWork extends AccessAtWork {
  readonly subjects: Subjects;
  readonly merging: MergeSubjects;
  readonly entriesOf: SubjectEntries;
  readonly repository: SubjectRepository;
  readonly keys: Keys;
  readonly jobs: JobRegistry;
}

export async function subjectsAtWork(): Promise<SubjectsAtWork> {
  const work = await accessAtWork({}, undefined, [subjectPolicy]);
  const { vault } = work.log.databases;
  const custody = await keysAtWork(work.log.databases);
  const cursors = new Cursors(vault);
  await cursors.onModuleInit();
  const repository = new SubjectRepository();
  const { access } = work;
  const { audit, parts } = work.log;
  const subjects = new Subjects(vault, repository, access, audit, custody.keys);
  const jobs = new JobRegistry();
  const outbox = new Outbox(systemClock);
  const merging = new MergeSubjects(vault, repository, access, audit, custody.keys, outbox, jobs);
  merging.onModuleInit();
  return {
    ...work,
    subjects,
    merging,
    repository,
    jobs,
    keys: custody.keys,
    entriesOf: new SubjectEntries(
      subjects,
      new AuditLog(vault, audit, parts, new QueryPlaces(audit, parts, systemClock)),
      cursors,
    ),
    close: async () => {
      await custody.close();
      await work.close();
    },
  };
}
