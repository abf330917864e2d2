"""The way in: what ./lavr does on a machine that is ready, and what it says on one that is not."""

import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent
RUNNING_PACKAGES = ("fonts-paratype", "libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
# Everything of the system that the script itself calls; what a test wants to differ is written by the test.
ORDINARY = ("cat", "cmp", "env", "flock", "head", "mktemp", "mv", "readlink", "rm", "sh", "sleep", "tail")
FAKE_PYTHON = """#!/bin/sh
# Plays python3 and the environment's python: notes each call, and makes an environment that plays on.
echo "$0 $*" >>{log}
case "$*" in
  *"venv --clear"*) for target; do :; done; rm -rf "$target"; mkdir -p "$target/bin"; cp "$0" "$target/bin/python" ;;
  *"pip "*) sleep {pip_seconds}; exit {pip_status} ;;
esac
"""


@dataclass
class Machine:
    """A folder of programs that stands for a machine, and a checkout with nothing but the script and its locks."""

    folder: Path
    checkout: Path = field(init=False)

    def __post_init__(self) -> None:
        self.programs = self.folder / "bin"
        self.checkout = self.folder / "checkout"
        self.log = self.folder / "log"
        self.programs.mkdir()
        self.checkout.mkdir()
        shutil.copy(TOP / "lavr", self.checkout)
        for name in ("requirements.lock", "requirements-test.lock"):
            (self.checkout / name).write_text(f"{name}, first edition\n")
        for name in (*ORDINARY, "cp", "mkdir"):
            (self.programs / name).symlink_to(shutil.which(name) or name)
        self.have("python3", FAKE_PYTHON.format(log=self.log, pip_seconds=0, pip_status=0))

    def have(self, name: str, text: str) -> None:
        """Put a program on the machine."""
        file = self.programs / name
        file.write_text(text)
        file.chmod(0o755)

    def have_debian(self, user: int, installed: tuple[str, ...]) -> None:
        """Make it a Debian with these packages and this user."""
        answer = "".join(f"{package}=installed " for package in installed)
        self.have("dpkg-query", f"#!/bin/sh\nprintf '%s' '{answer}'\n")
        self.have("apt-get", f'#!/bin/sh\necho "apt-get $*" >>{self.log}\n')
        self.have("id", f"#!/bin/sh\necho {user}\n")

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start the script."""
        return subprocess.Popen(
            [self.checkout / "lavr", *arguments],
            env={"PATH": str(self.programs)},
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def call(self, *arguments: str) -> tuple[int, str]:
        """Run the script; its status and what it said on standard error."""
        process = self.start(*arguments)
        _, said = process.communicate(timeout=60)
        return process.returncode, said

    def calls(self, part: str) -> list[str]:
        """The noted calls that hold ``part``; noting starts afresh."""
        noted = self.log.read_text().splitlines() if self.log.exists() else []
        self.log.unlink(missing_ok=True)
        return [line for line in noted if part in line]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine without Debian's package tools."""
    return Machine(tmp_path)


def test_the_script_is_plain_shell() -> None:
    """A POSIX shell reads it through without a complaint."""
    done = subprocess.run(["sh", "-n", TOP / "lavr"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_tests_lock_holds_every_pin_of_the_running_lock() -> None:
    """So that one environment serves both, and tests run on what users run on."""

    def pins(name: str) -> set[str]:
        return {line.split()[0] for line in (TOP / name).read_text().splitlines() if line and not line.startswith((" ", "#"))}

    assert pins("requirements.lock") - pins("requirements-test.lock") == set()


def test_arguments_are_handed_over_as_they_are(machine: Machine) -> None:
    """Spaces and empty words survive, and the caller's folder stays."""
    machine.have("python3", FAKE_PYTHON.format(log=machine.log, pip_seconds=0, pip_status=0) + 'printf "<%s>" "$PWD" "$@"\n')
    process = machine.start("import", "two words", "")
    said, _ = process.communicate(timeout=60)
    assert said.endswith(f"<{machine.folder}><-P><-m><scoring.cli><import><two words><>")


def test_a_link_leads_to_the_same_checkout(machine: Machine) -> None:
    """The script may be called by a symbolic link from anywhere."""
    link = machine.programs / "lavr"
    link.symlink_to(machine.checkout / "lavr")
    subprocess.run([link, "doctor"], env={"PATH": str(machine.programs)}, check=True, capture_output=True)
    assert (machine.checkout / ".venv" / "requirements.lock").exists()


def test_a_second_call_installs_nothing(machine: Machine) -> None:
    """What is ready is only looked at."""
    machine.call("doctor")
    machine.calls("")
    assert (machine.call("doctor"), machine.calls("pip")) == ((0, ""), [])


def test_a_changed_lock_is_installed(machine: Machine) -> None:
    """In the environment that stands, since that one was finished."""
    machine.call("doctor")
    machine.calls("")
    (machine.checkout / "requirements.lock").write_text("second edition\n")
    machine.call("doctor")
    noted = machine.calls("")
    assert ([line for line in noted if "venv --clear" in line], len([line for line in noted if "pip " in line])) == ([], 1)


def test_an_environment_for_tests_serves_the_program_too(machine: Machine) -> None:
    """The other way round the tests' libraries are still to come."""
    machine.call("test")
    machine.calls("")
    machine.call("doctor")
    assert machine.calls("pip ") == []


def test_a_broken_off_installation_is_done_afresh(machine: Machine) -> None:
    """A failure is told, and the next call starts from an empty environment."""
    machine.have("python3", FAKE_PYTHON.format(log=machine.log, pip_seconds=0, pip_status=1))
    status, said = machine.call("doctor")
    assert (status, "Библиотеки не установились" in said) == (1, True)
    machine.calls("")
    machine.have("python3", FAKE_PYTHON.format(log=machine.log, pip_seconds=0, pip_status=0))
    assert (machine.call("doctor")[0], len(machine.calls("venv --clear"))) == (0, 1)


def test_two_calls_at_once_install_once(machine: Machine) -> None:
    """The second waits for the first."""
    machine.have("python3", FAKE_PYTHON.format(log=machine.log, pip_seconds=1, pip_status=0))
    calls = [machine.start("doctor"), machine.start("doctor")]
    for call in calls:
        call.communicate(timeout=60)
    assert ([call.returncode for call in calls], len(machine.calls("pip "))) == ([0, 0], 1)


def test_root_gets_the_missing_packages(machine: Machine) -> None:
    """Only those that are missing are installed."""
    machine.have_debian(user=0, installed=RUNNING_PACKAGES[:2])
    status, _ = machine.call("demo")
    installs = [call.partition("--no-install-recommends ")[2] for call in machine.calls("apt-get") if " install " in call]
    assert (status, installs) == (0, ["libpangoft2-1.0-0 libharfbuzz-subset0"])


def test_tests_ask_for_their_programs(machine: Machine) -> None:
    """Chromium, PostgreSQL, poppler and qpdf are for ``test`` alone."""
    machine.have_debian(user=0, installed=RUNNING_PACKAGES)
    machine.call("demo")
    for_demo = machine.calls("apt-get")
    machine.call("test")
    installs = [call.partition("--no-install-recommends ")[2] for call in machine.calls("apt-get") if " install " in call]
    assert (for_demo, installs) == ([], ["chromium libatomic1 postgresql poppler-utils qpdf"])


def test_without_rights_the_packages_are_named(machine: Machine) -> None:
    """In both languages with the command, and nothing is begun."""
    machine.have_debian(user=1000, installed=RUNNING_PACKAGES[1:])
    status, said = machine.call("demo")
    assert (status, machine.calls("-m ")) == (1, [])
    assert said.splitlines() == [
        "Не хватает пакетов Debian: fonts-paratype. Установите их и повторите:",
        "    sudo apt-get install --no-install-recommends fonts-paratype",
        "Debian packages are missing: fonts-paratype. Install them with the command above and try again.",
    ]


def test_the_doctor_comes_without_packages(machine: Machine) -> None:
    """The command that tells what is missing starts all the same."""
    machine.have_debian(user=1000, installed=())
    assert (machine.call("doctor")[0], len(machine.calls("scoring.cli doctor"))) == (0, 1)


def test_sudo_without_a_password_will_do(machine: Machine) -> None:
    """A user who may is not asked."""
    machine.have_debian(user=1000, installed=RUNNING_PACKAGES[1:])
    machine.have("sudo", '#!/bin/sh\nshift\n[ "$1" = true ] && exit 0\nexec "$@"\n')
    machine.call("demo")
    assert [call for call in machine.calls("fonts-paratype") if " install " in call] != []


def test_packages_that_cannot_be_installed_end_it(machine: Machine) -> None:
    """The last words of apt-get are shown, with the place of all of them."""
    machine.have_debian(user=0, installed=())
    machine.have("apt-get", "#!/bin/sh\necho 'E: no such package'\nexit 100\n")
    status, said = machine.call("demo")
    assert (status, said.count("E: no such package") > 0, "Пакеты не установились" in said) == (1, True, True)


def test_nothing_is_left_beside_the_environment(machine: Machine) -> None:
    """The checkout stays clean."""
    machine.call("doctor")
    assert sorted(file.name for file in machine.checkout.iterdir()) == [
        ".venv",
        "lavr",
        "requirements-test.lock",
        "requirements.lock",
    ]
