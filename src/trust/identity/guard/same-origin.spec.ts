import { comesFromUs, type RequestSite } from './same-origin';

const ours = 'https://vault.example';
const site = (facts: Partial<RequestSite>): RequestSite => ({
  method: 'POST',
  fetchSite: undefined,
  origin: undefined,
  ownOrigins: [ours],
  withCookie: true,
  ...facts,
});

describe('a change', () => {
  it.each([
    ['same-origin', true],
    ['same-site', false],
    ['cross-site', false],
    ['none', false],
    ['nonsense', false],
    ['', false],
  ])('from %s comes from us: %s', (fetchSite, expected) => {
    expect(comesFromUs(site({ fetchSite }))).toBe(expected);
    expect(comesFromUs(site({ fetchSite, method: 'DELETE' }))).toBe(expected);
  });

  it('is judged by origin in old browsers', () => {
    expect(comesFromUs(site({ origin: 'https://VAULT.example' }))).toBe(true);
    expect(comesFromUs(site({ origin: 'https://vault.example.evil.example' }))).toBe(false);
    expect(comesFromUs(site({ origin: 'http://vault.example' }))).toBe(false);
    expect(comesFromUs(site({ origin: 'null' }))).toBe(false);
  });

  it('never trusts origin over the browser', () => {
    expect(comesFromUs(site({ fetchSite: 'cross-site', origin: ours }))).toBe(false);
  });

  it('with a cookie and no word is refused', () => {
    expect(comesFromUs(site({}))).toBe(false);
  });

  it('without a cookie needs no word', () => {
    expect(comesFromUs(site({ withCookie: false }))).toBe(true);
    expect(comesFromUs(site({ withCookie: false, fetchSite: 'cross-site' }))).toBe(false);
  });
});

describe('a read', () => {
  it.each([
    ['same-origin', true],
    ['none', true],
    ['same-site', false],
    ['cross-site', false],
  ])('from %s comes from us: %s', (fetchSite, expected) => {
    expect(comesFromUs(site({ method: 'GET', fetchSite }))).toBe(expected);
  });

  it('without a word is served', () => {
    expect(comesFromUs(site({ method: 'GET' }))).toBe(true);
  });

  it('with a foreign origin is refused', () => {
    expect(comesFromUs(site({ method: 'GET', origin: 'https://evil.example' }))).toBe(false);
  });
});
