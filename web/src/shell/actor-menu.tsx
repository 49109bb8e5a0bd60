import { Menu, useMantineColorScheme } from '@mantine/core';
import {
  IconDeviceDesktop,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconPassword,
  IconSun,
  IconUser,
} from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { acts } from '../api/acts';
import { useSession } from '../session/use-session';
import styles from './actor-menu.module.css';
import { useNames } from './use-names';
import { workUnder } from './working-under';

const appearances = [
  { value: 'auto', icon: IconDeviceDesktop },
  { value: 'light', icon: IconSun },
  { value: 'dark', icon: IconMoon },
] as const;

/** Who is signed in, the appearance, the keys, and the way out. */
export function ActorMenu({ onKeys }: { onKeys: () => void }) {
  const { t } = useTranslation();
  const { roleOf, roleShort } = useNames();
  const { actor } = useSession();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const signOut = useMutation({
    mutationFn: acts.signOut,
    onSettled: async () => {
      workUnder(null);
      await navigate({ to: '/sign-in' });
      client.clear();
    },
  });
  const roles = actor.roles.map(roleOf).join(', ');
  const short = actor.roles.map(roleShort).join(', ');
  return (
    <Menu position="bottom-end" width={240} radius="md">
      <Menu.Target>
        <button
          type="button"
          className={styles.actor}
          aria-label={t('actor.label', { name: actor.displayName, roles })}
        >
          <IconUser size={14} stroke={1.8} aria-hidden />
          <span className={styles.name}>{actor.displayName}</span>
          <span className={styles.roles}>{` · ${short}`}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('actor.appearance')}</Menu.Label>
        {appearances.map(({ value, icon: Mark }) => (
          <Menu.Item
            key={value}
            role="menuitemradio"
            aria-checked={colorScheme === value}
            leftSection={<Mark size={16} stroke={1.8} />}
            className={styles.item}
            onClick={() => setColorScheme(value)}
            closeMenuOnClick={false}
          >
            {t(`actor.${value}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconKeyboard size={16} stroke={1.8} />} onClick={onKeys}>
          {t('actor.keys')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconPassword size={16} stroke={1.8} />}
          onClick={() => void navigate({ to: '/password' })}
        >
          {t('actor.password')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} stroke={1.8} />} onClick={() => signOut.mutate()}>
          {t('actor.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
