export { ArtefactRemoval } from './artefacts/artefact-removal';
export { EvidenceModule } from './evidence.module';
