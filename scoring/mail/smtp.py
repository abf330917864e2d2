"""The transport by SMTP: one line to the mail server that is kept for many letters, closed to listeners unless told otherwise."""

import re
import smtplib
import socket
import ssl
from contextlib import suppress
from typing import Final, Literal, Self

from scoring.errors import LavrError, Refused, Unreached, Unsure
from scoring.home import Home
from scoring.mail.message import Message, host_of, mime, spec_of
from scoring.mail.plain import one_line

Security = Literal["starttls", "ssl", "none"]
PORTS: Final = {"starttls": 587, "ssl": 465, "none": 25}
_LONGEST_ANSWER: Final = 300
_LEADING_DOT: Final = re.compile(rb"^\.", re.MULTILINE)
_GOOD: Final = (250, 251, 354)
_GOING_AWAY: Final = 421
"""The server's answer that it closes the line, whatever the letter is."""


class Smtp:
    """A mail server. The first letter opens the line; a letter that finds it closed by the server opens it once more."""

    name = "smtp"

    def __init__(
        self, host: str, *, port: int, security: Security, user: str, password: str, address: str, reply_to: str, here: str,
        seconds: float,
    ) -> None:  # fmt: skip
        self._host, self._port, self._security = host, port, security
        self._user, self._password = user, password
        self._address, self._reply_to, self._here, self._seconds = address, reply_to, here, seconds
        self._line: smtplib.SMTP | None = None

    @classmethod
    def of(cls, home: Home) -> Self:
        """The server that the settings name."""
        if home.mail_host is None or not home.mail_from:
            raise Unreached(
                "Почта настроена не до конца: задайте LAVR_MAIL_HOST и LAVR_MAIL_FROM (адрес, с которого уходят письма).",
                "Mail is not set up whole: set LAVR_MAIL_HOST and LAVR_MAIL_FROM (the address that letters come from).",
            )
        return cls(
            home.mail_host,
            port=home.mail_port or PORTS[home.mail_security],
            security=home.mail_security,
            user=home.mail_user,
            password=home.mail_password.get_secret_value() if home.mail_password is not None else "",
            address=home.mail_from,
            reply_to=home.mail_reply_to,
            here=host_of(home.public_url),
            seconds=home.mail_seconds,
        )

    def send(self, message: Message) -> None:
        """Hand the letter over; what the server answered decides which error tells of a failure."""
        made = mime(message, address=self._address, reply_to=self._reply_to)
        line = self._open()
        try:
            _begin(line, spec_of(self._address), spec_of(message.to))
        except Refused:
            self._forget(line)
            raise
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise _unreached(self._host, error) from error
        try:
            line.send(_LEADING_DOT.sub(b"..", made) + b".\r\n")
            code, answer = line.getreply()
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise Unsure(
                "Связь с почтовым сервером прервалась, когда он принимал письмо: ушло ли оно, неизвестно. Спросите его журнал по "
                f"Message-ID <{message.id}> и отметьте здесь.",
                "The line to the mail server broke while it took the letter: whether it left is not known. Ask its log for the "
                f"Message-ID <{message.id}> and say it here.",
            ) from error
        if code != 250:
            self._forget(line)
            raise _refused(code, answer)

    def has(self, message_id: str, label: str) -> bool | None:  # noqa: ARG002 the protocol's
        """A mail server does not tell; a person asks its log."""
        return None

    def close(self) -> None:
        """Say goodbye, if the line is open."""
        line, self._line = self._line, None
        if line is not None:
            with suppress(smtplib.SMTPException, OSError):
                line.quit()
            line.close()

    @staticmethod
    def _forget(line: smtplib.SMTP) -> None:
        """Let the server forget the letter that it has not taken; a line that breaks by it is noticed at the next one."""
        with suppress(smtplib.SMTPException, OSError):
            line.rset()

    def _open(self) -> smtplib.SMTP:
        """The open line, or a new one where the server has closed it meanwhile."""
        if self._line is not None:
            with suppress(smtplib.SMTPException, OSError):
                if self._line.noop()[0] == 250:
                    return self._line
            self.close()
        try:
            self._line = self._connected()
        except LavrError:
            raise
        except (smtplib.SMTPException, OSError) as error:
            raise _unreached(self._host, error) from error
        return self._line

    def _connected(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self._security == "ssl":
            line: smtplib.SMTP = smtplib.SMTP_SSL(
                self._host, self._port, local_hostname=self._here, timeout=self._seconds, context=context
            )
        else:
            line = smtplib.SMTP(self._host, self._port, local_hostname=self._here, timeout=self._seconds)
        try:
            line.ehlo_or_helo_if_needed()
            if self._security == "starttls":
                line.starttls(context=context)
                line.ehlo()
            if self._user:
                line.login(self._user, self._password)
        except BaseException:
            line.close()
            raise
        return line


def _begin(line: smtplib.SMTP, sender: str, to: str) -> None:
    """Name sender and recipient and ask to go on; what the server says against it concerns this letter alone."""
    for command, argument in (("MAIL", f"FROM:<{sender}>"), ("RCPT", f"TO:<{to}>"), ("DATA", "")):
        code, answer = line.docmd(command, argument)
        if code == _GOING_AWAY:
            raise smtplib.SMTPServerDisconnected(_told(code, answer))
        if code not in _GOOD:
            raise _refused(code, answer)


def _refused(code: int, answer: bytes | str) -> Refused:
    told = _told(code, answer)
    return Refused(
        f"Почтовый сервер не принял письмо: {told}", f"The mail server did not take the letter: {told}", lasting=code >= 500
    )


def _told(code: int, answer: bytes | str) -> str:
    """What the server answered, on one line."""
    words = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} {one_line(words)}"[:_LONGEST_ANSWER]


def _unreached(host: str, error: Exception) -> Unreached:
    """Why the server cannot be spoken to, in words that say what to do; the password is in none of them."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Unreached(
            f"Почтовый сервер {host} не принял имя и пароль. Проверьте LAVR_MAIL_USER и LAVR_MAIL_PASSWORD.",
            f"The mail server {host} does not take name and password. Look at LAVR_MAIL_USER and LAVR_MAIL_PASSWORD.",
        )
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Unreached(
            f"Почтовый сервер {host} не умеет того, чего требуют настройки (STARTTLS или вход). Пароль открытым "
            "текстом не уйдёт: проверьте порт и LAVR_MAIL_SECURITY (starttls, ssl, none).",
            f"The mail server {host} lacks what the settings ask for (STARTTLS or signing in). No password leaves "
            "in the open: look at the port and at LAVR_MAIL_SECURITY (starttls, ssl, none).",
        )
    if isinstance(error, ssl.SSLError):
        return Unreached(
            f"Сертификат почтового сервера {host} не проходит проверку. Проверьте его имя в LAVR_MAIL_HOST и LAVR_MAIL_SECURITY.",
            f"The certificate of the mail server {host} does not hold. Look at LAVR_MAIL_HOST and LAVR_MAIL_SECURITY.",
        )
    reason = "нет ответа" if isinstance(error, TimeoutError | socket.gaierror) else str(error)[:_LONGEST_ANSWER]
    return Unreached(
        f"Почтовый сервер {host} недоступен ({reason}). Письма подождут; проверьте LAVR_MAIL_HOST, порт и сеть.",
        f"The mail server {host} cannot be reached ({reason}). The letters wait; look at LAVR_MAIL_HOST, port, network.",
    )
