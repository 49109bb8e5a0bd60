import { Platform17640000000001 } from './0001-platform';
import { Operations17640000000005 } from './0005-operations';
import { Identity17640000000010 } from './0010-identity';
import { Access17640000000020 } from './0020-access';
import { Approvals17640000000022 } from './0022-approvals';
import { SavedSearches17640000000024 } from './0024-saved-searches';
import { GrantsInTime17640000000026 } from './0026-grants-in-time';
import { Subjects17640000000030 } from './0030-subjects';
import { Tickets17640000000032 } from './0032-tickets';
import { Media17640000000035 } from './0035-media';
import { Retention17640000000040 } from './0040-retention';
import { Destruction17640000000050 } from './0050-destruction';
import { Evidence17640000000060 } from './0060-evidence';
import { PolicyChanges17640000000061 } from './0061-policy-changes';
import { Watching17640000000062 } from './0062-watching';
import { Reconciliation17640000000063 } from './0063-reconciliation';
import { SubjectRequests17640000000064 } from './0064-subject-requests';
import { Restorations17640000000067 } from './0067-restorations';
import { DestructionReferences17640000000070 } from './0070-destruction-references';
import { SuppressedSources17640000000071 } from './0071-suppressed-sources';
import { RequestExecution17640000000073 } from './0073-request-execution';
import { AccessPackages17640000000074 } from './0074-access-packages';
import { RecipientNotices17640000000075 } from './0075-recipient-notices';
import { Breaches17640000000076 } from './0076-breaches';
import { BreachReach17640000000077 } from './0077-breach-reach';
import { BreachFilesEnd17640000000078 } from './0078-breach-files-end';
import { Restrictions17640000000079 } from './0079-restrictions';
import { ScheduleVersions17640000000080 } from './0080-schedule-versions';
import { HoldNotices17640000000081 } from './0081-hold-notices';
import { Starters17640000000082 } from './0082-starters';
import { DestructionLists17640000000083 } from './0083-destruction-lists';
import { PeopleOnItems17640000000084 } from './0084-people-on-items';
import { Answers17640000000085 } from './0085-answers';
import { Productions17640000000086 } from './0086-productions';
import { Disclosure17640000000087 } from './0087-disclosure';
import { Controllers17640000000088 } from './0088-controllers';
import { Siem17640000000090 } from './0090-siem';
import { BreachNews17640000000091 } from './0091-breach-news';

/** Migrations of the database `vault`, run as its owner, in order. */
export const vaultMigrations = [
  Platform17640000000001,
  Operations17640000000005,
  Identity17640000000010,
  Access17640000000020,
  Approvals17640000000022,
  SavedSearches17640000000024,
  GrantsInTime17640000000026,
  Subjects17640000000030,
  Tickets17640000000032,
  Media17640000000035,
  Retention17640000000040,
  Destruction17640000000050,
  Evidence17640000000060,
  PolicyChanges17640000000061,
  Watching17640000000062,
  Reconciliation17640000000063,
  SubjectRequests17640000000064,
  Restorations17640000000067,
  DestructionReferences17640000000070,
  SuppressedSources17640000000071,
  RequestExecution17640000000073,
  AccessPackages17640000000074,
  RecipientNotices17640000000075,
  Breaches17640000000076,
  BreachReach17640000000077,
  BreachFilesEnd17640000000078,
  Restrictions17640000000079,
  ScheduleVersions17640000000080,
  HoldNotices17640000000081,
  Starters17640000000082,
  DestructionLists17640000000083,
  PeopleOnItems17640000000084,
  Answers17640000000085,
  Productions17640000000086,
  Disclosure17640000000087,
  Controllers17640000000088,
  Siem17640000000090,
  BreachNews17640000000091,
];
