import { useQuery } from '@tanstack/react-query';
import { IconDownload, IconProgressCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { questions } from '../api/questions';
import type { Evidence, Operation } from '../api/types';
import { count, exactTime, shortTime, size } from '../i18n/formats';
import { Badge } from '../parts/badge';
import { Card } from '../parts/card';
import { PageHead } from '../parts/page-head';
import { Answered, Notice } from '../parts/page-states';
import table from '../parts/table.module.css';
import { useMay } from '../session/use-session';
import styles from './jobs.module.css';
import { OrderAnswer } from './order-answer';
import { ProductionsCard } from './productions-card';
import { isOpen, OperationBadge, progressOf } from './operation-state';

const pollMillis = 2_000;
const jobColumns = ['job', 'state', 'progress', 'ordered'] as const;
const evidenceColumns = ['kind', 'made', 'entries', 'size', 'expires', 'download'] as const;

/** Long work, and what came of it: bundles and reports until they expire. */
export function JobsPage() {
  const { t } = useTranslation();
  const can = useMay();
  const operations = useQuery({
    ...questions.operations(),
    // Only while something runs, which ends by itself.
    refetchInterval: ({ state: { data } }) => (data?.items.some(isOpen) ? pollMillis : false),
  });
  const running = operations.data?.items.filter(isOpen).length ?? 0;
  return (
    <>
      <PageHead
        title={operations.data ? t('jobs.running', { count: running }) : t('jobs.name')}
        calls={[
          { method: 'GET', path: '/v1/operations' },
          { method: 'GET', path: '/v1/evidence-bundles' },
          { method: 'GET', path: '/v1/access-reports' },
          { method: 'GET', path: '/v1/answers' },
          { method: 'GET', path: '/v1/productions' },
        ]}
        actions={<OrderAnswer first="overdue" />}
      />
      {can('evidence') && <EvidenceCard kind="bundle" />}
      {can('evidence') && <EvidenceCard kind="report" />}
      {can('answers') && <EvidenceCard kind="answer" />}
      {can('productions') && <ProductionsCard />}
      <Card flush title={t('jobs.name')}>
        <Answered of={operations}>{({ items }) => <JobTable operations={items} />}</Answered>
      </Card>
    </>
  );
}

function JobTable({ operations }: { operations: readonly Operation[] }) {
  const { t } = useTranslation();
  if (operations.length === 0)
    return (
      <Notice icon={IconProgressCheck} title={t('jobs.emptyTitle')}>
        <p>{t('jobs.empty')}</p>
      </Notice>
    );
  const cell = (column: (typeof jobColumns)[number]) => ({ 'data-label': t(`jobs.column.${column}`) });
  return (
    <div className={table.wrap}>
      <table className={table.table}>
        <thead>
          <tr>
            {jobColumns.map((column) => (
              <th key={column} scope="col">
                {t(`jobs.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {operations.map((operation) => (
            <tr key={operation.id}>
              <td {...cell('job')}>
                <Link to="/jobs/$id" params={{ id: operation.id }}>
                  {t([`jobs.kind.${operation.kind}`, 'jobs.kind.other'])}
                </Link>
              </td>
              <td {...cell('state')}>
                <OperationBadge operation={operation} />
              </td>
              <td {...cell('progress')}>{progressOf(operation, t)}</td>
              <td {...cell('ordered')} title={exactTime(operation.createdAt)}>
                {shortTime(operation.createdAt)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function EvidenceCard({ kind }: { kind: 'bundle' | 'report' | 'answer' }) {
  const { t } = useTranslation();
  const evidence = useQuery(questions.evidence(kind));
  return (
    <Card flush title={t(`jobs.${kind}s`)}>
      <Answered of={evidence} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <p className={styles.none}>
              {t(`jobs.no.${kind}`)} {kind !== 'answer' && t('jobs.howToOrder')}
            </p>
          ) : (
            <EvidenceTable items={items} />
          )
        }
      </Answered>
    </Card>
  );
}

function EvidenceTable({ items }: { items: readonly Evidence[] }) {
  const { t } = useTranslation();
  const cell = (column: (typeof evidenceColumns)[number]) => ({ 'data-label': t(`jobs.evidence.${column}`) });
  return (
    <div className={table.wrap}>
      <table className={table.table}>
        <thead>
          <tr>
            {evidenceColumns.map((column) => (
              <th key={column} scope="col">
                {t(`jobs.evidence.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.id}>
              <td {...cell('kind')}>
                {t(`jobs.one.${item.kind}`)} <Badge>{item.format.toUpperCase()}</Badge>
              </td>
              <td {...cell('made')} title={exactTime(item.madeAt)}>
                {shortTime(item.madeAt)}
              </td>
              <td {...cell('entries')}>{item.entries !== null && count(item.entries)}</td>
              <td {...cell('size')}>{item.bytes !== null && size(item.bytes)}</td>
              <td {...cell('expires')} title={exactTime(item.expiresAt)}>
                {shortTime(item.expiresAt)}
              </td>
              <td {...cell('download')}>
                {item.contentPath === null ? t(`jobs.evidenceState.${item.state}`) : <Download item={item} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Each download is an entry, which the title says before it is pressed. */
function Download({ item: { contentPath } }: { item: Evidence }) {
  const { t } = useTranslation();
  return (
    <a href={contentPath ?? ''} download title={t('jobs.downloadTitle')}>
      <Badge tone="accent" icon={IconDownload}>
        {t('jobs.download')}
      </Badge>
    </a>
  );
}
