"""Where an installation keeps its things: one folder, and the settings that may stand in the environment."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Home(BaseSettings):
    """Settings by the environment (``LAVR_HOME``, ``LAVR_DATABASE_URL``, …) or by arguments; everything lies below ``home``."""

    model_config = SettingsConfigDict(env_prefix="LAVR_", frozen=True, extra="forbid")

    home: Path = Path("var")
    database_url: SecretStr | None = None
    """Address of the database; without it a SQLite file in ``home``."""
    public_url: str = "http://127.0.0.1:8000"
    """How people outside reach this server: stands in QR codes and links, without a slash at the end."""
    vk_token: SecretStr | None = None
    """The service token of VK; without it the file :attr:`vk_token_file` is read."""
    vk_api: str | None = None
    """Another address of VK's API, for tries on loopback."""
    mail_host: str | None = None
    """The mail server (SMTP); without it letters become files in :attr:`mail`."""
    mail_port: Annotated[int, Field(ge=1, le=65535)] | None = None
    """Without it the usual one of ``mail_security``."""
    mail_security: Literal["starttls", "ssl", "none"] = "starttls"
    mail_user: str = ""
    mail_password: SecretStr | None = None
    mail_from: str = ""
    """The address that letters come from."""
    mail_reply_to: str = ""
    """Where answers go; without it to ``mail_from``."""
    mail_per_minute: Annotated[int, Field(ge=1, le=6000)] = 60
    """So many letters leave in a minute at most."""
    mail_seconds: Annotated[float, Field(gt=0, le=300)] = 20.0
    """For so long a silent mail server is waited for."""
    keys: Path | None = None
    """The folder of the keys that awards are signed with, outside of ``home``; without it nothing is signed."""
    secure_cookies: bool = False
    """Set it where the server stands behind HTTPS."""

    @property
    def look(self) -> Path:
        """Coats of arms and facsimiles for documents, each a file named by its SHA-256."""
        return self.home / "look"

    @property
    def rehearsal_file(self) -> Path:
        """Says by being there that this folder holds a rehearsal: then the database lies in it, whatever the environment says."""
        return self.home / "rehearsal.mark"

    @property
    def is_rehearsal(self) -> bool:
        """Whether a season is only rehearsed here."""
        return self.rehearsal_file.is_file()

    @property
    def demo_file(self) -> Path:
        """Says by being there that a demo made this folder and may make it anew."""
        return self.home / ".lavr-demo"

    @property
    def demo_keys(self) -> Path:
        """The keys of a demo, which prove nothing to anybody and so may lie in its home."""
        return self.home / "demo-keys"

    @property
    def key_folder(self) -> Path | None:
        """The folder of the keys that awards are signed with; a demo has its own, and no others ever sign there."""
        return self.demo_keys if self._has_demo_keys else self.keys

    @property
    def without_keys(self) -> tuple[Path, ...]:
        """Folders that keys may not lie in: the site reads there."""
        return () if self._has_demo_keys else (self.home,)

    @property
    def _has_demo_keys(self) -> bool:
        return self.demo_file.is_file() and self.demo_keys.is_dir()

    @property
    def rehearsals(self) -> Path:
        """Where the rehearsals of this home's seasons lie, each a home of its own in a folder by its year."""
        return self.home / "rehearsal"

    def rehearsal_of(self, year: int) -> "Home":
        """The home of a year's rehearsal; it need not be there. It shares neither database nor keys with this one."""
        return Home(
            home=self.rehearsals / str(year), database_url=None, public_url=self.public_url, vk_token=None,
            secure_cookies=self.secure_cookies,
        )  # fmt: skip

    @property
    def path(self) -> str:
        """Where a server's addresses of this home begin: a rehearsal stands below the contest's."""
        return f"/{self.rehearsals.name}/{self.home.name}" if self.is_rehearsal else ""

    @property
    def address(self) -> str:
        """``public_url`` with ``path``: for links that are made outside of a request."""
        return f"{self.public_url.rstrip('/')}{self.path}"

    @property
    def url(self) -> str:
        """Address of the database."""
        if self.database_url is not None and not self.is_rehearsal:
            return self.database_url.get_secret_value()
        return f"sqlite:///{(self.home / 'lavr.sqlite3').absolute()}"

    @property
    def uploads(self) -> Path:
        """Files as they were handed in, each in a folder by its SHA-256."""
        return self.home / "uploads"

    @property
    def batches(self) -> Path:
        """Checked rows of the imported files, one Parquet file each."""
        return self.home / "batches"

    @property
    def evidence(self) -> Path:
        """Frozen snapshots, one folder each."""
        return self.home / "evidence"

    @property
    def covers(self) -> Path:
        """Covers of pages as they were seen, each a small JPEG named by its SHA-256."""
        return self.home / "covers"

    @property
    def runs(self) -> Path:
        """Sealed runs, a folder each by the run's name: all that is needed to compute them again, beside the evidence."""
        return self.home / "runs"

    @property
    def crossed(self) -> Path:
        """Totals of one year's evidence under another year's rule book, a file each by the name such a run would have."""
        return self.home / "crossed"

    @property
    def awards(self) -> Path:
        """Certificates, badges and kits, a folder for each year and in it one for each award."""
        return self.home / "awards"

    @property
    def published_keys(self) -> Path:
        """What everybody may see of the keys; ``lavr keys publish`` writes the folder."""
        return self.home / "published"

    @property
    def results(self) -> Path:
        """Rankings and reports as files."""
        return self.home / "results"

    @property
    def collections(self) -> Path:
        """Recordings of what networks answered, a folder for each network and year; holds words of citizens for a while."""
        return self.home / "collections"

    @property
    def mail(self) -> Path:
        """Letters as files, where no mail server is named; those of rehearsals in a folder of their own, always."""
        return self.home / "mail"

    @property
    def vk_token_file(self) -> Path:
        """The service token of VK as the panel keeps it, readable by the owner only."""
        return self.home / "vk.token"

    @property
    def authors_key_file(self) -> Path:
        """The key under which authors of comments are hashed, readable by the owner only."""
        return self.home / "authors.key"

    @property
    def secret_file(self) -> Path:
        """The key that signs cookies; made at the first start, readable by the owner only."""
        return self.home / "secret.key"

    def make(self) -> "Home":
        """Make the folders; returns itself."""
        for folder in (self.home, self.uploads, self.batches, self.evidence, self.runs, self.crossed, self.awards, self.results):
            folder.mkdir(parents=True, exist_ok=True)
        return self
