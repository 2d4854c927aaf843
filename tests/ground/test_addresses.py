"""What an address is, and what of it nobody is told."""

from __future__ import annotations

import pytest

from analysis.addresses import is_address, reach, shown_address
from analysis.language import BadInput

SECRET = "s3cr3t"  # noqa: S105 - it is what may not be told


@pytest.mark.parametrize("place", ["s3://bucket/project", "memory://x", "simplecache::s3://b/p"])
def test_what_has_a_protocol_is_an_address(place: str) -> None:
    assert is_address(place)


@pytest.mark.parametrize("place", ["/home/x", "C:\\du-an", "C:/du-an", "du-an", "./s3", ""])
def test_a_folder_is_none(place: str) -> None:
    assert not is_address(place)


@pytest.mark.parametrize(
    "given",
    [
        f"s3://user:{SECRET}@host/bucket",
        f"s3://user:x@{SECRET}@host/bucket",
        f"s3://user:x/{SECRET}@host/bucket",
        f"s3://{SECRET}@host/bucket/",
        f"s3://x@{SECRET}@host/bucket",
    ],
)
def test_nothing_before_the_host_is_shown(given: str) -> None:
    assert shown_address(given) == "s3://host/bucket"


def test_the_same_sign_in_a_path_hides_nothing() -> None:
    assert (
        shown_address("s3://bucket/reports/ninh-binh@3f2a") == "s3://bucket/reports/ninh-binh@3f2a"
    )


def test_a_library_that_says_the_address_again_tells_no_secret() -> None:
    place = reach("memory://x", failed="faults.project_unread", lacking="faults.project_no_fsspec")
    with pytest.raises(BadInput) as refused, place.told():
        raise OSError(f"cannot reach s3://user:a@{SECRET}@host/bucket")
    (fault,) = refused.value.faults
    assert SECRET not in fault.message("vi") + fault.message("en")
    assert "s3://host/bucket" in fault.message("en")
