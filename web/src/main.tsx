import '@fontsource-variable/inter/wght.css';
import '@fontsource/ibm-plex-mono/latin-400.css';
import '@fontsource/ibm-plex-mono/latin-500.css';
import '@mantine/core/styles.layer.css';
import 'virtual:theme.css';
import './theme/base.css';
import './i18n/texts';
import { Button, Drawer, MantineProvider, Modal } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import { whenSignedOut } from './api/client';
import { asProblem } from './api/problem';
import { makeRouter } from './router';
import { theme } from './theme/theme';

// Mantine locks scrolling with a <style> element of its own, which the content security policy refuses.
const components = {
  Button: Button.extend({ defaultProps: { variant: 'filled' } }),
  Modal: Modal.extend({ defaultProps: { lockScroll: false, centered: true } }),
  Drawer: Drawer.extend({ defaultProps: { lockScroll: false } }),
  // The head of a dialog is no second banner of the page.
  ModalHeader: Modal.Header.extend({ defaultProps: { role: 'presentation' } }),
  DrawerHeader: Drawer.Header.extend({ defaultProps: { role: 'presentation' } }),
};

const client = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, error) => failures < 2 && asProblem(error).status >= 500,
      refetchOnWindowFocus: false,
      staleTime: 5000,
    },
  },
});
const router = makeRouter(client);

whenSignedOut((code) => {
  const { pathname, href } = router.state.location;
  if (['/sign-in', '/setup'].includes(pathname)) return;
  client.clear();
  void router.navigate({
    to: '/sign-in',
    search: { to: href, ...(code === 'session_expired' ? { ended: true as const } : {}) },
  });
});

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <MantineProvider
      theme={{ ...theme, components }}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
        <div id="announcements" role="status" aria-live="polite" className="announcements" />
      </QueryClientProvider>
    </MantineProvider>,
  );
}
