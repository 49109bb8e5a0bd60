import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconGavel } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { questions } from '../api/questions';
import type { Production } from '../api/types';
import { count, exactTime, shortTime } from '../i18n/formats';
import { Card } from '../parts/card';
import { Answered } from '../parts/page-states';
import table from '../parts/table.module.css';
import { useMay, useSession } from '../session/use-session';
import styles from './jobs.module.css';
import { OrderProduction } from './order-production';

const columns = ['reference', 'authority', 'items', 'requestedAt', 'state', 'content'] as const;

/** What was handed to authorities on their orders, and what waits for its approvals. */
export function ProductionsCard() {
  const { t } = useTranslation();
  const can = useMay();
  const productions = useQuery(questions.productions());
  const [ordering, order] = useDisclosure(false);
  const button = can('orderProduction') && (
    <Button
      variant="default"
      size="compact-md"
      leftSection={<IconGavel size={16} stroke={1.8} />}
      aria-haspopup="dialog"
      onClick={order.open}
    >
      {t('productions.order')}
    </Button>
  );
  return (
    <Card flush title={t('productions.name')} aside={button}>
      <Answered of={productions} rows={3}>
        {({ items }) =>
          items.length === 0 ? <p className={styles.none}>{t('productions.none')}</p> : <Table of={items} />
        }
      </Answered>
      {ordering && <OrderProduction onClose={order.close} />}
    </Card>
  );
}

function Table({ of }: { of: readonly Production[] }) {
  const { t } = useTranslation();
  const { actor } = useSession();
  const cell = (column: (typeof columns)[number]) => ({ 'data-label': t(`productions.column.${column}`) });
  return (
    <div className={table.wrap}>
      <table className={table.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {t(`productions.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {of.map((one) => (
            <tr key={one.id}>
              <td {...cell('reference')}>{one.reference}</td>
              <td {...cell('authority')}>{one.authority}</td>
              <td {...cell('items')}>{count(one.items)}</td>
              <td {...cell('requestedAt')} title={exactTime(one.requestedAt)}>
                {shortTime(one.requestedAt)}
              </td>
              <td {...cell('state')}>{t(`productions.state.${one.state}`)}</td>
              <td {...cell('content')}>
                {one.contentPath !== null && one.requestedBy === actor.id && (
                  <a href={one.contentPath} download title={t('productions.downloadTitle')}>
                    {t('jobs.download')}
                  </a>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
