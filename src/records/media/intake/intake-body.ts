import type { IncomingMessage } from 'node:http';
import { fileNameFrom } from '../../../platform/http';
import type { PolicyData } from '../../../platform/settings';
import { declaredType } from '../inspection/release';
import { BodyTooLong, EmptyBody, UnreadableBody } from '../media.errors';
import { BodyDigest } from './body-digest';
import { neutralFileName } from './file-name';
import { factsFromHeaders, factsFromPart, type IntakeFacts } from './given-facts';
import { openMultipart } from './multipart-body';
import { bodyBytes, type BodyLimits, declaredLength } from './request-body';

/** A request whose facts are known and whose content is about to stream. Nothing of the content has been read. */
export interface IntakeBody {
  readonly facts: IntakeFacts;
  /** As the sender says; null where that says nothing. */
  readonly declaredType: string | null;
  readonly fileName: string | null;
  /** Length of the content, where it is declared. */
  readonly length: number | undefined;
  /** Read once. It ends only if the body was complete and is what its digests say. */
  readonly content: AsyncIterable<Buffer>;
}

/** Opens a raw or a multipart body. Throws before the content is touched where facts or framing are wrong. */
export async function openIntakeBody(
  request: IncomingMessage,
  policy: PolicyData,
  limits: BodyLimits,
): Promise<IntakeBody> {
  const { headers } = request;
  const length = declaredLength(request);
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') throw new UnreadableBody();
  if (length === 0) throw new EmptyBody();
  if (length !== null && length > limits.maxBytes + multipartSlack(headers['content-type'])) throw new BodyTooLong();
  const digest = new BodyDigest(headers);
  if (isMultipart(headers['content-type'])) return openParts(request, policy, limits, digest);
  const fileName = fileNameFrom(headers['content-disposition']);
  return {
    facts: factsFromHeaders(policy, headers),
    declaredType: declaredType(headers['content-type']),
    fileName: fileName === null ? null : neutralFileName(fileName),
    length: length ?? undefined,
    content: verified(bodyBytes(request, limits), digest),
  };
}

async function openParts(
  request: IncomingMessage,
  policy: PolicyData,
  limits: BodyLimits,
  digest: BodyDigest,
): Promise<IntakeBody> {
  // A digest of a multipart request is one of the whole body, boundaries included.
  const whole = { ...limits, maxBytes: limits.maxBytes + multipartSlack('multipart/form-data') };
  const body = await openMultipart(
    request,
    bodyBytes(request, whole, (bytes) => digest.update(bytes)),
  );
  return {
    facts: factsFromPart(policy, body.facts),
    declaredType: declaredType(body.contentType),
    fileName: body.fileName === null ? null : neutralFileName(body.fileName),
    length: undefined,
    content: verified(body.content, null, () => digest.verify()),
  };
}

/** Lets bytes through and checks their digest at the end: an error there aborts what reads. */
async function* verified(
  content: AsyncIterable<Buffer>,
  digest: BodyDigest | null,
  atEnd: () => void = () => digest?.verify(),
): AsyncGenerator<Buffer, void, undefined> {
  for await (const bytes of content) {
    digest?.update(bytes);
    yield bytes;
  }
  atEnd();
}

function isMultipart(contentType: string | undefined): boolean {
  return /^\s*multipart\/form-data\b/i.test(contentType ?? '');
}

/** Room for boundaries, part headers and facts around the content. */
function multipartSlack(contentType: string | undefined): number {
  return isMultipart(contentType) ? 64 * 1024 : 0;
}
