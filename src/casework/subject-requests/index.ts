export { SubjectRequestsModule } from './subject-requests.module';
