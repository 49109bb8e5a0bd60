import { Type } from 'class-transformer';
import { IsArray, IsDate, IsDefined, IsOptional, IsString, ValidateNested } from 'class-validator';
import { IsId } from './is-id';
import { InvalidRequest, validationPipe } from './validation';

class Inner {
  @IsString() word: string;
}

class Body {
  @IsDefined() @ValidateNested() @Type(() => Inner) inner: Inner;
  @IsOptional() @IsArray() @ValidateNested({ each: true }) @Type(() => Inner) list?: Inner[];
  @IsOptional() @IsDate() @Type(() => Date) at?: Date;
  @IsOptional() @IsId() id?: string;
}

const inner = { word: 'a' };
const pass = (body: unknown): Promise<unknown> =>
  validationPipe().transform(body, { type: 'body', metatype: Body }) as Promise<unknown>;

describe('a request body', () => {
  it('passes in its declared shape', async () => {
    await expect(pass({ inner, list: [inner], at: '2026-01-02T03:04:05Z' })).resolves.toMatchObject({ inner });
  });

  it('may say null for left out', async () => {
    expect(await pass({ inner, list: null, at: null })).toEqual({ inner });
  });

  it('brings no prototype along', async () => {
    const passed = await pass(JSON.parse('{"inner":{"word":"a"},"__proto__":{"role":"x"}}'));
    expect((passed as { role?: unknown }).role).toBeUndefined();
    expect(({} as { role?: unknown }).role).toBeUndefined();
  });

  it.each([
    ['a list for an object', { inner: [] }],
    ['a list in a list', { inner, list: [[inner]] }],
    ['a list for a text', { inner: { word: ['a'] } }],
    ['an object for a date', { inner, at: { toString: 'x' } }],
    ['an object for a text', { inner: { word: { toString: 'x' } } }],
    ['null for something required', { inner: null }],
    ['an undeclared member', { inner, role: 'administrator' }],
    ['the nil id', { inner, id: '00000000-0000-0000-0000-000000000000' }],
    ['an id in capitals', { inner, id: '9F2C41D8-0000-4000-8000-000000000000' }],
    ['a list', [{ inner }]],
    ['a text', 'inner'],
  ])('is refused with %s', async (_name, body) => {
    await expect(pass(body)).rejects.toThrow(InvalidRequest);
  });

  it('leaves what the program injects alone', async () => {
    const context = { actor: { sessionId: null } };
    expect(await validationPipe().transform(context, { type: 'custom', metatype: Object })).toBe(context);
  });
});
