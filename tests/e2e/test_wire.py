"""What leaves the process: a trace without secrets, proxies of the environment, HTTP/2."""
import json
import os
import re
import shutil
import socket
import socketserver
import ssl
import stat
import subprocess
import threading
import unittest
import urllib.parse

import harness
from between import Between
from harness import Tenant, wait_for

SECRET = "c4nary+/&=~secret"
HOST = "graph.contoso.test"  # of a name that no resolver knows: who reaches it came through the proxy


def tls(folder, name):
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=test",
                    "-addext", f"subjectAltName={name}", "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return key, certificate, context


class LeftOut(unittest.TestCase):
    """A reply that cannot be decoded in part: what could be is shown, and how many rows were left out."""
    ANN = {"id": "00000000-0000-4000-8000-000000000001", "displayName": "Ann", "userPrincipalName": "ann@contoso.com"}

    def instead(self, method, path, _body):
        listed = urllib.parse.urlsplit(path).path in ("/graph/v1.0/users", "/graph/v1.0/directory/deletedItems/microsoft.graph.user")
        return (200, [("Content-Type", "application/json")], json.dumps({"value": [{"id": "7"}, self.ANN, {}]}).encode()) if listed else None

    def setUp(self):
        self.tenant = Tenant("--users", "10")
        self.addCleanup(self.tenant.close)
        wire = Between(self.tenant, self.instead).__enter__()
        self.addCleanup(wire.__exit__)

    def test_the_command_line_prints_the_rest_and_ends_with_one(self):
        done = self.tenant.run("users", "-o", "json", code=1)
        self.assertEqual([user["id"] for user in json.loads(done.stdout)], [self.ANN["id"]])
        self.assertIn("2 rows were left out: no readable id", done.stderr)
        self.assertIn("ann@contoso.com", self.tenant.run("users", "--columns", "userPrincipalName", "-o", "csv", code=1).stdout)

    def test_no_user_is_chosen_among_those_that_could_be_read(self):
        done = self.tenant.run("show", "Ann", code=1)
        self.assertEqual(done.stdout, "")
        self.assertIn("2 rows were left out: no readable id", done.stderr)

    def test_the_screen_keeps_saying_it(self):
        script, dump = self.tenant.folder / "script", self.tenant.folder / "dump"
        script.write_text("wait\nkeys Down Up\nshow\ntype X\nwait\nkeys Down\nshow\n")
        self.tenant.run("--script", script, "--dump", dump)
        for shown in dump.read_text().split("----\n")[:2]:
            self.assertIn("Ann", shown)
            self.assertIn("2 rows were left out", shown)


