export { type Identifier, type IdentifierKind, identifierKinds } from './identifier';
export { IdentifierInUse, InvalidIdentifier, SubjectMerged, UnknownSubject } from './subject.errors';
export { subjectPolicy } from './subject.policy';
export type { KnownIdentifier, Subject } from './subject.repository';
export { Subjects } from './subject.service';
export { SubjectsModule } from './subjects.module';
