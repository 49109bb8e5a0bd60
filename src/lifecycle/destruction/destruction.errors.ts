import { Refusal } from '../../kernel';

export class PlanNotFound extends Refusal {
  constructor() {
    super('not_found', 'There is no such destruction plan.');
  }
}

export class CertificateNotFound extends Refusal {
  constructor() {
    super('not_found', 'There is no such certificate.');
  }
}

/** A plan is about some items or about a person; with both, one of them would be left out. */
export class ScopeUnclear extends Refusal {
  constructor() {
    super('invalid_request', 'Name either some items or a person.', {
      errors: [{ pointer: '/media', code: 'either_or' }],
    });
  }
}

/** A plan rests on one thing: a request or a code. */
export class ReferenceUnclear extends Refusal {
  constructor() {
    super('invalid_request', 'Name either a request or a reference.', {
      errors: [{ pointer: '/request', code: 'either_or' }],
    });
  }
}

/** Nothing of what was named may go now. The plan is not made. */
export class NothingToDestroy extends Refusal {
  constructor(kept: readonly { readonly media: string; readonly kept: string | null }[]) {
    super('nothing_to_destroy', 'Nothing of what was named may be destroyed now. See "errors".', {
      errors: kept
        .slice(0, 100)
        .map(({ media, kept: code }) => ({ pointer: `/v1/media/${media}`, code: code ?? 'gone' })),
    });
  }
}

/** Others are on these items, and nobody has said what becomes of them. A plan is not asked for before. */
export class PeopleUndecided extends Refusal {
  constructor(items: readonly { readonly media: string }[]) {
    super(
      'people_undecided',
      'Others are to be seen on some items. Say who (POST /v1/media/{id}/people), decide about each (POST …/people-decisions), then plan again. See "errors".',
      { errors: items.map(({ media }) => ({ pointer: `/v1/media/${media}`, code: 'people_undecided' })) },
    );
  }
}

/** A decision that would not hold: about nobody on the item, or for a copy that is none of it. */
export class DecisionDoesNotFit extends Refusal {
  constructor(
    pointer: '/person' | '/masked',
    code: 'nobody_is_kept' | 'not_on_the_item' | 'with_masked_alone' | 'no_masked_copy',
  ) {
    super('invalid_request', 'The decision does not fit the item. See "errors".', { errors: [{ pointer, code }] });
  }
}

export class NothingToDecide extends Refusal {
  constructor() {
    super('conflict', 'Nobody else is on the item, or it was destroyed.');
  }
}

/** Items, holds, claims or the person's other items are not as they were when it was approved. */
export class PlanChanged extends Refusal {
  constructor() {
    super('request_changed', 'What the plan rests on has changed since it was approved. Make a new one.');
  }
}

/** Some process may still hold a key in memory; the next attempt asks again. */
export class KeysStillHeld extends Error {
  constructor(reason: string) {
    super(`keys are not gone from every node: ${reason}`);
    this.name = 'KeysStillHeld';
  }
}