class Trace(unittest.TestCase):
    def setUp(self):
        self.tenant = Tenant("--users", "60", "--client-secret", SECRET)
        self.addCleanup(self.tenant.close)
        self.trace = self.tenant.folder / "trace.jsonl"
        self.tokens = set()
        wire = Between(self.tenant)
        self.wire = wire.__enter__()
        self.addCleanup(wire.__exit__)

    def secrets(self, *printed):
        """Everything secret that was on the wire or printed."""
        found = {SECRET, urllib.parse.quote(SECRET, safe=""), urllib.parse.quote_plus(SECRET)}
        for _, _, headers, body in self.wire.requests:
            found.update(re.findall(r"Bearer (\S+)", headers.get("Authorization", "")))
            found.update(text.decode() for text in re.findall(rb'"password":"([^"]+)"', body))
        found.update(one["secret"] for outcomes in printed for one in outcomes if "secret" in one)
        return found

    def nowhere(self, secrets):
        for path in self.tenant.folder.rglob("*"):
            if path.is_file() and path not in (self.tenant.ledger_path, self.tenant.config):
                text = path.read_bytes()
                for secret in secrets:
                    self.assertNotIn(secret.encode(), text, path)

    def test_no_token_secret_or_password_is_traced_or_kept(self):
        users = [user["id"] for user in self.tenant.users("status:enabled synced:no type:member")][:5]
        one = self.tenant.json("--trace", self.trace, "do", "reset-password", users[0], "--yes")
        many = self.tenant.json("--trace", self.trace, "do", "reset-password-must-change", *users, "--yes")
        secrets = self.secrets(one, many)
        self.assertGreaterEqual(len(secrets), 3 + 2 + 6)  # ways to write the secret, tokens, passwords
        self.nowhere(secrets)

    def test_a_trace_is_for_its_owner_alone_and_each_line_is_json(self):
        os.umask(0)
        self.tenant.run("--trace", self.trace, "users")
        self.assertEqual(stat.S_IMODE(self.trace.stat().st_mode), 0o600)
        self.trace.chmod(0o644)
        self.tenant.run("--trace", self.trace, "users")
        self.assertEqual(stat.S_IMODE(self.trace.stat().st_mode), 0o600)
        lines = [json.loads(line) for line in self.trace.read_text().split("\n") if line]  # a name may hold U+2028
        asked = [(method, self.wire.base + path) for method, path, _, _ in self.wire.requests]
        self.assertEqual(sorted((line["method"], line["url"]) for line in lines), sorted(asked))
        for line in lines:
            self.assertEqual(set(line) - {"body", "request_id", "error"}, {"time", "id", "method", "url", "status", "ms", "reply"})

    def test_a_log_names_what_happened_and_keeps_to_its_levels(self):
        log = self.tenant.folder / "log"
        user = self.tenant.users("status:enabled synced:no type:member")[0]["id"]
        self.tenant.run("--log", log, "--log-level", "debug", "do", "block-sign-in", user, "--yes")
        self.assertEqual(stat.S_IMODE(log.stat().st_mode), 0o600)
        lines = log.read_text().split("\n")[:-1]
        for line in lines:
            self.assertRegex(line, r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (error|info |debug) (start |http  |login |job   |screen) \S")
        told = [line[21:] for line in lines]
        for expected in (r"info  start  roster .*, do$", r"info  login  a token for .*, good for \d+ min", r"debug http   send PATCH .*/users/",
                         r"debug http   204 PATCH .*/users/", r"info  job .*block-sign-in", r"info  start  ends with exit code 0$"):
            self.assertTrue([line for line in told if re.search(expected, line)], (expected, told))
        before = log.stat().st_size
        self.tenant.run("--log", log, "--log-level", "none,start=info", "users")
        self.assertEqual([line[21:27] for line in log.read_text()[before:].split("\n")[:-1]], ["info  "] * 2)
        for words, what in ((("--log-level", "debug"), "goes with --log"), (("--log", log, "--log-level", "http=loud"), "areas: start, http"),
                            (("--log", "/nowhere/at/all"), "/nowhere/at/all")):
            done = self.tenant.run(*words, "users", code=2)
            self.assertIn(what, done.stderr)
            self.assertEqual(len(done.stderr.splitlines()), 1)

    def test_a_trace_does_not_go_through_a_link(self):
        self.trace.symlink_to(self.tenant.folder / "elsewhere")
        done = self.tenant.run("--trace", self.trace, "users", code=2)
        self.assertEqual((done.stdout, len(done.stderr.splitlines())), ("", 1))
        self.assertFalse((self.tenant.folder / "elsewhere").exists())

    def test_failures_are_traced_without_secrets_too(self):
        user = self.tenant.users("status:enabled synced:no type:member")[0]["id"]

        def echo(method, _path, body):
            """A service that repeats in its error what it was sent."""
            sent = json.loads(body) if method == "PATCH" else None
            text = json.dumps({"error": {"code": "BadRequest", "message": "no", "password": sent["passwordProfile"]["password"]}}) if sent else ""
            return (400, [("Content-Type", "application/json")], text.encode()) if sent else None

        self.wire.instead = echo
        done = self.tenant.json("--trace", self.trace, "do", "reset-password", user, "--yes", code=1)
        self.assertEqual(done[0]["state"], "failed")
        secrets = self.secrets(done)
        self.assertTrue([secret for secret in secrets if len(secret) == 14])
        self.nowhere(secrets)
        for secret in secrets:
            self.assertNotIn(secret, json.dumps(done))


class Proxy:
    """An HTTP proxy that knows CONNECT and leads every name to one port of this machine."""

    def __init__(self, port):
        asked = self.asked = []

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                asked.append(self.rfile.readline().decode().strip())
                for line in iter(self.rfile.readline, b""):
                    if line in (b"\r\n", b"\n"):
                        break
                    asked.append(line.decode().strip())
                self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                with socket.create_connection(("127.0.0.1", port)) as there:
                    back = threading.Thread(target=self.pump, args=(there, self.connection), daemon=True)
                    back.start()
                    self.pump(self.connection, there)
                    back.join(harness.DEADLINE)

            @staticmethod
            def pump(source, to):
                try:
                    while data := source.recv(65536):
                        to.sendall(data)
                    to.shutdown(socket.SHUT_WR)
                except OSError:
                    pass

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class Proxies(unittest.TestCase):
    def setUp(self):
        self.tenant = Tenant("--users", "60")
        self.addCleanup(self.tenant.close)
        self.own = self.tenant.config.read_text()
        _, certificate, context = tls(self.tenant.folder, f"DNS:{HOST}")
        wire = Between(self.tenant, ssl=context, alias=f"https://{HOST}")
        self.wire = wire.__enter__()
        self.addCleanup(wire.__exit__)
        secret = self.tenant.folder / "secret"
        secret.write_text(self.tenant.setting("client_secret") + "\n")
        secret.chmod(0o600)
        text = re.sub(r"client_secret: .*", f"secret_file: {secret}\n    ca_file: {certificate}", self.tenant.config.read_text())
        self.tenant.config.write_text(text.replace(self.wire.base, f"https://{HOST}"))
        self.proxy = Proxy(self.wire.server.server_port)
        self.addCleanup(self.proxy.close)

    def test_https_goes_through_the_proxy_and_verifies_the_service_behind_it(self):
        for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
            with self.subTest(name):
                self.proxy.asked.clear()
                self.tenant.environment[name] = self.proxy.url
                self.assertEqual(len(self.tenant.users()), 60)
                self.assertIn(f"CONNECT {HOST}:443 HTTP/1.1", self.proxy.asked)
                self.assertFalse([line for line in self.proxy.asked if line.lower().startswith("authorization")])
                del self.tenant.environment[name]

    def test_no_proxy_names_what_goes_without(self):
        self.tenant.environment |= {"HTTPS_PROXY": self.proxy.url, "NO_PROXY": HOST}
        done = self.tenant.run("users", code=5)  # nobody knows the name
        self.assertEqual((done.stdout, len(done.stderr.splitlines())), ("", 1))
        self.assertEqual(self.proxy.asked, [])
        self.tenant.environment["NO_PROXY"] = "other.example"
        self.assertEqual(len(self.tenant.users()), 60)

    def test_this_machine_itself_needs_no_proxy(self):
        self.tenant.config.write_text(self.own)
        self.tenant.environment |= {"HTTP_PROXY": self.proxy.url, "http_proxy": self.proxy.url, "HTTPS_PROXY": self.proxy.url}
        self.assertEqual(len(self.tenant.users()), 60)
        self.assertEqual(self.proxy.asked, [])

    def test_a_proxy_that_is_not_there_is_named(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            self.tenant.environment["HTTPS_PROXY"] = f"http://someone:c4nary@127.0.0.1:{taken.getsockname()[1]}"
            done = self.tenant.run("users", code=5)
        self.assertEqual((done.stdout, len(done.stderr.splitlines())), ("", 1))
        self.assertIn("proxy", done.stderr)
        self.assertNotIn("c4nary", done.stderr)

    def test_credentials_for_the_proxy_go_to_the_proxy_alone(self):
        self.tenant.environment["HTTPS_PROXY"] = self.proxy.url.replace("//", "//someone:c4nary@")
        trace = self.tenant.folder / "trace"
        self.assertEqual(len(self.tenant.json("--trace", trace, "users")), 60)
        self.assertIn("Proxy-Authorization: Basic c29tZW9uZTpjNG5hcnk=", self.proxy.asked)
        self.assertFalse([headers for _, _, headers, _ in self.wire.requests if "Proxy-Authorization" in headers])
        self.assertNotIn("c4nary", trace.read_text())
        self.assertNotIn("c29tZW9uZTpjNG5hcnk", trace.read_text())


@unittest.skipUnless(shutil.which("nghttpx"), "nghttpx (package nghttp2-proxy) is not installed")
class Http2(unittest.TestCase):
    """nghttpx speaks HTTP/2 in front of a demo tenant."""

    def setUp(self):
        self.tenant = Tenant("--users", "400")
        self.addCleanup(self.tenant.close)
        folder = self.tenant.folder
        key, certificate, _ = tls(folder, "IP:127.0.0.1")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        (folder / "empty").touch()
        behind = urllib.parse.urlsplit(self.tenant.base)
        self.log = folder / "access"
        self.front = subprocess.Popen(
            ["nghttpx", f"--conf={folder}/empty", f"-f127.0.0.1,{port}", f"-b127.0.0.1,{behind.port}", "--workers=1", f"--accesslog-file={self.log}",
             "--accesslog-format=$alpn $method $status $remote_port", "--no-ocsp", key, certificate],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(self.front.wait, harness.DEADLINE)
        self.addCleanup(self.front.terminate)

        def ready():
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                return True
            except OSError:
                return False

        wait_for(ready, "nghttpx")
        text = self.tenant.config.read_text().replace(self.tenant.base, f"https://127.0.0.1:{port}")
        self.tenant.config.write_text(text.replace("    endpoints:", f"    ca_file: {certificate}\n    endpoints:"))

    def test_requests_travel_by_http_2_on_few_connections(self):
        users = harness.ordinary(self.tenant, count=50)
        done = self.tenant.json("do", "block-sign-in", *users, "--yes")
        self.assertEqual({one["state"] for one in done}, {"done"})
        self.assertEqual(self.tenant.effects(), {user: 1 for user in users})
        lines = wait_for(lambda: self.log.read_text().splitlines() if self.log.exists() else None, "the access log")
        self.assertEqual({line.split()[0] for line in lines}, {"h2"})
        self.assertLess(len({line.split()[3] for line in lines}), 12)


if __name__ == "__main__":
    harness.main()
