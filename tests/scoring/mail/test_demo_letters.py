"""A demo's letters go to invented people: they become files, whatever mail server the environment names."""

from pathlib import Path

from scoring.home import Home
from scoring.mail.files import Files
from scoring.mail.transport import transport_of


def test_a_demos_letters_become_files(tmp_path: Path) -> None:
    """The mark of a demo takes the mail server away."""
    home = Home(home=tmp_path, mail_host="mail.example", mail_from="contest@mail.example")
    home.demo_file.touch()

    assert isinstance(transport_of(home), Files)
