"""What the district has lost of photos is sent again where it is here still, and said to be gone where it is not."""

from msgspec.structs import replace

from sync.ports import PhotoFile
from tests.support.phones import at, district, made_id, pull_all, synced

SHA = "a" * 64


def test_a_photo_that_is_wanted_goes_again_from_its_first_byte() -> None:
    server = district()
    device = synced(server)
    photo = PhotoFile(made_id(1), made_id(2), made_id(3), SHA, 10, "image/png", "/nowhere", offset=10, done=True)
    other = replace(photo, upload=made_id(4), sha256="b" * 64)
    with device.store.commit():
        device.store.photos.put(photo)
        device.store.photos.put(other)
    server.want = [SHA]

    pull_all(device, server)

    assert device.next_photo() == replace(photo, offset=0, done=False)
    assert [kept.upload for kept in device.store.photos.rows() if kept.done] == [other.upload]
    assert device.store.state().last_error == ""


def test_a_photo_that_is_on_its_way_goes_on_and_is_not_begun_anew() -> None:
    server = district()
    device = synced(server)
    photo = PhotoFile(made_id(1), made_id(2), made_id(3), SHA, 10, "image/png", "/nowhere", offset=4)
    with device.store.commit():
        device.store.photos.put(photo)
    server.want = [SHA]

    pull_all(device, server)

    assert device.next_photo() == photo


def test_a_photo_that_is_here_no_more_is_told_at_the_next_contact() -> None:
    server = district()
    device = synced(server)
    server.want = [SHA]

    pull_all(device, server)

    assert device.next_pull(at()).queue.last_error == "photo gone: aaaaaaaa"
