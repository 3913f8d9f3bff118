"""Where roster reads its settings and keeps what it writes: in places of the user's own alone; and what it asks is typed unseen."""
import os
import re
import pathlib
import pty
import select
import signal
import subprocess
import termios
import unittest

import harness
from harness import DEADLINE, Tenant, wait_for


class Places(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tenant = Tenant("--users", "30")

    @classmethod
    def tearDownClass(cls):
        cls.tenant.close()

    def roster(self, *words, cwd=None, **environment):
        """As it is started without --config."""
        given = {key: value for key, value in (self.tenant.environment | environment).items() if value is not None}
        return subprocess.run([str(harness.BUILD / "roster"), *words], env=given, cwd=cwd, capture_output=True, text=True, timeout=DEADLINE, check=False)

    def hostile(self):
        """A folder whose configuration would run a command."""
        folder, ran = self.tenant.folder / "hostile", self.tenant.folder / "ran"
        text = self.tenant.config.read_text().replace("client_secret:", "secret_command: \"touch %s\" #" % ran)
        for place in (".config/roster", "roster"):
            (folder / place).mkdir(parents=True, exist_ok=True)
            (folder / place / "config.yaml").write_text(text)
        return folder, ran

    def test_no_configuration_of_the_current_directory_is_read(self):
        folder, ran = self.hostile()
        for given in ({"HOME": None}, {"HOME": ""}, {"HOME": "."}, {"XDG_CONFIG_HOME": "."}, {"HOME": ".", "XDG_STATE_HOME": "x"}):
            self.roster("users", "--tenant", "demo", cwd=folder, **given)
            self.assertFalse(ran.exists(), given)

    def test_a_configuration_that_others_can_write_is_refused(self):
        folder, ran = self.hostile()
        for what, mode in (("roster/config.yaml", 0o606), ("roster", 0o777)):
            (folder / what).chmod(mode)
            done = self.roster("users", "--tenant", "demo", XDG_CONFIG_HOME=str(folder))
            self.assertEqual(done.returncode, 2)
            self.assertIn("others can write", done.stderr)
            (folder / what).chmod(0o700)
        self.assertFalse(ran.exists())

    def test_a_state_folder_that_others_can_write_lets_nothing_be_changed(self):
        state = self.tenant.folder / "shared"
        (state / "roster").mkdir(parents=True)
        (state / "roster").chmod(0o777)
        user = harness.ordinary(self.tenant, count=1)[0]
        given = {"env": self.tenant.environment | {"XDG_STATE_HOME": str(state)}, "capture_output": True, "text": True, "check": False}
        done = subprocess.run(self.tenant.command("do", "block-sign-in", user, "--yes"), **given)
        self.assertEqual(done.returncode, 1)
        self.assertIn("others can write", done.stderr)
        self.assertEqual(os.listdir(state / "roster"), [])
        self.assertFalse(self.tenant.writes())

    def test_a_journal_that_is_a_pipe_or_a_link_is_not_written(self):
        state = self.tenant.folder / "odd" / "roster"
        state.mkdir(parents=True)
        elsewhere = self.tenant.folder / "elsewhere"
        user = harness.ordinary(self.tenant, count=1)[0]
        given = {"env": self.tenant.environment | {"XDG_STATE_HOME": str(state.parent)}, "capture_output": True, "text": True, "check": False}
        for make in (lambda path: os.mkfifo(path), lambda path: path.symlink_to(elsewhere)):
            make(state / "journal.db")
            done = subprocess.run(self.tenant.command("do", "block-sign-in", user, "--yes"), timeout=DEADLINE, **given)
            self.assertEqual(done.returncode, 1, done)
            (state / "journal.db").unlink()
        self.assertFalse(elsewhere.exists())
        self.assertFalse(self.tenant.writes())

    def test_what_is_wrong_in_the_configuration_is_said_with_its_line(self):
        whole, config = self.tenant.config.read_text(), re.escape(str(self.tenant.config))
        line = 1 + next(at for at, text in enumerate(whole.splitlines()) if "client_secret:" in text)
        self.addCleanup(self.tenant.config.write_text, whole)
        for text, says in ((whole.replace("client_secret: ", "secret_file: /nowhere/at/all #", 1), rf"roster: secret_file /nowhere/at/all: No such file or directory \({config}:{line}:5\)"),
                           ("theme: dusk\n" + whole, rf'roster: there is no theme called "dusk" \({config}:1:1\): built in are default, '),
                           (whole.replace("    tenant_id:", "    accent: purplish\n    tenant_id:"), rf'roster: {config}:\d+:5: accent: there is no colour "purplish": there are none, black, red, ')):
            with self.subTest(says):
                self.tenant.config.write_text(text)
                self.assertRegex(self.tenant.run("users", code=2).stderr, says)

    def test_reading_needs_no_state_folder(self):
        given = {"env": self.tenant.environment | {"XDG_STATE_HOME": "/proc/self/nowhere"}, "capture_output": True, "text": True, "check": False}
        done = subprocess.run(self.tenant.command("users", "-o", "csv"), **given)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(done.stdout.splitlines()), len(self.tenant.users()) + 1)
        self.assertIn("Nothing can be changed", done.stderr)
        user = harness.ordinary(self.tenant, count=1)[0]
        done = subprocess.run(self.tenant.command("do", "block-sign-in", user, "--yes"), **given)
        self.assertEqual(done.returncode, 1)
        self.assertFalse(self.tenant.writes())


