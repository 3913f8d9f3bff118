"""The ground of the terminal: a light one is drawn on by the light theme; no answer, a late one and rubbish do no harm."""
import fcntl
import os
import pty
import re
import select
import struct
import termios
import time
import unittest

from harness import BUILD, DEADLINE, Tenant

QUESTION = b"\033]11;?\033\\"
LIGHT = re.compile(rb"\033\[(?:[\d;]*;)?(?:48;5;231|48;5;15|107)m")


class Screen:
    def __init__(self, tenant, *words, **more):
        self.seen = b""
        pid, self.terminal = pty.fork()
        if pid == 0:
            os.execve(BUILD / "roster", ["roster", "--config", str(tenant.config), *words], tenant.environment | more)
        self.pid = pid
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def until(self, what):
        end = time.monotonic() + DEADLINE
        while not what(self.seen):
            assert time.monotonic() < end, self.seen[-2000:]
            if select.select([self.terminal], [], [], 0.1)[0]:
                self.seen += os.read(self.terminal, 65536)

    def has(self, text):
        self.until(lambda seen: text in seen)

    def type(self, text):
        os.write(self.terminal, text)

    def close(self):
        """Leave; what is left unread of the answer would be typed into the shell: there is none."""
        self.type(b"\033\033q")
        try:
            self.has(b"\033[?1049l")
        except OSError:
            pass  # it has ended
        os.waitpid(self.pid, 0)
        os.close(self.terminal)


class Ground(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tenant = Tenant()

    @classmethod
    def tearDownClass(cls):
        cls.tenant.close()

    def screen(self, answers, *words, **more):
        screen = Screen(self.tenant, *words, **more)
        self.addCleanup(screen.close)
        if answers:
            screen.has(QUESTION)
        for piece in answers:
            screen.type(piece)
            time.sleep(0.05)  # so that it is read by itself
        screen.has(b"abel.olsen")
        return screen

    def test_light(self):
        for answers in ([b"\033]11;rgb:ffff/ffff/ffff\033\\"], [b"\033]11;rgb:fd/f6/e3\a"], [b"\033]11;rg", b"b:ffff/ff", b"ff/ffff\033", b"\\"], [b"\033", b"]11;rgb:ffff/ffff/ffff\a"]):
            screen = self.screen(answers)
            screen.until(LIGHT.search)

    def test_dark_and_rubbish_stay_dark(self):
        for answer in (b"\033]11;rgb:0000/0000/0000\033\\", b"\033]11;rgb:bbbb\033\\", b"\033]11;" + b"r" * 200):
            screen = self.screen([answer])
            screen.type(b":zz")
            screen.has(b"Nothing is called")
            self.assertNotRegex(screen.seen, LIGHT)
            self.assertNotIn(b"Research", screen.seen)  # "r" of the answer was no key
            screen.type(b"\033")

    def test_a_late_answer_is_no_key(self):
        screen = self.screen([])
        self.assertIn(QUESTION, screen.seen)
        screen.type(b"\033]11;rgb:ffff/ffff/ffff\033\\")
        screen.until(LIGHT.search)

    def test_what_nobody_waits_for_is_no_key_and_no_answer(self):
        """A terminal may answer twice, and one that was not asked may tell its colours."""
        for answers, words in (([b"\033]11;rgb:0000/0000/0000\033\\"] + 2 * [b"\033]11;rgb:ffff/ffff/ffff\033\\"], ()), ([], ("--theme", "default"))):
            screen = self.screen(answers, *words)
            screen.type(b"\033]11;rgb:ffff/ffff/ffff\a")
            time.sleep(0.05)
            screen.type(b":zz")
            screen.has(b"Nothing is called")
            self.assertNotRegex(screen.seen, LIGHT)
            self.assertNotIn(b"Research", screen.seen)
            self.assertNotIn(b"ffff", screen.seen)  # nor was "/" one, and the rest a filter
            screen.type(b"\033")

    def test_nobody_is_asked_where_a_theme_is_said(self):
        self.assertNotIn(QUESTION, self.screen([], "--theme", "default").seen)
        self.assertNotIn(QUESTION, self.screen([], NO_COLOR="1").seen)
        self.assertNotIn(QUESTION, self.screen([], TERM="linux").seen)

    def test_another_theme_at_once(self):
        screen = self.screen([b"\033]11;rgb:0000/0000/0000\033\\"])
        screen.type(b":theme light\r")
        screen.has(b"Theme light.")
        self.assertRegex(screen.seen, LIGHT)


if __name__ == "__main__":
    unittest.main()
