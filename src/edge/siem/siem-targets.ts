import { readFileSync } from 'node:fs';
import type { Settings } from '../../platform/settings';
import type { SiemTarget } from './siem-target';
import { HttpPush } from './transports/http-push';
import { RotatedFiles } from './transports/rotated-files';
import { SyslogTls } from './transports/syslog-tls';

/** The targets that the settings name. A certificate file that cannot be read stops the start. */
export function siemTargets(settings: Settings): SiemTarget[] {
  return [...syslog(settings), ...http(settings), ...files(settings)];
}

function syslog(settings: Settings): SiemTarget[] {
  if (settings.siemSyslogUrl === undefined) return [];
  const { hostname, port } = new URL(settings.siemSyslogUrl);
  const tls = {
    ca: read(settings.siemCaFile),
    cert: read(settings.siemCertificateFile),
    key: read(settings.siemKeyFile),
  };
  const options = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 6514), tls };
  const transport = new SyslogTls({ ...options, allowPrivate: settings.siemPrivateAddresses });
  return [{ name: 'syslog', format: settings.siemSyslogFormat, transport }];
}

function http(settings: Settings): SiemTarget[] {
  if (settings.siemHttpUrl === undefined) return [];
  const transport = new HttpPush({
    url: new URL(settings.siemHttpUrl),
    token: settings.siemHttpToken,
    ca: read(settings.siemCaFile),
    allowPrivate: settings.siemPrivateAddresses,
  });
  return [{ name: 'http', format: settings.siemHttpFormat, transport }];
}

function files(settings: Settings): SiemTarget[] {
  if (settings.siemFilesDir === undefined) return [];
  const maxBytes = settings.siemFileMib * 2 ** 20;
  const transport = new RotatedFiles({ folder: settings.siemFilesDir, maxBytes, keep: settings.siemFilesKeep });
  return [{ name: 'files', format: settings.siemFilesFormat, transport }];
}

function read(path: string | undefined): Buffer | undefined {
  return path === undefined ? undefined : readFileSync(path);
}
