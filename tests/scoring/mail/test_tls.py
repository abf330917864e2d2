"""Encrypted lines to the mail server: a certificate that holds lets name and password through, one that does not ends it."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from scoring.errors import Unreached
from scoring.home import Home
from scoring.mail.smtp import Smtp
from tests.scoring.mail.server import Server, running
from tests.scoring.mail.test_smtp import LETTER


@pytest.fixture(name="pem", scope="module")
def _pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1, signed by itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail of a test")])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "mail.pem"
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + key.private_bytes(serialization.Encoding.PEM, *plain))
    return file


def _server(pem: Path) -> Server:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return Server(starttls=True, auth=True, tls=context)


def _smtp(server: Server, tmp_path: Path) -> Smtp:
    settings = {"mail_host": "127.0.0.1", "mail_port": server.port, "mail_from": "lavr@example.org", "mail_seconds": 3}
    secret = {"mail_user": "u", "mail_password": SecretStr("secret")}
    return Smtp.of(Home.model_validate({"home": tmp_path, **settings, **secret}))


def test_name_and_password_go_through_an_encrypted_line(tmp_path: Path, pem: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After STARTTLS and not before."""
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with running(_server(pem)) as server:
        smtp = _smtp(server, tmp_path)
        smtp.send(LETTER)
        smtp.close()

    said = [word.split(" ")[0].upper() for word in server.heard]
    assert (1, True) == (len(server.taken), said.index("STARTTLS") < said.index("AUTH"))


def test_a_certificate_that_nobody_vouches_for_ends_the_line(tmp_path: Path, pem: Path) -> None:
    """Nothing of the letter or the password was said."""
    with running(_server(pem)) as server:
        smtp = _smtp(server, tmp_path)
        with pytest.raises(Unreached, match="LAVR_MAIL_SECURITY"):
            smtp.send(LETTER)
        smtp.close()

    assert (["STARTTLS"], []) == ([said for said in server.heard if said[:4].upper() != "EHLO"], server.taken)
