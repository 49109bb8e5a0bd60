import { type FieldError, Refusal } from '../../kernel';

/** One answer for an unknown name, a wrong password, a pause and a lock: nobody learns which names exist. */
export class InvalidCredentials extends Refusal {
  constructor() {
    super(
      'invalid_credentials',
      'The name or the password is not right, or sign-in is paused after several failures. Wait some minutes, or ask an administrator.',
    );
  }
}

/** The right password of an account that an administrator locked. */
export class AccountLocked extends Refusal {
  constructor() {
    super('account_locked', 'This account is locked. Ask an administrator.');
  }
}

/** The cookie names no session that is still open. */
export class SessionExpired extends Refusal {
  constructor() {
    super('session_expired', 'The session has ended. Sign in again.');
  }
}

/** A one-time password opened this session: it can only set a password or end. */
export class PasswordChangeRequired extends Refusal {
  constructor() {
    super('password_change_required', 'Set a password of your own first (PUT /v1/account/password).');
  }
}

export class WeakPassword extends Refusal {
  constructor(errors: readonly FieldError[]) {
    super('weak_password', 'Choose a password of at least 12 characters that is not commonly used and not your name.', {
      errors,
    });
  }
}

export class RoleConflict extends Refusal {
  constructor() {
    super('role_conflict', 'One person must not hold these roles together.');
  }
}

export class OwnRoleChange extends Refusal {
  constructor() {
    super('own_role_change', 'Nobody changes their own roles. Another administrator must do it.');
  }
}

/** Locking or resetting one's own account. */
export class OwnAccount extends Refusal {
  constructor() {
    super('forbidden', 'Another administrator must do this to your account.');
  }
}

export class NotAllowed extends Refusal {
  constructor() {
    super('forbidden', 'None of your roles may do this.');
  }
}

/** Without an administrator nobody could make another. */
export class LastAdministrator extends Refusal {
  constructor() {
    super('conflict', 'This is the last administrator that can sign in. Make another one first.');
  }
}

export class NameTaken extends Refusal {
  constructor() {
    super('conflict', 'There is already one of this name.');
  }
}

export class NotFound extends Refusal {
  constructor() {
    super('not_found', 'There is nothing here that you may see.');
  }
}

export class InvalidSetupLink extends Refusal {
  constructor() {
    super('invalid_setup_link', 'This setup link is used, too old or not ours. Start the vault again for a new one.');
  }
}

/** RFC 6749 `invalid_client`: unknown, wrong, revoked and expired look alike. */
export class InvalidClient extends Refusal {
  constructor() {
    super('invalid_client', 'The client id or its secret is not valid.');
  }
}

/** RFC 6749 `invalid_scope`. */
export class InvalidScope extends Refusal {
  constructor() {
    super('invalid_scope', 'The client does not have every scope that was asked for.');
  }
}

export class CrossSiteRequest extends Refusal {
  constructor() {
    super('cross_site_request', 'The browser says that another site made this request. Use the console itself.', {
      level: 'warn',
    });
  }
}

export class InsecureTransport extends Refusal {
  constructor() {
    super(
      'insecure_transport',
      'Credentials travel over HTTPS only, except on localhost. Open the https address; behind a proxy that ends TLS, name it in STRONGROOM_TRUSTED_PROXIES.',
    );
  }
}

export class TooManyRequests extends Refusal {
  constructor(retryAfterSeconds: number) {
    super('too_many_requests', 'Too many requests. Wait as long as Retry-After says.', { retryAfterSeconds });
  }
}
