export type { Identifier } from './identifier';
export { subjectPolicy } from './subject.policy';
export { SubjectEnd } from './subject-end';
export { Subjects } from './subject.service';
export { SubjectsModule } from './subjects.module';
