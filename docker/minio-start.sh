#!/bin/sh
# Root credentials come as files; the server reads them from its environment.
set -eu
MINIO_ROOT_USER=$(cat /run/secrets/minio-root-user)
MINIO_ROOT_PASSWORD=$(cat /run/secrets/minio-root-password)
export MINIO_ROOT_USER MINIO_ROOT_PASSWORD
exec minio server --address :9000 /objects
