import { Button, Progress } from '@mantine/core';
import { IconBan, IconDownload } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { acts } from '../api/acts';
import { questions } from '../api/questions';
import type { Operation } from '../api/types';
import { exactTime } from '../i18n/formats';
import { announce } from '../parts/announce';
import { Card } from '../parts/card';
import { Facts } from '../parts/facts';
import { PageHead } from '../parts/page-head';
import { Answered } from '../parts/page-states';
import { FormAlert } from '../session/form-alert';
import styles from './jobs.module.css';
import { isOpen, OperationBadge, progressOf } from './operation-state';

const pollMillis = 1_000;

/** One piece of long work: how far it is, what came of it, and the way to end it. */
export function JobPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/shell/jobs/$id' });
  const operation = useQuery({
    ...questions.operation(id),
    refetchInterval: ({ state: { data } }) => (data && isOpen(data) ? pollMillis : false),
  });
  useEnd(operation.data);
  return (
    <>
      <PageHead
        title={operation.data ? titleOf(operation.data, t) : t('jobs.one.job')}
        calls={[
          { method: 'GET', path: `/v1/operations/${id}` },
          { method: 'POST', path: `/v1/operations/${id}/cancellation` },
        ]}
        beside={operation.data && <OperationBadge operation={operation.data} />}
      />
      <Card label={t('jobs.one.job')}>
        <Answered of={operation} rows={4}>
          {(data) => <Job operation={data} />}
        </Answered>
      </Card>
    </>
  );
}

const nameOf = ({ kind }: Operation, t: TFunction) => t([`jobs.kind.${kind}`, 'jobs.kind.other']);
const titleOf = (operation: Operation, t: TFunction) =>
  t(`jobs.title.${operation.state}`, { job: nameOf(operation, t) });

/** Announced once, at its end. */
function useEnd(operation: Operation | undefined): void {
  const { t } = useTranslation();
  const client = useQueryClient();
  const wasOpen = useRef(false);
  useEffect(() => {
    if (operation === undefined) return;
    if (wasOpen.current && !isOpen(operation)) {
      announce(titleOf(operation, t));
      void client.invalidateQueries({ queryKey: ['evidence'] });
    }
    wasOpen.current = isOpen(operation);
  }, [operation, client, t]);
}

function Job({ operation }: { operation: Operation }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => acts.cancelOperation(operation.id),
    onSuccess: (changed) => client.setQueryData(questions.operation(operation.id).queryKey, changed),
  });
  const { total, done, problem, result } = operation;
  const shown = progressOf(operation, t);
  return (
    <div className={styles.job}>
      {isOpen(operation) && total !== null && total > 0 && (
        <Progress value={(100 * done) / total} aria-label={t('jobs.column.progress')} />
      )}
      <Facts
        rows={[
          ...(shown === '' ? [] : [[t('jobs.column.progress'), shown] as const]),
          ...(problem === null
            ? []
            : [[t('jobs.problem'), i18n.exists(`problem.${problem}`) ? t(`problem.${problem}`) : problem] as const]),
          [t('jobs.column.ordered'), exactTime(operation.createdAt)],
          ...(operation.finishedAt === null ? [] : [[t('jobs.finished'), exactTime(operation.finishedAt)] as const]),
        ]}
      />
      {isOpen(operation) && (
        <div className={styles.actions}>
          <Button
            variant="default"
            leftSection={<IconBan size={16} stroke={1.8} />}
            disabled={operation.cancelAsked}
            loading={cancel.isPending}
            onClick={() => cancel.mutate()}
          >
            {t('jobs.cancel')}
          </Button>
          <span>{t('jobs.cancelText')}</span>
        </div>
      )}
      {result !== null && isContent(result) && (
        <div className={styles.actions}>
          <Button
            component="a"
            href={`${result}/content`}
            download
            leftSection={<IconDownload size={16} stroke={1.8} />}
          >
            {t('jobs.download')}
          </Button>
          <span>{t('jobs.downloadTitle')}</span>
        </div>
      )}
      <FormAlert error={cancel.error} />
    </div>
  );
}

function isContent(result: string): boolean {
  return /^\/v1\/(evidence-bundles|access-reports)\/[0-9a-f-]{36}$/.test(result);
}
