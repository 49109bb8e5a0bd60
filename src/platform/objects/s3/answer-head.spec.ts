import * as fc from 'fast-check';
import { headLength, parseHead } from './answer-head';
import { BadAnswer } from './deadlines';

const good =
  'HTTP/1.1 206 Partial Content\r\nContent-Length: 5\r\nETag: "abc"\r\nX-Amz-Version-Id: v1\r\nContent-Range: bytes 0-4/9\r\n\r\n';

describe('parseHead', () => {
  it('a good head is read', () => {
    expect(parseHead(good)).toEqual({
      status: 206,
      contentLength: 5,
      contentRange: 'bytes 0-4/9',
      etag: 'abc',
      versionId: 'v1',
      keepAlive: true,
    });
  });

  it.each([
    ['HTTP/1.0 206 OK\r\n\r\n', false],
    ['HTTP/1.1 206 OK\r\nConnection: Close\r\n\r\n', false],
    ['HTTP/1.1 206 OK\r\nConnection: keep-alive\r\n\r\n', true],
  ])('%j says whether the connection lives on', (text, keepAlive) => {
    expect(parseHead(text).keepAlive).toBe(keepAlive);
  });

  it.each([
    'HTTP/1.1 100 Continue\r\n\r\n',
    'HTTP/2 200\r\n\r\n',
    'ICY 200 OK\r\n\r\n',
    'HTTP/1.1 206 OK\r\nTransfer-Encoding: chunked\r\n\r\n',
    'HTTP/1.1 206 OK\r\nContent-Length: 5\r\ncontent-length: 6\r\n\r\n',
    'HTTP/1.1 206 OK\r\nContent-Length: -5\r\n\r\n',
    'HTTP/1.1 206 OK\r\nContent-Length: 5, 5\r\n\r\n',
    'HTTP/1.1 206 OK\r\nContent-Length : 5\r\n\r\n',
    'HTTP/1.1 206 OK\r\n folded\r\n\r\n',
    'HTTP/1.1 206 OK\r\nno colon\r\n\r\n',
    '\r\n\r\n',
  ])('%j is refused', (text) => {
    expect(() => parseHead(text)).toThrow(BadAnswer);
  });

  it('any text is read or refused', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(good.length), (noise, at) => {
        try {
          parseHead(good.slice(0, at) + noise + good.slice(at));
        } catch (error) {
          expect(error).toBeInstanceOf(BadAnswer);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('headLength', () => {
  it('an unfinished head has no length', () => {
    for (let length = 0; length < good.length; length += 1) {
      expect(headLength(Buffer.from(good.slice(0, length)))).toBeNull();
    }
    expect(headLength(Buffer.from(`${good}body`))).toBe(good.length);
  });
});
