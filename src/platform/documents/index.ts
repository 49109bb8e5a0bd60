export { DocumentsModule } from './documents.module';
export { type DocumentLanguage, documentLanguages, page } from './page';
export type { Attachment, DocumentOrder } from './typeset';
export { Typesetter } from './typesetter';
