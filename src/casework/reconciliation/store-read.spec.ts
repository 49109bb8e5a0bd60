import { judge, parseStoreEvent, type StoreRead } from './store-read';

const ours = { bucket: 'vault', accessKey: 'key' };
const event = (change: object = {}, api: object = {}): object => ({
  time: '2026-11-25T12:00:00.123456789Z',
  requestID: '18EB4862503EA68E',
  accessKey: 'key',
  remotehost: '203.0.113.9',
  requestQuery: { 'X-Amz-Signature': 'secret', 'x-entry': '42' },
  api: { name: 'GetObject', bucket: 'vault', object: 'objects/ab/one', statusCode: 206, tx: 100, ...api },
  ...change,
});
const read: StoreRead = {
  ...{ requestId: '18EB4862503EA68E', at: new Date('2026-11-25T12:00:00.123Z'), act: 'get' },
  ...{ objectKey: 'objects/ab/one', entry: 42, ownCredentials: true, bytes: 100 },
};
const entry = { n: 42, sealedAt: new Date('2026-11-25T11:59:59Z'), object: 'one', everyObject: false, until: null };

describe('a store’s event', () => {
  it('is kept without addresses and signatures', () => {
    expect(parseStoreEvent(event(), ours)).toEqual(read);
  });

  it('is a reading of what a copy takes', () => {
    const copy = event(
      { requestHeader: { 'X-Amz-Copy-Source': '/vault/objects/ab%2Fone?versionId=1' }, requestQuery: {} },
      { name: 'CopyObject', bucket: 'elsewhere', object: 'x', statusCode: 200 },
    );
    expect(parseStoreEvent(copy, ours)).toMatchObject({ act: 'copy', objectKey: 'objects/ab/one', entry: null });
  });

  it.each([
    ['another bucket', event({}, { bucket: 'other' })],
    ['a write', event({}, { name: 'PutObject' })],
    ['a refusal', event({}, { statusCode: 403 })],
    ['no time', event({ time: 'never' })],
    ['a number', 7],
    ['nothing', null],
    ['a list', [event()]],
  ])('about %s is passed over', (_name, given) => {
    expect(parseStoreEvent(given, ours)).toBeNull();
  });

  it.each(['-1', '1e3', '007', '9'.repeat(16), ['1'], 5])('names no entry by %p', (given) => {
    expect(parseStoreEvent(event({ requestQuery: { 'x-entry': given } }), ours)?.entry).toBeNull();
  });
});

describe('a reading', () => {
  it.each([
    ['matched', {}, entry],
    ['other_credentials', { ownCredentials: false }, entry],
    ['no_entry', { entry: null }, undefined],
    ['no_entry', { act: 'copy' as const }, entry],
    ['unknown_entry', {}, undefined],
    ['wrong_object', {}, { ...entry, object: 'other' }],
    ['wrong_object', {}, { ...entry, object: null }],
    ['matched', {}, { ...entry, object: null, everyObject: true }],
    ['matched', {}, { ...entry, object: null, everyObject: true, until: new Date('2026-11-26T12:00:00Z') }],
    ['long_after_entry', {}, { ...entry, object: null, everyObject: true, until: new Date('2026-11-25T11:00:00Z') }],
    ['long_after_entry', {}, { ...entry, everyObject: true, sealedAt: new Date('2026-11-01T12:00:00Z') }],
    ['before_entry', {}, { ...entry, sealedAt: new Date('2026-11-25T12:00:10Z') }],
    ['long_after_entry', {}, { ...entry, sealedAt: new Date('2026-11-24T11:00:00Z') }],
  ])('is %s', (verdict, change, found) => {
    expect(judge({ ...read, ...change }, found)).toBe(verdict);
  });
});
