export type { Identifier } from './identifier';
export { subjectPolicy } from './subject.policy';
export { Subjects } from './subject.service';
export { SubjectsModule } from './subjects.module';
