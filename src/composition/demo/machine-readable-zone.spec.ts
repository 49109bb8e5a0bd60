import { checkDigit, passportZone } from './machine-readable-zone';

describe('the machine-readable zone', () => {
  it('matches the published example of ICAO 9303', () => {
    const zone = passportZone({
      state: 'UTO',
      surname: 'Eriksson',
      givenNames: 'Anna Maria',
      number: 'L898902C3',
      birth: '740812',
      sex: 'F',
      expiry: '120415',
      personalNumber: 'ZE184226B',
    });
    expect(zone).toEqual([
      'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<',
      'L898902C36UTO7408122F1204159ZE184226B<<<<<10',
    ]);
  });

  it('counts fillers as nothing', () => {
    expect(checkDigit('<<<<<<')).toBe(0);
  });
});
