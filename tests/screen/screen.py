"""Drive the screen by a script and get what it showed, as text."""
import pathlib
import re
import sys
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "e2e"))
from harness import Tenant, main, wait_for  # noqa: E402,F401


def steady(text):
    """What differs from run to run, in its own width: times."""
    text = re.sub(r"as of \d\d:\d\d", "as of HH:MM", text)
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "YYYY-MM-DDThh:mm:ssZ", text)
    return re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d", "YYYY-MM-DD hh:mm", text)


def screens(tenant, script, *words, release=0):
    """Run `script` against `tenant`; the screens of its `show` lines and the last one. What the tenant holds (`tenant.hold()` before) is
    let go when so many screens were shown."""
    path, dump, over = tenant.folder / "script", tenant.folder / "dump", threading.Event()
    path.write_text(script, encoding="utf-8")
    dump.unlink(missing_ok=True)

    def let_go():
        wait_for(lambda: over.is_set() or (dump.exists() and dump.read_text(encoding="utf-8").count("----\n") >= release), "the screen")
        tenant.release()
    waiting = threading.Thread(target=let_go)
    if release:
        waiting.start()
    try:
        tenant.run("--script", path, "--dump", dump, *words)
    finally:
        over.set()
        if release:
            waiting.join()
    return steady(dump.read_text(encoding="utf-8")).split("----\n")


class ScreenTest(unittest.TestCase):
    maxDiff = None

    def assert_screen(self, shown, expected):
        """The whole screen, line by line; `expected` begins with a line break for the eye."""
        self.assertEqual(shown.rstrip("\n").split("\n"), expected.strip("\n").split("\n"))
