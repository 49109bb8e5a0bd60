import { IconCertificate } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { count, exactTime, longTime, shortId } from '../i18n/formats';
import { Card } from '../parts/card';
import { MoreRows } from '../parts/more-rows';
import { PageHead } from '../parts/page-head';
import { Failed, Loading, Notice } from '../parts/page-states';
import table from '../parts/table.module.css';
import { useRowKeys } from '../parts/use-row-keys';
import { textOf, irreversibleAtOf } from './certificate';
import { Addendum } from './certificate-card';
import { destructionQuestions, type Certificate } from './destruction-api';
import { Reference } from './reference';

const columns = ['certificate', 'issued', 'ground', 'reference', 'items', 'final'] as const;

/** Every certificate, for whoever has to show one. They name nobody. */
export function CertificatesPage() {
  const { t } = useTranslation();
  const rows = useRowKeys();
  const list = useInfiniteQuery(destructionQuestions.certificates());
  const all = list.data?.pages.flatMap((page) => page.items) ?? [];
  const open = all.filter((one) => irreversibleAtOf(one) === null).length;
  return (
    <>
      <PageHead
        title={list.data ? t('destruction.certificates.title', { count: all.length, open }) : t('rail.certificates')}
        calls={[{ method: 'GET', path: '/v1/certificates?limit=50' }]}
      />
      <Card flush label={t('rail.certificates')}>
        {list.isError ? (
          <Failed error={list.error} onRetry={() => void list.refetch()} />
        ) : list.isPending ? (
          <Loading />
        ) : all.length === 0 ? (
          <Notice icon={IconCertificate} title={t('destruction.certificates.emptyTitle')}>
            <p>{t('destruction.certificates.empty')}</p>
          </Notice>
        ) : (
          <div className={table.wrap}>
            <table className={table.table}>
              <thead>
                <tr>
                  {columns.map((column) => (
                    <th key={column} scope="col">
                      {t(`destruction.certificates.column.${column}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody ref={rows}>
                {all.map((one) => (
                  <Row key={one.id} of={one} />
                ))}
              </tbody>
            </table>
          </div>
        )}
        <MoreRows more={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
      </Card>
    </>
  );
}

function Row({ of }: { of: Certificate }) {
  const { t } = useTranslation();
  const { authority, items } = textOf(of);
  const cell = (column: (typeof columns)[number]) => ({ 'data-label': t(`destruction.certificates.column.${column}`) });
  return (
    <tr>
      <td {...cell('certificate')}>
        <Link to="/certificates/$id" params={{ id: of.id }} data-row title={of.id}>
          <code>{shortId('c', of.id)}</code>
        </Link>
      </td>
      <td {...cell('issued')} title={exactTime(of.issuedAt)}>
        {longTime(of.issuedAt)}
      </td>
      <td {...cell('ground')}>{t(`destruction.ground.${authority.ground}`)}</td>
      <td {...cell('reference')}>
        <Reference of={authority.reference} />
      </td>
      <td {...cell('items')}>{count(items.count)}</td>
      <td {...cell('final')}>
        <Addendum of={of} />
      </td>
    </tr>
  );
}