class Typing(unittest.TestCase):
    """The question for a client secret, on a terminal of its own."""

    def setUp(self):
        self.tenant = Tenant("--users", "5")
        self.addCleanup(self.tenant.close)
        self.secret = self.tenant.setting("client_secret")
        lines = self.tenant.config.read_text().splitlines()
        self.tenant.config.write_text("\n".join("    auth: client_secret" if "client_secret:" in line else line for line in lines) + "\n")
        self.terminal, self.other = pty.openpty()
        self.addCleanup(os.close, self.terminal)
        self.addCleanup(os.close, self.other)
        self.shown = b""

    def start(self):
        """Under a shell that waits, as a job of its own in the foreground: a job whose parent is gone is never stopped."""
        job = 'import os,sys,signal\nsignal.signal(signal.SIGTTOU,signal.SIG_IGN)\npid=os.fork()\nif not pid:\n os.setpgid(0,0)\n os.tcsetpgrp(0,os.getpgrp())\n signal.signal(signal.SIGTTOU,signal.SIG_DFL)\n os.execv(sys.argv[1],sys.argv[1:])\nprint(pid,flush=True)\nstatus=os.waitpid(pid,0)[1]\nsys.stderr.write(f"status {status}")\n'
        process = subprocess.Popen(["python3", "-c", job, *self.tenant.command("users")], env=self.tenant.environment, stdin=self.other, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True, start_new_session=True,
                                   preexec_fn=lambda: __import__("fcntl").ioctl(self.other, termios.TIOCSCTTY, 0))
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        self.pid = int(process.stdout.readline())
        self.read_until(b": ")
        return process

    def read_until(self, text):
        while text not in self.shown:
            if not select.select([self.terminal], [], [], DEADLINE)[0]:
                raise AssertionError(f"waited in vain for {text}: {self.shown}")
            self.shown += os.read(self.terminal, 4096)

    def echoes(self):
        return bool(termios.tcgetattr(self.other)[3] & termios.ECHO)

    def test_the_echo_comes_back_whatever_ends_the_typing(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGALRM):
            self.shown = b""
            process = self.start()
            self.assertFalse(self.echoes())
            os.kill(self.pid, number)
            process.wait(DEADLINE)
            self.assertTrue(self.echoes(), number)

    def test_it_can_be_stopped_and_goes_on(self):
        process = self.start()
        os.write(self.terminal, b"half\x1a")
        state = lambda: pathlib.Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        wait_for(lambda: state() == "T", "the stop")
        self.assertTrue(self.echoes())
        self.shown = b""
        os.kill(self.pid, signal.SIGCONT)
        self.read_until(b": ")
        wait_for(lambda: not self.echoes(), "the echo to be off again")
        os.write(self.terminal, self.secret.encode() + b"\n")
        out, errors = process.communicate(timeout=DEADLINE)
        self.assertIn("status 0", errors)
        self.assertNotIn(self.secret, out + errors + self.shown.decode())


if __name__ == "__main__":
    harness.main()
