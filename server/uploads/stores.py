"""Where a district keeps the bytes of photos: a folder, or a bucket of any object store that speaks S3."""

from media.blobs import BlobStore, FileBlobs
from server.core.crashing import crashpoint
from server.settings import Settings, WrongSettings


def open_blobs(settings: Settings) -> BlobStore:
    """The store that the settings name. Raises WrongSettings for an address that is none of a bucket.

    Keys and the store's own address are read from the environment, as every S3 tool does (`AWS_ENDPOINT_URL`,
    `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_ALLOW_HTTP`).
    """
    if not settings.blob_bucket:
        return FileBlobs(settings.blobs, crashpoint)
    from media.object_blobs import ObjectBlobs, bucket  # noqa: PLC0415 - who keeps a folder carries no client of buckets

    try:
        return ObjectBlobs(bucket(settings.blob_bucket))
    except ValueError as fault:
        raise WrongSettings(str(fault)) from fault
