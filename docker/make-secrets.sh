#!/bin/sh
# Makes every secret that compose.yaml names, in docker/secrets, once. Existing files are kept.
set -eu
cd "$(dirname "$0")"
umask 077
mkdir -p secrets
secret() { [ -s "secrets/$1" ] || openssl rand -hex 24 | tr -d '\n' >"secrets/$1"; }
for name in postgres-superuser postgres-owner postgres-app postgres-audit postgres-keystore redis-password \
  minio-root-user minio-root-password s3-access-key s3-secret-key anchor-access-key anchor-secret-key metrics-token; do
  secret "$name"
done
# MinIO takes access keys of at most 20 characters.
for name in minio-root-user s3-access-key anchor-access-key; do cut -c1-20 "secrets/$name" | tr -d '\n' >"secrets/$name.cut" && mv "secrets/$name.cut" "secrets/$name"; done
url() { printf 'postgres://strongroom_%s:%s@postgres:5432/%s' "$1" "$(cat "secrets/postgres-$1")" "$2"; }
url owner vault >secrets/database-owner-url
url app vault >secrets/database-url
url audit vault >secrets/audit-database-url
url owner keystore >secrets/keystore-owner-url
url keystore keystore >secrets/keystore-url
printf 'redis://:%s@redis:6379/0' "$(cat secrets/redis-password)" >secrets/redis-url
# Containers read these as users of their own.
chmod 0644 secrets/*
chmod 0700 secrets
echo 'docker/secrets is ready.'
