#!/bin/sh
# Makes the bucket, turns its versions on, and makes the vault's own user, which may use this bucket and nothing else.
set -eu
export MC_CONFIG_DIR=/tmp/mc
mc alias set store http://minio:9000 "$(cat /run/secrets/minio-root-user)" "$(cat /run/secrets/minio-root-password)" >/dev/null
mc mb --ignore-existing store/strongroom
mc version enable store/strongroom
cat >/tmp/policy.json <<'POLICY'
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["s3:GetBucketLocation", "s3:GetBucketVersioning", "s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"],
      "Resource": ["arn:aws:s3:::strongroom"]
    },
    {
      "Effect": "Allow",
      "Action": ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"],
      "Resource": ["arn:aws:s3:::strongroom/*"]
    }
  ]
}
POLICY
mc admin policy create store strongroom /tmp/policy.json
mc admin user add store "$(cat /run/secrets/s3-access-key)" "$(cat /run/secrets/s3-secret-key)"
mc admin policy attach store strongroom --user "$(cat /run/secrets/s3-access-key)" || true

# The log's anchors: a bucket with object lock, and a user that may add to it. It may ask to delete, too, so that the vault
# can prove that the lock refuses it. In earnest this bucket belongs into a store that other people run.
mc mb --ignore-existing --with-lock store/strongroom-anchors
cat >/tmp/anchors.json <<'POLICY'
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["s3:GetBucketLocation", "s3:GetBucketObjectLockConfiguration", "s3:ListBucket", "s3:ListBucketVersions"],
      "Resource": ["arn:aws:s3:::strongroom-anchors"]
    },
    {
      "Effect": "Allow",
      "Action": ["s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectRetention", "s3:PutObject", "s3:PutObjectRetention", "s3:DeleteObjectVersion"],
      "Resource": ["arn:aws:s3:::strongroom-anchors/*"]
    }
  ]
}
POLICY
mc admin policy create store strongroom-anchors /tmp/anchors.json
mc admin user add store "$(cat /run/secrets/anchor-access-key)" "$(cat /run/secrets/anchor-secret-key)"
mc admin policy attach store strongroom-anchors --user "$(cat /run/secrets/anchor-access-key)" || true
