import { Deadlines } from '../../../src/casework/subject-requests/steps/deadlines';
import { ExecutionRepository } from '../../../src/casework/subject-requests/execution/execution.repository';
import { ForwardRequest } from '../../../src/casework/subject-requests/steps/forward-request';
import { PlanRepository } from '../../../src/casework/subject-requests/plan/plan.repository';
import { RefuseRequest } from '../../../src/casework/subject-requests/steps/refuse-request';
import { RequestEntries } from '../../../src/casework/subject-requests/register/request-entries';
import { RequestFiles } from '../../../src/casework/subject-requests/register/request-files';
import { RequestHistory } from '../../../src/casework/subject-requests/register/request-history';
import { RequestReading } from '../../../src/casework/subject-requests/register/request-reading.service';
import { type Intake, RequestRegister } from '../../../src/casework/subject-requests/register/request-register.service';
import { RequestRepository } from '../../../src/casework/subject-requests/register/request.repository';
import { requestPolicy } from '../../../src/casework/subject-requests/request.policy';
import { RequestTimeline } from '../../../src/casework/subject-requests/register/request-timeline';
import { RequestSteps } from '../../../src/casework/subject-requests/steps/request-steps.service';
import { RequestViews } from '../../../src/casework/subject-requests/register/request-views';
import { PolicySchedule } from '../../../src/lifecycle/retention';
import { Cursors } from '../../../src/platform/http';
import { Settings } from '../../../src/platform/settings';
import { Approvables, Approvals, Rules } from '../../../src/trust/access';
import { trustPolicies } from '../../../src/trust/access/access.module';
import { ApprovalRepository } from '../../../src/trust/access/approvals/approval.repository';
import { ApprovalSteps } from '../../../src/trust/access/approvals/approval-steps';
import { policyData } from '../access/access-at-work';
import { type SubjectsAtWork, subjectsAtWork } from '../subjects/subjects-at-work';

/** Subject requests on real databases, with real keys, approvals and log. */
export interface RequestsAtWork extends SubjectsAtWork {
  readonly register: RequestRegister;
  readonly reading: RequestReading;
  readonly steps: RequestSteps;
  readonly forwarding: ForwardRequest;
  readonly refusing: RefuseRequest;
  readonly approvals: Approvals;
  readonly requestRules: Rules;
}

export async function requestsAtWork(controller?: string): Promise<RequestsAtWork> {
  const work = await subjectsAtWork();
  const { vault } = work.log.databases;
  const { audit } = work.log;
  const approvables = new Approvables();
  const policies = trustPolicies(approvables);
  policies.add(requestPolicy);
  const rules = new Rules(policies);
  const approvalRows = new ApprovalRepository();
  const steps = new ApprovalSteps(vault, approvalRows, rules, audit);
  const approvals = new Approvals(vault, approvalRows, steps, approvables, rules, audit);
  const cursors = new Cursors(vault);
  await cursors.onModuleInit();
  const repository = new RequestRepository();
  const files = new RequestFiles(work.keys);
  const deadlines = new Deadlines(
    policyData,
    new PolicySchedule(policyData),
    Object.assign(new Settings(), { controller }),
  );
  const timeline = new RequestTimeline();
  const entries = new RequestEntries(audit, rules, timeline);
  const refusing = new RefuseRequest(approvables, approvals, repository, entries);
  refusing.onModuleInit();
  const views = new RequestViews(repository, deadlines);
  const history = new RequestHistory(new ExecutionRepository(), timeline);
  return {
    ...work,
    approvals,
    refusing,
    requestRules: rules,
    register: new RequestRegister(vault, repository, files, work.subjects, deadlines, entries, views),
    reading: new RequestReading(vault, repository, files, entries, cursors, views, history),
    forwarding: new ForwardRequest(vault, repository, work.subjects, deadlines, entries),
    steps: new RequestSteps(vault, repository, files, work.subjects, deadlines, entries, new PlanRepository()),
  };
}

/** An erasure under the GDPR, as a form brings it. */
export function intake(change: Partial<Intake> = {}): Intake {
  return {
    type: 'erasure',
    regime: 'GDPR',
    jurisdiction: 'DE',
    channel: 'form',
    language: 'de',
    byNominee: false,
    subject: null,
    file: { text: 'Please erase my passport.', contact: 'anna@example.org' },
    ...change,
  };
}
