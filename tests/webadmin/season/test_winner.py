"""The winner's page and the downloads: who may open them, what they are called, that their bytes are those on the disk."""

import threading
from io import BytesIO
from zipfile import ZipFile

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from certificates import gallery
from certificates.kit import KINDS as ALL_KINDS
from certificates.kit_zip import latin
from scoring.season.course import State
from scoring.store.tables import Award, AwardFile, Season
from scoring.store.vocabulary import AwardStatus
from tests.webadmin.season.conftest import Site, SiteOf, fill_gallery, key_of
from webadmin.winner import files

KINDS = [kind for kind in ALL_KINDS if kind != "credential"]


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
    wanted = ["МБОУ «Школа № 3»", "в номинации «Образование»", "1-е место", "92,28", f"/w/{token}/kit.zip", f"/w/{token}/cover"]
    wanted += [f"/w/{token}/{i}" for i in ids.values()]
    assert [word for word in wanted if word not in html] == []


def test_the_post_and_the_line_for_a_site_are_ready_to_copy(site: Site) -> None:
    """Both stand in fields that can be read without scripts; the line shows the hosted badge and leads to the check page."""
    html, serial = site.html(f"/w/{site.held.tokens[0]}"), site.held.serials[0]
    line = f"&lt;a href=&#34;http://lavr.example/v/{serial}&#34;&gt;&lt;img src=&#34;http://lavr.example/b/{serial}.svg&#34;"
    assert (True, True) == ("Наша страница стала победителем конкурса" in html, line in html)


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
    suffix = {"certificate": "pdf", "badge": "svg", "post": "txt"}.get(kind, "png")
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
    fill_gallery(site)
    with site.client().get(f"/w/{site.held.tokens[0]}/kit.zip") as answer, ZipFile(BytesIO(answer.data)) as kit:
        folder = f"Diplom_pobeditelya_2025_{latin('МБОУ «Школа № 3»')}"
        wanted = [f"{folder}/2_Diplom/Diplom_pobeditelya_2025.pdf", f"{folder}/4_Oblozhki_i_kartinki/Oblozhka_vk.jpg"]
        assert [name for name in wanted if name not in kit.namelist()] == []


def test_nobody_waits_for_the_pictures_of_a_kit(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before they are drawn the page tells how many there are and asks again by itself; then comes the ZIP."""
    go = threading.Event()

    def draw(_key: object) -> bytes:
        assert go.wait(20)
        return b"x"

    monkeypatch.setattr(gallery, "pictures", lambda: {"badge-dark.svg": draw})
    monkeypatch.setattr(files, "pictures", gallery.pictures)
    client, address = site.client(), f"/w/{site.held.tokens[0]}/kit.zip"
    early = client.get(address)
    go.set()
    for thread in threading.enumerate():
        if thread.name == "gallery":
            thread.join(20)
    with client.get(address) as late:
        assert (202, "2", True, 200) == (early.status_code, early.headers["Refresh"], "0 из 1" in early.text, late.status_code)


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


def test_the_certificate_is_shown_as_it_looks(site: Site) -> None:
    """The picture on the page is drawn from the document itself."""
    with site.client().get(f"/w/{site.held.tokens[0]}/certificate.png") as answer, Image.open(BytesIO(answer.data)) as picture:
        assert (200, "image/png", (827, 1170)) == (answer.status_code, answer.mimetype, picture.size)


def test_a_printing_house_gets_a_sheet_with_bleed(site: Site) -> None:
    """The print version is larger than A4."""
    with site.client().get(f"/w/{site.held.tokens[0]}/print.pdf") as answer:
        assert (True, True) == (answer.data.startswith(b"%PDF-"), "filename*" in answer.headers["Content-Disposition"])


@pytest.mark.parametrize("name", ["other.png", "..%2f..%2fsecret.key", "badge-120.png%00"])
def test_only_pictures_of_the_list_are_handed_out(site: Site, name: str) -> None:
    """A name that is no picture's leads nowhere."""
    assert site.client().get(f"/w/{site.held.tokens[0]}/picture/{name}").status_code == 404


def test_an_award_that_was_revoked_hands_out_nothing(site: Site) -> None:
    """The page says where to read what became of it; kit, pictures and composer are gone."""

    def revoke(session: Session) -> None:
        award = session.scalars(select(Award).where(Award.token == site.held.tokens[0])).one()
        award.status = AwardStatus.REVOKED

    site.write(revoke)
    token, client = site.held.tokens[0], site.client()
    gone = [client.get(f"/w/{token}/{path}").status_code for path in ("kit.zip", "print.pdf", "cover", "picture/badge-120.png")]
    assert ([404] * 4, True) == (gone, "Файлы этой награды не выдаются" in site.html(f"/w/{token}"))


@pytest.fixture
def photo() -> bytes:
    """A photo with the place where it was taken."""
    buffer = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "SECRET PLACE"
    Image.new("RGB", (900, 600), (90, 140, 200)).save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


def compose(site: Site, **form: object) -> TestResponse:
    """Send the form of the composer as a browser does."""
    client = site.client()
    fields = {"csrf_token": key_of(client), "size": "vk", "side": "right", "words": "1", **form}
    return client.post(f"/w/{site.held.tokens[0]}/cover", data=fields, content_type="multipart/form-data")


def test_a_photo_becomes_a_cover_and_only_the_cover_stays(site: Site, photo: bytes) -> None:
    """The cover has the network's size and nothing of the photo's own words; nothing else is written down."""
    answer = compose(site, photo=(BytesIO(photo), "секрет.jpg"))
    folder = next(site.home.awards.glob(f"*/{site.held.serials[0]}/made"))
    content = (folder / "cover-vk.jpg").read_bytes()
    with Image.open(BytesIO(content)) as cover:
        seen = (cover.size, b"SECRET" in content, [path.name for path in folder.iterdir()])
    assert (303, ((1590, 530), False, ["cover-vk.jpg"])) == (answer.status_code, seen)


def test_a_cover_goes_without_a_photo(site: Site) -> None:
    """Our own ground takes the photo's place, and the page shows the cover."""
    answer = compose(site, size="ok", side="left")
    html = site.client().get(answer.headers["Location"]).get_data(as_text=True)
    assert (True, True) == ("size=ok" in answer.headers["Location"], "/cover/ok.jpg?v=" in html)


def test_a_picture_that_is_not_taken_keeps_what_was_chosen(site: Site) -> None:
    """The form comes back with the reason and the choices."""
    answer = compose(site, size="vk-phone", side="left", photo=(BytesIO(b"GIF89a"), "a.gif"))
    html = answer.get_data(as_text=True)
    kept = ['value="vk-phone" checked', 'value="left" checked', "это не картинка JPEG, PNG или WebP"]
    assert (400, []) == (answer.status_code, [word for word in kept if word not in html])


def test_the_composer_wants_the_forms_key(site: Site) -> None:
    """Another site cannot make covers for a winner."""
    assert site.client().post(f"/w/{site.held.tokens[0]}/cover", data={"size": "vk"}).status_code == 400
