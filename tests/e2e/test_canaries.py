"""After sessions with every kind of secret a search of all that a machine keeps finds none of them, in none of their forms."""
import base64
import fcntl
import json
import os
import pathlib
import pty
import re
import resource
import select
import shutil
import signal
import subprocess
import tempfile
import termios
import time
import unittest
import urllib.parse
import urllib.request
import xml.sax.saxutils

import harness
from between import Between
from harness import DEADLINE, STRAIGHT, Tenant, wait_for

APP, DIRECTORY = "b1c7e8f4-2a36-4f0d-9e55-6c0a7d81f3e2", "7f3c1a52-9d0e-4b6a-8c21-0d5e3fb7a901"
SALT = os.getpid()  # another run on the same machine has values of its own
SECRET, PASSPHRASE, HEADER = f"c4nary+/&=~secret-{SALT}%", f'c4nary "pass\\phrase" {SALT}', f"c4nary-header-{SALT}"
IN_JSON = re.compile(rb'"(?:secretText|temporaryAccessPass|access_token|refresh_token|id_token|device_code|newPassword|password)":\s*("[^"]{6,}")')
IN_FORMS = ("client_secret", "client_assertion", "refresh_token", "device_code", "code_verifier", "password")
CODE = re.compile(r"enter the code \S+")
SCREEN = "wait\nkeys /\ntype %s\nkeys Enter Home\nwait\nkeys Enter p wait y\nwait\nwait-for NEVER SHOWN\n"


def fragments_of_base64(value):
    """What base64 makes of a value at each of the three places where it can begin in a longer text."""
    for before, skipped in enumerate((0, 2, 3)):
        whole = (before + len(value)) // 3 * 4  # what follows the value does not matter up to here
        text = base64.b64encode(bytes(before) + value)[skipped:whole]
        yield from (text, text.translate(bytes.maketrans(b"+/", b"-_")))


