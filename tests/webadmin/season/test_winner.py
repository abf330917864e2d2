"""The winner's page and the downloads: who may open them, what they are called, that their bytes are those on the disk."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.kit import KINDS
from scoring.season.course import State
from scoring.store.tables import Award, AwardFile, Season
from tests.webadmin.season.conftest import Site, SiteOf


def file_ids(site: Site, number: int = 0) -> dict[str, int]:
    """Ids of an award's files by kind."""
    found: dict[str, int] = {}

    def read(session: Session) -> None:
        award = session.scalars(select(Award).where(Award.token == site.held.tokens[number])).one()
        found.update({file.kind: file.id for file in award.files})

    site.write(read)
    return found


def test_the_page_congratulates_and_hands_out_every_file(site: Site) -> None:
    """Name, nomination, place, the ZIP and every single file are there."""
    token = site.held.tokens[0]
    html = site.html(f"/w/{token}")
    ids = file_ids(site)
    wanted = ["МБОУ «Школа № 3»", "в номинации «Образование»", "1-е место", "92,28", *(f"/w/{token}/{i}" for i in ids.values())]
    assert [word for word in wanted if word not in html] == []


def test_the_post_on_the_page_is_the_file(site: Site) -> None:
    """What is to be copied is what lies in the kit."""
    assert "Наша страница стала победителем!" in site.html(f"/w/{site.held.tokens[0]}")


@pytest.mark.parametrize("token", ["x", "%00", "а" * 40, "../" * 3])
def test_another_token_opens_nothing(site: Site, token: str) -> None:
    """A guessed address is not found."""
    assert site.client().get(f"/w/{token}").status_code == 404


def test_a_token_is_long_and_of_its_own(site: Site) -> None:
    """Every award has another secret of at least 192 bits, and no serial in it."""
    tokens = site.held.tokens
    assert (len(tokens), 32) == (len(set(tokens)), min(map(len, tokens)))


def test_the_page_is_kept_by_nobody(site: Site) -> None:
    """No index, no store, no referrer: the address is a secret."""
    answer = site.client().get(f"/w/{site.held.tokens[0]}")
    wanted = {"X-Robots-Tag": "noindex", "Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer"}
    assert wanted == {name: answer.headers[name] for name in wanted}


def test_before_publication_only_staff_may_look(site_of: SiteOf) -> None:
    """A stranger finds neither page nor file; the organizer finds both."""
    site = site_of(State.SIGNED)
    paths = [f"/w/{site.held.tokens[0]}", f"/w/{site.held.tokens[0]}/{file_ids(site)['certificate']}"]
    seen = []
    for signed_in in (False, True):
        for path in paths:
            with site.client(signed_in=signed_in).get(path) as answer:
                seen.append(answer.status_code)
    assert seen == [404, 404, 200, 200]


@pytest.mark.parametrize("kind", KINDS)
def test_a_download_has_its_russian_name_and_its_bytes(site: Site, kind: str) -> None:
    """The name is sent in UTF-8 as RFC 6266 wants; the bytes are those on the disk."""
    folder = site.home.awards / "2025" / site.held.serials[0]
    suffix = {"certificate": "pdf", "badge": "svg", "post": "txt", "kit": "zip"}.get(kind, "png")
    path = folder / f"{kind}.{suffix}"
    with site.client().get(f"/w/{site.held.tokens[0]}/{file_ids(site)[kind]}") as answer:
        disposition = answer.headers["Content-Disposition"]
        assert (path.read_bytes(), True, True) == (
            answer.data,
            disposition.startswith("attachment;"),
            "filename*=UTF-8''%D0" in disposition,
        )


def test_the_kit_is_a_zip_with_the_certificate(site: Site) -> None:
    """What is unpacked is what was made."""
    with site.client().get(f"/w/{site.held.tokens[0]}/{file_ids(site)['kit']}") as answer, ZipFile(BytesIO(answer.data)) as kit:
        assert "Диплом победителя 2025.pdf" in kit.namelist()


def test_a_file_of_another_award_is_not_found(site: Site) -> None:
    """A token opens its own award's files only."""
    assert site.client().get(f"/w/{site.held.tokens[0]}/{file_ids(site, 1)['certificate']}").status_code == 404


@pytest.mark.parametrize("number", ["0", "2147483647", "2147483648", "99999999999999999999"])
def test_a_number_of_no_file_is_not_found(site: Site, number: str) -> None:
    """Numbers out of any range do not break the database."""
    assert site.client().get(f"/w/{site.held.tokens[0]}/{number}").status_code == 404


def test_a_path_cannot_leave_the_awards_folder(site: Site) -> None:
    """Even a row that was tampered with does not hand out the key of the cookies."""
    ids = file_ids(site)

    def tamper(session: Session) -> None:
        session.get_one(AwardFile, ids["certificate"]).path = "../secret.key"

    site.write(tamper)
    assert site.client().get(f"/w/{site.held.tokens[0]}/{ids['certificate']}").status_code == 404


def test_a_file_that_is_gone_is_not_found(site: Site) -> None:
    """A missing file is no error of the program."""
    (site.home.awards / "2025" / site.held.serials[0] / "certificate.pdf").unlink()
    assert site.client().get(f"/w/{site.held.tokens[0]}/{file_ids(site)['certificate']}").status_code == 404


def test_a_script_in_the_link_does_not_become_one(site: Site) -> None:
    """A register's address is a link only where it leads to a web page."""

    def tamper(session: Session) -> None:
        session.scalars(select(Award).where(Award.token == site.held.tokens[0])).one().page.link = "javascript:alert(1)"
        session.scalars(select(Season)).one()

    site.write(tamper)
    pages = [site.html(path) for path in ("/results/2025", f"/v/{site.held.serials[0]}")]
    assert [False, False] == ['href="javascript' in page for page in pages]
