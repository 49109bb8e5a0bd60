import { type Actor, newId, systemClock } from '../../../src/kernel';
import { alertPolicy } from '../../../src/casework/watching/alert.policy';
import { AlertRepository } from '../../../src/casework/watching/alert.repository';
import { Alerts } from '../../../src/casework/watching/alerts.service';
import { RaiseAlert } from '../../../src/casework/watching/raise-alert';
import { WatchLog } from '../../../src/casework/watching/watch-log';
import { Cursors } from '../../../src/platform/http';
import { JobRegistry } from '../../../src/platform/jobs';
import { Notifications } from '../../../src/platform/notifications';
import { Settings } from '../../../src/platform/settings';
import type { People } from '../../../src/trust/identity';
import { asks, person } from '../../support/actors';
import { asSuperuser } from '../../support/vault-database';
import { type AccessAtWork, accessAtWork, openingOf, termsFor, ticketFor } from '../access/access-at-work';

describe('watching', () => {
  let work: AccessAtWork;
  let alerts: Alerts;
  let watch: WatchLog;
  let notifications: Notifications;
  const officer = person(['compliance_officer']);
  const dpo = person(['dpo']);
  const closing = { finding: 'expected', note: 'asked by phone', lift: true } as const;

  beforeAll(async () => {
    work = await accessAtWork({}, undefined, [], [alertPolicy]);
    const { vault } = work.log.databases;
    const cursors = new Cursors(vault);
    await cursors.onModuleInit();
    const jobs = new JobRegistry();
    notifications = new Notifications(vault, cursors, jobs, systemClock);
    const repository = new AlertRepository();
    const people = { systemHolders: () => Promise.resolve([officer.id]) } as unknown as People;
    const settings = Object.assign(new Settings(), { watchingSuspends: 'without_ticket' });
    const { grants, rules, log } = work;
    const raising = new RaiseAlert(repository, log.audit, grants, people, notifications, settings, systemClock);
    watch = new WatchLog(vault, repository, raising, jobs, settings, systemClock);
    alerts = new Alerts(vault, repository, log.audit, rules, grants, cursors);
  });
  afterAll(() => work.close());

  function ticket(change: Parameters<typeof ticketFor>[1] = {}, assignee: Actor | null = null) {
    const facts = ticketFor(assignee, change);
    work.tickets.set(`${facts.system}/${facts.externalId}`, facts);
    return facts;
  }

  /** Three openings under a closed ticket: what the rule speaks of. */
  async function tryClosedTicket(): Promise<Actor> {
    const agent = person(['support_agent']);
    const closed = ticket({ open: false }, agent);
    for (let n = 0; n < 3; n += 1)
      await expect(work.access.authorizeOpening(asks(agent), openingOf(closed))).rejects.toMatchObject({
        code: 'ticket_closed',
      });
    return agent;
  }

  /** Until the log has sealed what was done, and the rules have looked at it. */
  async function look(): Promise<void> {
    await work.entries();
    await watch.run();
  }

  const about = async (actor: Actor) => (await alerts.list(asks(officer), { actor: actor.id, limit: 50 })).items;

  it('raises one alert and tells officers', async () => {
    const agent = await tryClosedTicket();
    await look();
    await watch.run();
    const found = await about(agent);
    expect(found).toEqual([
      expect.objectContaining({ rule: 'without_ticket', state: 'raised', seen: 3, suspended: true, actor: agent.id }),
    ]);
    const [alert] = found;
    const { items } = await notifications.list(asks(officer), { limit: 50 });
    expect(items.map(({ body }) => body)).toContainEqual({ alert: alert?.id, rule: 'without_ticket' });
    const raised = (await work.entries()).filter(({ type }) => type === 'alert.raised');
    expect(raised.at(-1)).toMatchObject({ reason: 'without_ticket', role: 'system' });
  });

  it('suspends openings until a person lifts it', async () => {
    const agent = await tryClosedTicket();
    const own = ticket({}, agent);
    await work.access.authorizeOpening(asks(agent), openingOf(own));
    await look();
    const open = () => work.access.authorizeOpening(asks(agent), openingOf(own));
    await expect(open()).rejects.toMatchObject({ code: 'grant_required', reason: 'actor_suspended' });
    const [alert] = await about(agent);
    const closed = await alerts.close(asks(officer), alert?.id ?? '', closing);
    expect(closed).toMatchObject({ state: 'closed', finding: 'expected', closedBy: officer.id });
    await expect(open()).resolves.toBeDefined();
    const types = (await work.entries()).map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['actor.suspended', 'alert.closed', 'actor.suspension.lifted']));
  });

  it('leaves a given grant of an officer alone afterwards', async () => {
    const agent = await tryClosedTicket();
    await look();
    const facts = ticket();
    await work.grants.post(asks(officer), agent.id, termsFor(facts));
    await expect(work.access.authorizeOpening(asks(agent), openingOf(facts))).resolves.toBeDefined();
  });

  it('lets nobody close an alert about themselves', async () => {
    const agent = await tryClosedTicket();
    await look();
    const [alert] = await about(agent);
    const self: Actor = { ...agent, roles: ['compliance_officer'] };
    await expect(alerts.close(asks(self), alert?.id ?? '', closing)).rejects.toMatchObject({ code: 'forbidden' });
    expect((await work.entries()).at(-1)).toMatchObject({ type: 'alert.denied', decision: 'deny', reason: 'own' });
    const inTheDatabase = asSuperuser(work.log.databases.url('superuser'), (db) =>
      db.query(
        `UPDATE watching.alert SET state = 'closed', finding = 'expected', closed_by = actor_id, closed_at = now() WHERE id = $1`,
        [alert?.id],
      ),
    );
    await expect(inTheDatabase).rejects.toThrow('alert_not_own');
  });

  it('is looked into by officers alone', async () => {
    const agent = await tryClosedTicket();
    await look();
    const [alert] = (await alerts.list(asks(dpo), { actor: agent.id, limit: 1 })).items;
    await expect(alerts.close(asks(dpo), alert?.id ?? '', closing)).rejects.toMatchObject({ code: 'forbidden' });
    expect((await work.entries()).at(-1)).toMatchObject({ type: 'alert.denied', reason: 'role' });
  });

  it('keeps closed alerts as long as the log', async () => {
    const agents = [await tryClosedTicket(), await tryClosedTicket(), await tryClosedTicket()];
    await look();
    const [open, recent, old] = await Promise.all(agents.map(async (agent) => (await about(agent))[0]?.id ?? ''));
    for (const id of [recent, old]) await alerts.close(asks(officer), id ?? '', closing);
    await asSuperuser(work.log.databases.url('superuser'), async (db) => {
      await db.query(`UPDATE watching.alert SET closed_at = now() - interval '731 days' WHERE id = $1`, [old]);
      await db.query(`UPDATE watching.alert SET raised_at = now() - interval '800 days' WHERE id = $1`, [open]);
    });
    await watch.lookAtPairs();
    const left = await Promise.all(agents.map(async (agent) => (await about(agent)).map(({ id }) => id)));
    expect(left).toEqual([[open], [recent], []]);
  });

  it('closes an alert once', async () => {
    const agent = await tryClosedTicket();
    await look();
    const [alert] = await about(agent);
    const answers = await Promise.allSettled([0, 1].map(() => alerts.close(asks(officer), alert?.id ?? '', closing)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(alerts.close(asks(officer), newId(), closing)).rejects.toMatchObject({ code: 'not_found' });
  });
});
