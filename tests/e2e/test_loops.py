"""Services that keep a client going: every loop makes progress or ends with a word."""
import fcntl
import gzip
import json
import os
import pty
import resource
import signal
import struct
import subprocess
import termios
import threading
import unittest
import urllib.parse

import harness
from between import Between
from harness import Tenant

JSON = [("Content-Type", "application/json")]


class Loops(unittest.TestCase):
    def setUp(self):
        self.tenant = Tenant("--users", "2500")
        self.addCleanup(self.tenant.close)
        wire = Between(self.tenant)
        self.wire = wire.__enter__()
        self.addCleanup(wire.__exit__)

    def asked(self, part):
        return [path for _, path, _, _ in self.wire.requests if part in path]

    def changed(self, change, once=False):
        """What the tenant answers about lists of users is changed on its way: `change(body)` gives (status, headers, body)."""
        done = []

        def instead(method, path, body):
            if method != "GET" or urllib.parse.urlsplit(path).path != "/graph/v1.0/users" or (once and done):
                return None
            done.append(path)
            status, headers, text = self.wire.direct(method, path, body)
            return change(status, headers, text) if status == 200 else (status, headers, text)

        self.wire.instead = instead
        return done

    def test_a_token_with_a_short_life_is_not_asked_for_again_and_again(self):
        """119 s were thousands of requests a second."""
        def instead(method, path, body):
            if not path.endswith("/token"):
                return None
            status, headers, text = self.wire.direct(method, path, body)
            return status, headers, json.dumps(json.loads(text) | {"expires_in": 119}).encode()

        self.wire.instead = instead
        self.assertEqual(len(self.tenant.users()), 2500)
        self.assertEqual(len(self.asked("/token")), 1)

    def test_where_hardly_any_file_can_be_opened_it_ends(self):
        """Without files to be woken by, the network's thread was waited for without end."""
        for files in range(4, 10):
            done = self.tenant.run("users", "gloria", code=None, preexec_fn=lambda files=files: resource.setrlimit(resource.RLIMIT_NOFILE, (files, files)))
            self.assertTrue(done.stdout or "roster: " in done.stderr, f"{files} files: {done}")

    def test_a_token_that_is_over_at_once_ends_with_a_word(self):
        def instead(method, path, body):
            if not path.endswith("/token"):
                return None
            status, headers, text = self.wire.direct(method, path, body)
            return status, headers, json.dumps(json.loads(text) | {"expires_in": 0}).encode()

        self.wire.instead = instead
        done = self.tenant.run("users", code=3)
        self.assertIn("over at once", done.stderr)
        self.assertLess(len(self.asked("/token")), 5)

    def test_the_link_to_the_next_page_is_read_however_it_is_written(self):
        name = b'"@odata.nextLink":'
        for what, change in {
            "206": lambda status, headers, text: (206, headers, text),
            "blanks": lambda status, headers, text: (status, headers, text.replace(name, b'"@odata.nextLink"\t :\r\n ')),
            "an escape": lambda status, headers, text: (status, headers, text.replace(name, b'"@odata\\u002enextLink":')),
            "a byte order mark": lambda status, headers, text: (status, headers, b"\xef\xbb\xbf" + text),
            "null at the end": lambda status, headers, text: (status, headers, text if name in text else text[:-1] + b"," + name + b"null}"),
        }.items():
            with self.subTest(what):
                self.changed(change)
                self.assertEqual(len(self.tenant.users()), 2500)

    def test_a_link_that_is_none_is_not_the_end(self):
        self.changed(lambda status, headers, text: (status, headers, json.dumps(json.loads(text) | {"@odata.nextLink": 7}).encode()))
        done = self.tenant.run("users", code=None)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("link to the next page", done.stderr)

    def test_a_page_that_was_cut_short_is_asked_for_again_whatever_its_size(self):
        for what, change in {
            "a large page": lambda status, headers, text: (status, headers, text[:-3000]),
            "nothing": lambda status, headers, _text: (status, headers, b""),
            "half of it": lambda status, headers, text: (status, headers, text[:len(text) // 2]),
            "gzip without its end": lambda status, headers, text: (status, [*headers, ("Content-Encoding", "gzip")], gzip.compress(text)[:-2000]),
        }.items():
            with self.subTest(what):
                self.assertTrue(self.changed(change, once=True) == [])
                self.assertEqual(len(self.tenant.users()), 2500)
                self.wire.instead = None

    def test_fewer_users_than_the_service_counts_are_told(self):
        self.changed(lambda status, headers, text: (status, headers, text.replace(b'"@odata.count":2500', b'"@odata.count":2600')))
        done = self.tenant.run("users", code=1)
        self.assertIn("incomplete: the service counts 2600 users and sent 2500", done.stderr)
        self.assertEqual(len(done.stdout.splitlines()), 2501)

    def test_a_wait_of_a_day_is_not_waited_for_and_said(self):
        """Retry-After: 99999999999 was a day of silence."""
        for value in ("99999999999", "Fri, 31 Dec 9999 23:59:59 GMT"):
            with self.subTest(value):
                self.wire.instead = lambda method, path, _body, value=value: (
                    429, [*JSON, ("Retry-After", value)], b'{"error":{"code":"TooManyRequests","message":"Wait."}}') if "/graph/" in path else None
                done = self.tenant.run("users", code=1)
                self.assertIn("asks to wait for 1440 min", done.stderr)

    def test_no_wait_is_not_an_invitation_to_try_eight_times_at_once(self):
        self.wire.instead = lambda method, path, _body: (
            429, [*JSON, ("Retry-After", "0")], b'{"error":{"code":"TooManyRequests","message":"Wait."}}') if len(self.asked("/v1.0/users")) < 4 and "/v1.0/users" in path else None
        self.assertEqual(len(self.tenant.users()), 2500)


class Sizes(unittest.TestCase):
    def test_a_terminal_may_say_any_size(self):
        """65535 by 65535 cells ended the process for want of memory."""
        with Tenant("--users", "10") as tenant:
            for rows, columns in ((65535, 65535), (1, 65535), (65535, 1), (1, 1)):
                with self.subTest(rows=rows, columns=columns):
                    ours, theirs = pty.openpty()
                    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
                    process = subprocess.Popen(tenant.command(), stdin=theirs, stdout=theirs, stderr=subprocess.DEVNULL, env=tenant.environment, start_new_session=True)
                    os.close(theirs)
                    self.assertTrue(os.read(ours, 65536))
                    drain = threading.Thread(target=self.drain, args=(ours,))
                    drain.start()
                    process.send_signal(signal.SIGTERM)
                    self.assertIn(process.wait(harness.DEADLINE), (0, -signal.SIGTERM))
                    drain.join(harness.DEADLINE)
                    os.close(ours)

    @staticmethod
    def drain(terminal):
        try:
            while os.read(terminal, 1 << 20):
                pass
        except OSError:
            pass  # the other end is closed


if __name__ == "__main__":
    harness.main()
