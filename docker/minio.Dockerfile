# syntax=docker/dockerfile:1
# MinIO's project stopped publishing images; this builds the last source release, as its own pages recommend, and the client.
FROM golang:1.26-bookworm AS build
RUN CGO_ENABLED=0 GOBIN=/out go install github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c
RUN CGO_ENABLED=0 GOBIN=/out go install github.com/minio/mc@v0.0.0-20250313080218-cf909e1063a9

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates curl && rm -rf /var/lib/apt/lists/* \
  && useradd --system --uid 1000 minio && mkdir -m 0700 /objects && chown minio /objects
COPY --from=build /out/minio /out/mc /usr/local/bin/
COPY docker/minio-start.sh docker/minio-prepare.sh /usr/local/bin/
USER minio
VOLUME ["/objects"]
EXPOSE 9000
HEALTHCHECK --interval=10s --timeout=5s --retries=6 CMD ["curl", "-fsS", "http://127.0.0.1:9000/minio/health/live"]
CMD ["minio-start.sh"]
