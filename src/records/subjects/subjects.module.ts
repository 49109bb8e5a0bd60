import { Module } from '@nestjs/common';
import { PolicyRegistry } from '../../trust/access';
import { KeysModule } from '../../trust/keys';
import { MergeSubjects } from './merge-subjects';
import { SubjectEntries } from './subject-entries';
import { SubjectEnd } from './subject-end';
import { subjectPolicy } from './subject.policy';
import { SubjectRepository } from './subject.repository';
import { Subjects } from './subject.service';
import { SubjectsController } from './subjects.controller';

@Module({
  imports: [KeysModule],
  controllers: [SubjectsController],
  providers: [SubjectRepository, Subjects, MergeSubjects, SubjectEntries, SubjectEnd],
  exports: [Subjects, SubjectEnd],
})
export class SubjectsModule {
  constructor(policies: PolicyRegistry) {
    policies.add(subjectPolicy);
  }
}
