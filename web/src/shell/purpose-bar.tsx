import { Button, NativeSelect, Popover, TextInput } from '@mantine/core';
import { IconCheck, IconTicket } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../parts/announce';
import { useSession } from '../session/use-session';
import styles from './purpose-bar.module.css';
import { closePurposeBar, setPurposeBar, usePurposeBarOpened } from './purpose-bar-state';
import { useNames } from './use-names';
import { useOwnTickets } from './use-own-tickets';
import { useWorkingUnder, workUnder, type WorkingUnder } from './working-under';

/** The ticket and purpose of everything on the page: taken from the person's tickets, typed only where there is none. */
export function PurposeBar() {
  const { t } = useTranslation();
  const names = useNames();
  const under = useWorkingUnder();
  const opened = usePurposeBarOpened();
  const choose = (next: WorkingUnder) => {
    workUnder(next);
    closePurposeBar();
    announce(t('purpose.now', { ticket: next.ticket.id, purpose: names.purposeOf(next.purpose) }));
  };
  return (
    <Popover
      opened={opened}
      onChange={setPurposeBar}
      position="bottom-end"
      width={340}
      trapFocus
      returnFocus
      radius="md"
    >
      <Popover.Target>
        <button
          type="button"
          className={styles.bar}
          data-empty={under === null}
          onClick={() => setPurposeBar(!opened)}
          aria-label={
            under
              ? t('purpose.label', { ticket: under.ticket.id, purpose: names.purposeOf(under.purpose) })
              : t('purpose.choose')
          }
        >
          <span className={styles.lead}>{t('purpose.under')}</span>
          {under ? (
            <>
              <span className={styles.ticket}>
                <IconTicket size={16} stroke={1.8} aria-hidden />
                {under.ticket.id}
              </span>
              <span>{names.purposeOf(under.purpose)}</span>
            </>
          ) : (
            <span className={styles.none}>{t('purpose.none')}</span>
          )}
        </button>
      </Popover.Target>
      <Popover.Dropdown p="md" aria-label={t('purpose.choose')}>
        <TicketChoice under={under} onChosen={choose} onLeave={closePurposeBar} />
      </Popover.Dropdown>
    </Popover>
  );
}

interface ChoiceProps {
  under: WorkingUnder | null;
  onChosen: (next: WorkingUnder) => void;
  onLeave?: () => void;
}

/** The person's open tickets with their purposes, and a place to type another. */
export function TicketChoice({ under, onChosen, onLeave }: ChoiceProps) {
  const { t } = useTranslation();
  const names = useNames();
  const open = useOwnTickets();
  return (
    <div className={styles.choice}>
      {open.length > 0 && (
        <section>
          <h2>{t('purpose.yours')}</h2>
          <ul className={styles.tickets}>
            {open.map((ticket) => {
              const chosen = under?.ticket.system === ticket.system && under.ticket.id === ticket.id;
              return (
                <li key={`${ticket.system}/${ticket.id}`}>
                  <button
                    type="button"
                    aria-pressed={chosen}
                    onClick={() =>
                      onChosen({ ticket: { system: ticket.system, id: ticket.id }, purpose: ticket.purpose })
                    }
                  >
                    <strong>{ticket.id}</strong>
                    <span>{names.purposeOf(ticket.purpose)}</span>
                    {chosen && <IconCheck size={16} stroke={1.8} aria-hidden />}
                  </button>
                </li>
              );
            })}
          </ul>
        </section>
      )}
      <OtherTicket first={open.length === 0} onChosen={onChosen} />
      {under !== null && onLeave && (
        <Button
          variant="default"
          fullWidth
          onClick={() => {
            workUnder(null);
            onLeave();
          }}
        >
          {t('purpose.leave')}
        </Button>
      )}
    </div>
  );
}

function OtherTicket({ first, onChosen }: { first: boolean; onChosen: (next: WorkingUnder) => void }) {
  const { t } = useTranslation();
  const { meta } = useNames();
  const { actor } = useSession();
  const mine = meta?.purposes.filter(({ roles }) => actor.roles.some((role) => roles.includes(role))) ?? [];
  const [system, setSystem] = useState('own');
  const [id, setId] = useState('');
  const [purpose, setPurpose] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onChosen({
      ticket: { system: system.trim(), id: id.trim() },
      purpose: purpose === '' ? (mine[0]?.code ?? '') : purpose,
    });
  };
  return (
    <section>
      <h2>{t(first ? 'purpose.ticket' : 'purpose.other')}</h2>
      <form className={styles.other} onSubmit={submit}>
        <TextInput
          label={t('purpose.system')}
          required
          value={system}
          onChange={(event) => setSystem(event.currentTarget.value)}
        />
        <TextInput
          label={t('purpose.ticketId')}
          required
          data-autofocus
          value={id}
          onChange={(event) => setId(event.currentTarget.value)}
        />
        <NativeSelect
          className={styles.wide}
          label={t('purpose.purpose')}
          value={purpose}
          onChange={(event) => setPurpose(event.currentTarget.value)}
          data={mine.map(({ code, name }) => ({ value: code, label: name }))}
        />
        <Button className={styles.wide} type="submit">
          {t('purpose.work')}
        </Button>
      </form>
    </section>
  );
}
