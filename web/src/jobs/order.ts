import { withTimes } from '../api/days';
import type { LogFilters } from '../api/questions';
import type { components } from '../api/schema';

type Order = components['schemas']['PostBundleDto'];

/** The filters of the log as an order for evidence takes them. */
export function orderOf(filters: LogFilters): Pick<Order, 'from' | 'to' | 'query'> {
  const { from, to, ticket, ...rest } = withTimes(filters);
  const [, system = 'own', id = ''] = /^([^/]+)\/(.+)$/s.exec(ticket ?? '') ?? [];
  const query = { ...rest, ...(id === '' ? {} : { ticket: { system, id } }) } as Order['query'];
  return { from: from === 'all' ? undefined : from, to, query };
}
