#!/usr/bin/env python3
"""Opens one sealed object (docs/formats.md, section 1) without any code of the vault.

    unseal.py --key-file KEY --vault UUID --media UUID --object UUID --data-key UUID OBJECT OUT
              [--length N] [--range A-B]

KEY holds the data key as 64 hex digits ("-" reads it from standard input); it is never an argument, because arguments
are visible to other users. The ids come from your records, not from the object. OUT appears only when everything that
was asked for has been verified; "-" writes to standard output, chunk by verified chunk. --length also checks the
object's size against the recorded length. --range takes plaintext bytes A to B, both included.

Needs Python 3.8 and the package `cryptography`. Exit status: 0 opened, 1 not authentic, 2 wrong call.
"""

import argparse
import hashlib
import hmac
import os
import sys
import uuid

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CHUNK = 16384
TAG = 16
PREFIX = 80
HEADER = PREFIX + 24 + 32
LABEL = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0"


class NotAuthentic(Exception):
    """The object is not what the key, the ids and the length say. Whatever the cause, one sentence."""


def build_prefix(vault, media, object_id, data_key):
    fixed = b"SROBJ\0" + bytes([1, 1]) + (PREFIX).to_bytes(2, "big") + (0).to_bytes(2, "big") + CHUNK.to_bytes(4, "big")
    return fixed + vault.bytes + media.bytes + object_id.bytes + data_key.bytes


def expand(key, info, length):
    block, out, counter = b"", b"", 1
    while len(out) < length:
        block = hmac.new(key, block + info + bytes([counter]), hashlib.sha512).digest()
        out += block
        counter += 1
    return out[:length]


def plain_length(size):
    full, rest = divmod(size - HEADER, CHUNK + TAG)
    if size < HEADER or rest < TAG:
        raise NotAuthentic
    return CHUNK * full + rest - TAG


class Reader:
    """Reads verified plaintext out of one object."""

    def __init__(self, source, key, prefix, length=None):
        self.source = source
        self.size = os.fstat(source.fileno()).st_size
        self.length = plain_length(self.size)
        if length is not None and length != self.length:
            raise NotAuthentic
        header = source.read(HEADER)
        if len(header) != HEADER or header[:PREFIX] != prefix:
            raise NotAuthentic
        salt, commitment = header[PREFIX : PREFIX + 24], header[PREFIX + 24 :]
        material = expand(key, LABEL + salt + prefix, 76)
        if not hmac.compare_digest(material[44:], commitment):
            raise NotAuthentic
        self.aead = AESGCM(material[:32])
        self.base = int.from_bytes(material[32:44], "big")

    def chunk(self, number):
        self.source.seek(HEADER + number * (CHUNK + TAG))
        nonce = (self.base ^ number).to_bytes(12, "big")
        try:
            return self.aead.decrypt(nonce, self.source.read(CHUNK + TAG), None)
        except (InvalidTag, ValueError):
            raise NotAuthentic from None

    def read(self, start, end):
        """Yields the plaintext [start, end). The last chunk goes first: it authenticates the length."""
        last = self.length // CHUNK
        if len(self.chunk(last)) != self.length - last * CHUNK:
            raise NotAuthentic
        for number in range(start // CHUNK, max(start // CHUNK, -(-end // CHUNK) - 1) + 1):
            first = number * CHUNK
            yield self.chunk(number)[max(0, start - first) : max(0, end - first)]


def write(pieces, out):
    if out == "-":
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    partial = out + ".partial"
    try:
        with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for piece in pieces:
                file.write(piece)
        os.replace(partial, out)
    except BaseException:
        if os.path.exists(partial):
            os.unlink(partial)
        raise


def parse_range(text, length):
    first, _, last = text.partition("-")
    start, end = int(first), int(last) + 1
    if not 0 <= start < end <= length:
        raise ValueError
    return start, end


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--key-file", required=True)
    for name in ("vault", "media", "object", "data-key"):
        parser.add_argument("--" + name, required=True, type=uuid.UUID)
    parser.add_argument("--length", type=int)
    parser.add_argument("--range")
    parser.add_argument("source", metavar="OBJECT")
    parser.add_argument("out", metavar="OUT")
    call = parser.parse_args()
    try:
        key_text = sys.stdin.read() if call.key_file == "-" else open(call.key_file).read()
        key = bytes.fromhex(key_text.strip())
        if len(key) != 32:
            raise ValueError
        source = open(call.source, "rb")
    except (OSError, ValueError):
        parser.error("the key file or the object cannot be read")
    prefix = build_prefix(call.vault, call.media, getattr(call, "object"), call.data_key)
    try:
        reader = Reader(source, key, prefix, call.length)
        try:
            start, end = parse_range(call.range, reader.length) if call.range else (0, reader.length)
        except ValueError:
            parser.error("the range is not inside the plaintext")
        write(reader.read(start, end), call.out)
    except NotAuthentic:
        print("The sealed object could not be opened.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