def forms(value):
    """A value in every form in which it may lie about; of a long one also two pieces."""
    found = {value, *fragments_of_base64(value)}
    if len(value) >= 64:
        found.update((value[-32:], value[len(value) // 2:][:32]))
    try:
        text = value.decode()
    except UnicodeDecodeError:
        return found
    quoted = urllib.parse.quote(text, safe="")
    escaped = json.dumps(text)[1:-1]
    texts = (quoted, re.sub("%..", lambda code: code[0].lower(), quoted), urllib.parse.quote_plus(text), escaped, escaped.replace("/", r"\/"),
             xml.sax.saxutils.escape(text), xml.sax.saxutils.escape(text, {'"': "&quot;"}))
    return found | {one.encode() for one in texts}


class Search:
    """A search for values in all that a program leaves on a machine."""

    def __init__(self, values, since):
        self.needles, self.since = {form for value in values for form in forms(value)}, since

    def holds(self, data):
        return next((needle for needle in self.needles if needle in data), None)

    def files(self, *folders):
        """Regular files in `folders`, in /tmp, /var/tmp and in shared memory, written since the sessions began."""
        for top in {*map(str, folders), "/tmp", "/var/tmp", "/dev/shm"}:
            for folder, _, names in os.walk(top):
                for path in (pathlib.Path(folder, name) for name in names):
                    try:
                        about = path.lstat()
                        if path.is_file() and not path.is_symlink() and about.st_ctime >= self.since and about.st_uid == os.getuid():
                            yield path, path.read_bytes()
                    except OSError:
                        continue  # somebody else's, gone in the meantime

    def found(self, *folders, given=()):
        """The files with one of the values, without those in which it was `given`."""
        return {path for path, data in self.files(*folders) if path not in given and self.holds(data)}


def proc(pid):
    """Command line and environment of a process; nothing of one that lets nobody read them."""
    texts = []
    for name in ("cmdline", "environ"):
        try:
            texts.append(pathlib.Path("/proc", str(pid), name).read_bytes())
        except PermissionError:
            texts.append(b"")
    return texts


def memory(pid):
    """All that a process can write to, as it is now; nothing of one that lets nobody look."""
    found = []
    try:
        maps = pathlib.Path("/proc", str(pid), "maps").read_text().splitlines()
        with open(f"/proc/{pid}/mem", "rb") as space:
            for where, may, *_ in (line.split() for line in maps):
                begin, end = (int(number, 16) for number in where.split("-"))
                if may.startswith("rw"):
                    space.seek(begin)
                    found.append((where, space.read(end - begin)))
    except PermissionError:
        return []
    return found


def copies(value, regions):
    """How often a value lies there, in whatever form."""
    needles = {value} | {form for form in forms(value) if form not in value}
    return sum(data.count(needle) for _, data in regions for needle in needles)


def cores_allowed():
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


class Roster:
    """roster with a terminal of its own, on which `typed` answers its question; cores are allowed."""

    def __init__(self, test, *words, typed=None):
        self.terminal, other = pty.openpty()

        def begin():
            cores_allowed()
            fcntl.ioctl(other, termios.TIOCSCTTY, 0)
        self.process = subprocess.Popen(test.tenant.command(*words), env=test.tenant.environment | test.given, cwd=test.cores, start_new_session=True,
                                        stdin=other, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=begin)
        os.close(other)
        type(test).running = self.process.pid
        self.shown = b""
        if typed:
            self.read_until(b": ")
            os.write(self.terminal, typed.encode() + b"\n")

    def read_until(self, text):
        while text not in self.shown:
            if not select.select([self.terminal], [], [], DEADLINE)[0]:
                raise AssertionError(f"waited in vain for {text}: {self.shown}")
            self.shown += os.read(self.terminal, 4096)

    def end(self):
        """Its output and errors, and what its terminal showed."""
        out, errors = self.process.communicate(timeout=DEADLINE)
        while select.select([self.terminal], [], [], 0)[0]:
            try:
                self.shown += os.read(self.terminal, 4096)
            except OSError:
                break
        os.close(self.terminal)
        return out, errors + self.shown.decode()

    def crash(self, number):
        """End it by a signal that leaves a core where one may be left; whether one was."""
        self.process.send_signal(number)
        status = os.waitpid(self.process.pid, 0)[1]
        self.process.returncode = -os.WTERMSIG(status)
        return os.WCOREDUMP(status)


class Canaries(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.since = time.time() - 1
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="roster-canaries-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.cores, cls.secret = cls.folder / "cores", cls.folder / "secret"
        cls.cores.mkdir()
        cls.secret.write_text(SECRET + "\n")
        cls.secret.chmod(0o600)
        cls.make_certificate()
        login = cls.folder / "login.yaml"
        login.write_text(f"interval: 1\napps:\n- id: {APP}\n  public: true\n  certificates: [{cls.folder}/public.pem]\n"
                         f"  secrets: [{{value: '{SECRET}'}}]\n")
        cls.tenant = Tenant("--users", "60", "--login", login, "--approve-after", "1", "--client-secret", SECRET)
        cls.addClassCleanup(cls.tenant.close)
        cls.wire = Between(cls.tenant, instead=cls.look)
        cls.wire.server.handle_error = lambda *_: None  # a crash cuts connections
        cls.addClassCleanup(cls.wire.__exit__)
        cls.user = next(user["userPrincipalName"] for user in cls.tenant.users("status:enabled synced:no type:member")
                        if not user["userPrincipalName"].startswith(harness.PROTECTED))
        cls.script = cls.folder / "script"
        cls.script.write_text(SCREEN % cls.user)
        cls.given_files = {login, cls.secret, cls.tenant.config, cls.tenant.ledger_path}

    @classmethod
    def make_certificate(cls):
        def openssl(*words):
            subprocess.run(["openssl", *words], check=True, capture_output=True, cwd=cls.folder)
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=canary", "-keyout", "key.pem", "-out", "public.pem")
        openssl("rsa", "-aes256", "-in", "key.pem", "-out", "locked.pem", "-passout", f"pass:{PASSPHRASE}")
        (cls.folder / "locked.pem").chmod(0o600)
        lines = (cls.folder / "key.pem").read_text().split("\n")[1:-2]
        cls.key = [base64.b64decode("".join(lines))[at:at + 64] for at in (400, 700, 900)]  # of the private numbers
        (cls.folder / "key.pem").unlink()

    @classmethod
    def look(cls, method, path, body):
        """In the middle of a session, before a write is answered: what /proc says of roster. A machine's identity, and a certificate
        whose assertion is for this address and not for the tenant's, get their token here."""
        if path.startswith("/msi/token") or b"client_assertion=" in body:
            body = json.dumps({"access_token": cls.token(), "expires_in": 3600, "expires_on": str(int(time.time()) + 3600), "token_type": "Bearer"})
            return 200, [("Content-Type", "application/json")], body.encode()
        if method != "GET" and "/graph/" in path and cls.running:
            cls.seen += proc(cls.running)
        return None

    @classmethod
    def token(cls):
        form = {"grant_type": "client_credentials", "client_id": APP, "client_secret": SECRET, "scope": cls.tenant.base + "/graph/.default"}
        asked = urllib.request.Request(f"{cls.tenant.base}/login/{DIRECTORY}/oauth2/v2.0/token", urllib.parse.urlencode(form).encode(),
                                       {"User-Agent": STRAIGHT})
        with urllib.request.urlopen(asked, timeout=DEADLINE) as reply:
            return json.load(reply)["access_token"]

    running, seen = None, []

    def setUp(self):
        type(self).running, type(self).seen, self.given = None, [], {}
        self.from_here = len(self.wire.requests), len(self.wire.replies)

    def configure(self, *lines):
        settings = [f"tenant_id: {DIRECTORY}", f"client_id: {APP}", *lines, "endpoints:"]
        settings += [f"  {name}: {self.wire.base}/{name}" for name in ("login", "graph", "exchange", "sharepoint", "mfa")]
        self.tenant.config.write_text("tenants:\n  demo:\n" + "".join(f"    {line}\n" for line in settings) + "tenant: demo\n")

    def values(self):
        """Everything secret that went over the wire in this test."""
        requests, replies = self.wire.requests[self.from_here[0]:], self.wire.replies[self.from_here[1]:]
        found = set()
        for _, path, headers, body in requests:
            found.update(re.findall(r"Bearer (\S+)", headers.get("Authorization", "")))
            if "/login/" in path:
                found.update(value for name, value in urllib.parse.parse_qsl(body.decode()) if name in IN_FORMS)
            found.update(json.loads(text) for text in IN_JSON.findall(body))
        for text in replies:
            found.update(json.loads(one) for one in IN_JSON.findall(text))
        return {value.encode() for value in found} - {b"***"}

    def roster(self, *words, **options):
        return Roster(self, *words, **options)

    def run_actions(self, typed):
        """Two actions with a secret result; how often somebody had to sign in."""
        asked = 0
        for action in ("create-tap", "reset-password"):
            before = len(self.seen)
            out, errors = self.roster("--trace", self.trace(action), *self.log(action), "-o", "json", "do", action, self.user, "--yes", typed=typed).end()
            self.assertTrue(out, errors)
            outcome = json.loads(out)[0]
            self.assertEqual(outcome["state"], "done", errors)
            self.assertIn(outcome.pop("secret").encode(), self.values())
            self.assertGreater(len(self.seen), before, "looked at while it ran")
            self.said.append(json.dumps(outcome) + errors)
            asked += len(CODE.findall(errors))
        return asked

    def trace(self, name):
        return self.tenant.folder / f"{self.id().rsplit('.', 1)[1]}-{name}.jsonl"

    def log(self, name):
        return "--log", self.trace(name).with_suffix(".log"), "--log-level", "debug"

    def crash_the_screen(self, typed, number):
        """A screen that shows a new password ends in the middle of it."""
        def answered():
            return self.trace("screen").exists() and b"passwordProfile" in self.trace("screen").read_bytes()
        screen = self.roster("--trace", self.trace("screen"), *self.log("screen"), "--script", self.script, typed=typed)
        wait_for(lambda: answered() or screen.process.poll() is not None, "the new password")
        self.assertIsNone(screen.process.poll(), "the screen is still there")
        self.seen.extend(proc(screen.process.pid))
        self.assertFalse(screen.crash(number), "a core was left")
        self.said.append("".join(screen.end()))

    def session(self, *lines, typed=None, secrets=(), kept=()):
        """One way to sign in, by the command line and on the screen; what was said, and the search for what must not be found."""
        self.configure(*lines)
        self.said = []
        codes = self.run_actions(typed)
        self.crash_the_screen(typed, signal.SIGABRT if harness.SANITIZED or len(lines) % 2 else signal.SIGSEGV)
        values = self.values() | {value if isinstance(value, bytes) else value.encode() for value in secrets}
        search = Search(values, self.since)
        self.assertGreater(len(values), 3)  # a token, and what three actions made
        self.assertEqual(search.found(self.tenant.folder, self.folder, given=self.given_files), set(kept))
        self.assertEqual([path.name for path in self.cores.iterdir()], [])
        journal = "".join(self.roster("-o", "json", "journal", typed=typed).end())
        self.assertIn("reset-password", journal)
        for text in (*self.seen, *(text.encode() for text in self.said), journal.encode()):
            self.assertIsNone(search.holds(text), text[:2000])
        for name in self.given:
            self.assertTrue([text for text in self.seen if name.encode() + b"=" in text] or os.getuid(), f"{name} was there, its value is not")
        return codes, search

    def test_a_secret_in_the_configuration(self):
        self.session(f"client_secret: '{SECRET}'", secrets=[SECRET])

    def test_a_secret_from_the_environment(self):
        self.given = {"CANARY": SECRET}
        self.session("secret_env: CANARY", secrets=[SECRET])

    def test_a_secret_from_a_file(self):
        self.session("auth: client_secret", f"secret_file: {self.secret}", secrets=[SECRET])

    def test_a_secret_from_a_command(self):
        self.session(f"secret_command: cat {self.secret}", secrets=[SECRET])

    def test_a_secret_that_is_typed(self):
        self.session("auth: client_secret", typed=SECRET, secrets=[SECRET])

    def test_a_passphrase_from_the_environment(self):
        self.given = {"CANARY": PASSPHRASE}
        self.session(f"certificate: {self.folder}/public.pem", f"certificate_key: {self.folder}/locked.pem", "secret_env: CANARY",
                     secrets=[PASSPHRASE, *self.key])

    def test_a_passphrase_that_is_typed(self):
        self.session(f"certificate: {self.folder}/public.pem", f"certificate_key: {self.folder}/locked.pem", typed=PASSPHRASE,
                     secrets=[PASSPHRASE, *self.key])

    def test_a_token_that_is_handed_over(self):
        self.given = {"ROSTER_ACCESS_TOKEN": self.token()}
        self.session("auth: token", secrets=self.given.values())

    def test_the_identity_of_the_machine(self):
        self.given = {"IDENTITY_HEADER": HEADER, "IDENTITY_ENDPOINT": self.wire.base + "/msi/token"}
        self.session("auth: managed_identity", secrets=[HEADER])

    @unittest.skipIf(harness.SANITIZED, "a sanitizer keeps what was freed")
    def test_no_copy_stays_in_memory(self):
        """A password that was shown, copied and wiped is nowhere in a screen that goes on; what is still needed is there once."""
        for line in (f"secret_command: cat {self.secret}", f"secret_file: {self.secret}"):
            with self.subTest(line):
                self.nothing_stays(line)

    def nothing_stays(self, line):
        self.from_here = len(self.wire.requests), len(self.wire.replies)
        self.configure(line)
        self.script.write_text(SCREEN.replace("wait-for", "keys y Esc Esc\n" + "show\n" * 40 + "wait-for") % self.user)
        self.addCleanup(self.script.write_text, SCREEN % self.user)
        dump = self.tenant.folder / "memory.dump"
        dump.unlink(missing_ok=True)
        screen = self.roster("--script", self.script, "--dump", dump)

        self.addCleanup(lambda: (screen.process.kill(), screen.end()))
        wait_for(lambda: dump.exists() and dump.stat().st_size or screen.process.poll() is not None, "the wiped screen")
        before = memory(screen.process.pid)
        if not before:
            self.skipTest("only root may look into another process")
        bodies = b"".join(body for _, _, _, body in self.wire.requests[self.from_here[0]:])
        made = set(re.findall(rb'"password":\s*"([^"]{6,})"', bodies))
        self.assertEqual(len(made), 1, bodies)
        kept = {"made": sum(copies(value, before) for value in made)} | {value: copies(value, before) for value in {SECRET.encode()} | self.values() - made}
        self.assertEqual(kept.pop("made"), 0, "a password that was wiped")
        self.assertEqual({value: count for value, count in kept.items() if count > 1}, {}, "one copy, in a page that is wiped")
        self.assertEqual(kept[SECRET.encode()], 1, "what is needed is found")

    def records(self):
        """What the kernel's keyring keeps of this tenant."""
        return [line for line in pathlib.Path("/proc/keys").read_text().splitlines() if urllib.parse.urlsplit(self.wire.base).netloc in line]

    def test_a_code_and_the_keyring(self):
        self.addCleanup(lambda: self.tenant.run("logout"))
        codes, search = self.session("auth: device_code")
        self.assertEqual(codes, 1)  # the next run had it from the keyring
        self.assertEqual(len(self.records()), 1)
        self.assertEqual(self.tenant.run("logout").stdout, "1 token removed\n")
        wait_for(lambda: not self.records(), "the kernel to forget it")
        self.assertEqual(search.found(self.tenant.folder, self.folder, given=self.given_files), set())

    def test_a_code_and_no_store(self):
        codes, _ = self.session("auth: device_code", "token_store: none")
        self.assertEqual(codes, 2)
        self.assertEqual(self.records(), [])

    def test_a_code_and_the_file(self):
        path = self.tenant.folder / "state" / "roster" / "tokens.json"
        codes, search = self.session("auth: device_code", "token_store: file", kept=[path])
        self.assertEqual(codes, 1)
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)
        self.assertEqual(self.records(), [])
        self.assertEqual(self.tenant.run("logout").stdout, "1 token removed\n")
        self.assertFalse(path.exists())
        self.assertEqual(search.found(self.tenant.folder, self.folder, given=self.given_files), set())


class Control(unittest.TestCase):
    """The search finds what was left on purpose."""

    def setUp(self):
        self.since = time.time() - 1
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="roster-canaries-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.value = PASSPHRASE + "/" + self.id() + base64.b64encode(os.urandom(9)).decode()
        self.search = Search([self.value.encode()], self.since)

    def test_a_value_in_each_form(self):
        value = self.value
        left = [value, urllib.parse.quote(value, safe=""), urllib.parse.urlencode({"client_secret": value}), json.dumps({"secret": value}),
                json.dumps({"secret": value}).replace("/", r"\/"),
                *(base64.b64encode(f"{before}{value};".encode()).decode() for before in ("", "a", "ab"))]
        paths = set()
        for number, text in enumerate(left):
            path = self.folder / "deep" / f".{number}"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(b"\xff\0before" + text.encode() + b"after\0")
            paths.add(path)
        (self.folder / "innocent").write_text(value[:24])
        self.assertEqual(self.search.found(self.folder), paths)
        with tempfile.NamedTemporaryFile(dir="/dev/shm", prefix="roster-canaries-") as shared:
            shared.write(value.encode())
            shared.flush()
            self.assertIn(pathlib.Path(shared.name), self.search.found())

    def test_a_process_and_its_core(self):
        """Where this machine leaves cores in the working directory, one is found and seen through."""
        process = subprocess.Popen(["sleep", "1000"], env={"CANARY": self.value, "PATH": os.environ["PATH"]}, cwd=self.folder,
                                   preexec_fn=cores_allowed)
        try:
            wait_for(lambda: proc(process.pid)[0].startswith(b"sleep"), "the process to begin")
            self.assertTrue(self.search.holds(proc(process.pid)[1]))
        finally:
            process.send_signal(signal.SIGABRT)
            status = os.waitpid(process.pid, 0)[1]
            process.returncode = -signal.SIGABRT
        pattern = pathlib.Path("/proc/sys/kernel/core_pattern").read_text().strip()
        if os.WCOREDUMP(status) and not pattern.startswith(("|", "/")):
            self.assertEqual(len(self.search.found(self.folder)), 1)


if __name__ == "__main__":
    harness.main()
