"""What cannot work is said in one clear line that says what to do, with the exit code that belongs to it, and nothing on standard output."""
import json
import re
import socket
import ssl
import subprocess
import threading
import unittest

import harness
from between import Between
from harness import Tenant
from straight import Straight

USAGE, SIGN_IN, REFUSED, UNREACHED = 2, 3, 4, 5
MEGABYTE = 1 << 20


class Refusal(unittest.TestCase):
    def setUp(self):
        self.tenant = Tenant("--users", "60")
        self.addCleanup(self.tenant.close)
        self.text = self.tenant.config.read_text()

    def refused(self, words, code, *needles):
        done = self.tenant.run(*words, code=code)
        self.assertEqual(done.stdout, "", words)
        told = [line for line in done.stderr.splitlines() if not line.startswith("roster: waiting for ")]
        self.assertEqual(len(told), 1, done.stderr)
        self.assertTrue(done.stderr.startswith("roster: "), done.stderr)
        for needle in needles:
            self.assertIn(needle, done.stderr)
        return done.stderr

    def between(self, instead=None, **options):
        server = Between(self.tenant, instead, **options)
        self.addCleanup(server.__exit__)
        return server.__enter__()

    # --- configuration ---

    def configured(self, text, code, *needles, words=("users",)):
        self.tenant.config.write_text(text)
        return self.refused(words, code, *needles)

    def test_configuration_that_is_not_there_or_no_file(self):
        self.tenant.config.unlink()
        self.refused(["users"], USAGE, "config.yaml", "No such file")
        self.tenant.config.mkdir()
        self.refused(["users"], USAGE, "config.yaml")
        self.tenant.config.rmdir()
        self.tenant.config.write_text(self.text)

    def test_configuration_that_is_no_yaml_names_line_and_column(self):
        for text, where in (("tenants: [\n", r":\d+:\d+: "), ("theme: \"open\nmouse: x\n", r":\d+:\d+: "), ("a: b: c\n", r":1:\d+: ")):
            self.assertRegex(self.configured(text, USAGE, "config.yaml"), where)

    def test_unknown_and_wrong_settings_name_file_line_and_column(self):
        known = self.text.replace("    client_id", "    colour: red\n    client_id")
        line = next(number for number, text in enumerate(known.splitlines(), 1) if "colour" in text)
        self.configured(known, USAGE, f"config.yaml:{line}:5: colour: there is no such setting", "docs/CONFIGURATION.md")
        for words in (["journal"], ["undo", "1", "--yes"], ["settle"], ["show", "x"], ["do", "block-sign-in", "x", "--yes"]):
            self.refused(words, USAGE, "colour")
        self.configured("thme: dark\n" + self.text, USAGE, "config.yaml:1:1: thme")
        self.configured("mouse: perhaps\n" + self.text, USAGE, "config.yaml:1:1: mouse: true or false")
        self.configured("columns: name\n" + self.text, USAGE, "config.yaml:1:1: columns: a list")
        self.configured("lists:\n  words-pay: [lohn]\n  words-mony: [po]\n" + self.text, USAGE, 'config.yaml:3:16: there is no list "words-mony"')
        self.configured("lists:\n  agents:\n    - script,like,x\n" + self.text, USAGE, 'config.yaml:3:7: the second column of agents.csv is never "like"')
        self.configured(re.sub(r"    tenant_id.*\n", "", self.text), USAGE, "tenant_id is missing")
        self.configured(re.sub(r"    client_secret.*\n", "    auth: client_secret\n", self.text), USAGE, "secret_file, secret_env or secret_command")
        self.configured(re.sub(r"    client_secret.*\n", "    secret_env: A\n    secret_file: B\n", self.text), USAGE, "only one of secret_file")
        self.configured(re.sub(r"    client_secret", "    auth: password\n    client_secret", self.text), USAGE, "config.yaml:", ":5: auth: device_code")

    def test_a_key_that_is_taken_stops_every_command(self):
        clash = self.text + "keys:\n  jobs: g\n"
        line = len(clash.splitlines())
        says = f'config.yaml:{line}:3: keys: the key "g" is taken by "first"'
        self.configured(clash, USAGE, says)
        for words in (["journal"], ["tenants"], ["show", "x"], ["logout"], ["do", "block-sign-in", "x", "--yes"]):
            self.refused(words, USAGE, says)
        self.configured(self.text + "keys:\n  nothing: F8\n", USAGE, 'keys: there is no command "nothing"')

    def test_plain_http_to_another_host_is_refused(self):
        for host in ("http://graph.example.com", "http://127.evil.example", "http://127.0.0.1.example.com"):
            text = re.sub(r"graph: .*", f"graph: {host}", self.text)
            self.configured(text, USAGE, "config.yaml:", "graph: plain http is accepted for loopback addresses alone")

    def test_secret_sources_that_give_none(self):
        without = re.sub(r"    client_secret.*\n", "    SOURCE\n", self.text)
        folder = self.tenant.folder
        self.configured(without.replace("SOURCE", "secret_env: NOT_SET_ANYWHERE"), USAGE, "NOT_SET_ANYWHERE")
        self.configured(without.replace("SOURCE", f"secret_file: {folder}/none"), USAGE, f"{folder}/none", "No such file")
        open_to_all = folder / "secret"
        open_to_all.write_text("text\n")
        open_to_all.chmod(0o644)
        self.configured(without.replace("SOURCE", f"secret_file: {open_to_all}"), USAGE, "can be read by others", "chmod 600")
        self.configured(without.replace("SOURCE", "secret_command: exit 3"), USAGE, "secret_command", "exit 3")

    def test_unknown_tenant_names_those_there_are(self):
        self.refused(["users", "--tenant", "other"], USAGE, '"other"', "demo")
        head, demo = re.sub(r"(?m)^tenant: .*\n", "", self.text).split("  demo:\n", 1)
        own = re.match(r"(?:    .*\n)+", demo)[0]
        self.configured(f"{head}  second:\n{own}  demo:\n{demo}", USAGE, "--tenant NAME", "second, demo")

    # --- words ---

    def test_wrong_words(self):
        user = self.tenant.users("status:enabled")[0]["id"]
        for words, needles in (
                (["do", "make-coffee", user], ("make-coffee", "roster actions")),
                (["do", "block-sign-in"], ("usage: roster do",)),
                (["do", "block-sign-in", user, "--set", "colour=red", "--yes"], ("colour", "roster do ACTION --help")),
                (["do", "block-sign-in", user, "--set", "colour"], ("NAME=VALUE",)),
                (["show"], ("usage: roster show",)),
                (["show", ""], ("empty",)),
                (["show", "nobody.of.this.name"], ("nobody.of.this.name", "roster users")),
                (["show", "nobody@contoso.com"], ("nobody@contoso.com",)),
                (["show", "a"], ("matches", "@")),
                (["do", "block-sign-in", "a", "--yes"], ("matches", "@")),
                (["do", "block-sign-in", user, "nobody.of.this.name", "--yes"], ("nobody.of.this.name",)),
                (["users", "-o", "xml"], ("table, text, json, jsonl or csv", "xml")),
                (["users", "-o", "text"], ("users: -o takes table|json|jsonl|csv", "text")),
                (["show", user, "-o", "csv"], ("show: -o takes text|json", "csv")),
                (["users", "--columns", "shoe"], ("shoe", "displayName", "jobTitle")),
                (["users", "--columns", ","], ("--columns",)),
                (["users", "created:<soon"], ("soon",)),
                (["users", "a", "b"], ("usage: roster users",)),
                (["nonsense"], ("nonsense", "roster --help")),
                (["--nonsense"], ("--nonsense", "roster --help")),
                (["users", "--columns"], ("--columns needs",)),
                (["users", "--yes=1"], ("--yes takes no value",)),
                (["settle", "--name", "a@b"], ("settle takes no --name", "roster settle --help")),
                (["journal", "--dry-run"], ("journal takes no --dry-run", "roster journal --help")),
                (["--columns", "displayName"], ("the screen takes no --columns", "roster --help")),
                (["demo"], ("demo takes no --config",)),
                (["undo", "x"], ("roster journal",)),
                (["undo", "77", "--yes"], ("77", "roster journal")),
                (["do", "block-sign-in", user, "--trace", "/nowhere/at/all"], ("/nowhere/at/all",))):
            with self.subTest(words=words):
                self.refused(words, USAGE, *needles)
        self.assertFalse(self.tenant.writes(success=False))

    def test_what_cannot_be_undone_is_refused(self):
        user = self.tenant.users("status:enabled synced:no type:member")[0]["id"]
        self.tenant.json("do", "revoke-sessions", user, "--yes")
        self.refused(["undo", "1", "--yes"], REFUSED, "revoke-sessions")

    # --- sign-in ---

    def test_wrong_secret(self):
        self.configured(re.sub(r"(client_secret: *).*", r"\1wrong", self.text), SIGN_IN, "AADSTS7000215", "secret")

    def test_expired_secret(self):
        body = {"error": "invalid_client", "error_codes": [7000222],
                "error_description": "AADSTS7000222: The provided client secret keys for app are expired.\r\nTrace ID: 1"}
        self.between(lambda _method, path, _body: (401, [("Content-Type", "application/json")], json.dumps(body).encode()) if "/login/" in path else None)
        self.refused(["users"], SIGN_IN, "AADSTS7000222", "secret")

    def test_a_sign_in_page_that_is_no_json(self):
        for where in ("/login/", "/graph/"):
            for status, words in ((200, "Welcome to the hotel"), (403, "Welcome to the hotel"), (407, "a proxy between here and")):
                with self.subTest(where=where, status=status):
                    self.tenant.config.write_text(self.text)
                    page = (status, [("Content-Type", "text/html")], b"<html><title>Welcome to the hotel</title></html>")
                    self.between(lambda _method, path, _body, where=where, page=page: page if where in path else None)
                    self.refused(["users"], UNREACHED, words)

    # --- the way to the service ---

    def test_closed_port(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))  # bound and not listening
            self.configured(self.text.replace(self.tenant.base, f"http://127.0.0.1:{taken.getsockname()[1]}"), UNREACHED, "127.0.0.1:", "Check the network")

    def certificate(self, name, subject):
        key, certificate = self.tenant.folder / f"{name}.key", self.tenant.folder / f"{name}.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}",
                        "-addext", f"subjectAltName={subject}", "-keyout", key, "-out", certificate], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        return certificate, context

    def test_a_certificate_of_nobody_and_one_of_another_host(self):
        own, context = self.certificate("own", "IP:127.0.0.1")
        other, wrong = self.certificate("other", "DNS:graph.microsoft.com")
        server = self.between(ssl=context)
        self.refused(["users"], UNREACHED, "certificate", "signed by nobody", "ca_file")
        text = self.tenant.config.read_text()
        trusted = text.replace("    endpoints:", f"    ca_file: {own}\n    endpoints:")
        self.tenant.config.write_text(trusted)
        self.assertEqual(len(self.tenant.users()), 60)
        self.assertTrue(server.requests)
        self.tenant.config.write_text(self.text)
        server = self.between(ssl=wrong)
        self.tenant.config.write_text(self.tenant.config.read_text().replace("    endpoints:", f"    ca_file: {other}\n    endpoints:"))
        self.refused(["users"], UNREACHED, "certificate", "another name")
        self.assertEqual(server.requests, [])

    def test_a_certificate_out_of_its_time_leads_to_the_clock(self):
        key, request, own = (self.tenant.folder / f"old.{kind}" for kind in ("key", "csr", "pem"))
        subprocess.run(["openssl", "req", "-new", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=test", "-keyout", key, "-out", request], check=True, capture_output=True)
        subprocess.run(["openssl", "x509", "-req", "-days", "-1", "-in", request, "-signkey", key, "-out", own], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(own, key)
        self.between(ssl=context)
        self.tenant.config.write_text(self.tenant.config.read_text().replace("    endpoints:", f"    ca_file: {own}\n    endpoints:"))
        self.refused(["users"], UNREACHED, "certificate", "clock")

    @unittest.skipIf(subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False).returncode, "no mount namespace of one's own")
    def test_ca_file_is_trusted_instead_of_the_systems(self):
        """The system trusts the service; ca_file names somebody else."""
        own, context = self.certificate("own", "IP:127.0.0.1")
        other, _ = self.certificate("other", "DNS:elsewhere.contoso.com")
        system = self.tenant.folder / "system"
        system.mkdir()
        hashed = subprocess.run(["openssl", "x509", "-hash", "-noout", "-in", own], check=True, capture_output=True, text=True).stdout.strip()
        (system / f"{hashed}.0").write_bytes(own.read_bytes())
        (system / "ca-certificates.crt").write_bytes(other.read_bytes())
        self.between(ssl=context)
        text = self.tenant.config.read_text()
        for ca_file, code in (("", 0), (f"    ca_file: {other}\n", UNREACHED)):
            self.tenant.config.write_text(text.replace("    endpoints:", ca_file + "    endpoints:"))
            done = subprocess.run(["unshare", "-rm", "sh", "-c", f"mount --bind {system} /etc/ssl/certs && exec \"$@\"", "sh", *self.tenant.command("users")],
                                  env=self.tenant.environment, capture_output=True, text=True, timeout=harness.DEADLINE, check=False)
            self.assertEqual(done.returncode, code, done.stderr)

    def redirected(self, where, code, words):
        with socket.socket() as trap:
            trap.bind(("127.0.0.1", 0))
            trap.listen()
            trap.settimeout(0)
            to = f"http://127.0.0.1:{trap.getsockname()[1]}/graph/v1.0/users"
            self.between(lambda _method, path, _body: (302, [("Location", to)], b"") if where in path else None)
            self.refused(words, code, "redirected", "not followed", "endpoints")
            self.assertRaises(BlockingIOError, trap.accept)  # nobody came

    def test_redirects_are_not_followed(self):
        self.redirected("/graph/v1.0/users", REFUSED, ["users"])
        self.tenant.config.write_text(self.text)
        self.redirected("/login/", REFUSED, ["users"])

    def test_a_redirected_write_is_a_failure_and_nothing_was_changed(self):
        user = self.tenant.users("status:enabled synced:no type:member")[0]["id"]
        self.between(lambda method, _path, _body: (307, [("Location", "http://127.0.0.2/")], b"") if method == "PATCH" else None)
        done = self.tenant.json("do", "block-sign-in", user, "--yes", code=1)[0]
        self.assertEqual((done["state"], done["requests"][0]["method"]), ("failed", "PATCH"))
        self.assertIn("127.0.0.2", done["message"])
        self.assertEqual([entry["state"] for entry in self.tenant.journal()], ["failed"])
        self.assertFalse(self.tenant.effects())

    def test_only_2xx_and_plain_refusals_are_sure(self):
        """Whoever answered otherwise may have passed the write on: what became of it is looked at, never guessed."""
        users = [user["id"] for user in self.tenant.users("status:enabled synced:no type:member")]
        for status, changed, state in ((520, True, "done"), (507, True, "done"), (499, True, "done"), (303, True, "done"), (520, False, "done"),
                                       (302, False, "done"), (400, False, "failed"), (403, False, "failed")):
            user = users.pop()
            with self.subTest(status=status, changed=changed):
                self.tenant.config.write_text(self.text)
                once = [1]

                def instead(method, _path, _body, once=once, user=user, changed=changed, status=status):
                    if method != "PATCH" or not once:
                        return None
                    once.clear()
                    if changed:
                        Straight(self.tenant).graph("/users/" + user, {"accountEnabled": False}, "PATCH")
                    return (status, [("Location", "/elsewhere")], b"")

                self.between(instead)
                done = self.tenant.json("do", "block-sign-in", user, "--yes", code=None)[0]
                self.assertEqual(done["state"], state, done["message"])
                self.assertEqual(self.tenant.states()[user]["accountEnabled"], state != "done")

    def test_a_next_page_elsewhere_is_not_followed(self):
        with socket.socket() as trap:
            trap.bind(("127.0.0.1", 0))
            trap.listen()
            trap.settimeout(0)
            for host in (f"http://127.0.0.1:{trap.getsockname()[1]}", "http://127.0.0.1.evil.example", "https://graph.microsoft.com@evil.example"):
                page = {"@odata.nextLink": host + "/graph/v1.0/users?$skiptoken=x", "value": []}
                self.tenant.config.write_text(self.text)
                self.between(lambda _method, path, _body: (200, [("Content-Type", "application/json")], json.dumps(page).encode())
                             if path.startswith("/graph/v1.0/users?") else None)
                self.refused(["users"], REFUSED, "next page leads away", "not followed", "endpoints")
            self.assertRaises(BlockingIOError, trap.accept)

    def test_a_reply_over_the_cap_is_cut_off(self):
        page = b'{"value":[' + b'"' + b"x" * (40 * MEGABYTE) + b'"]}'
        self.between(lambda _method, path, _body: (200, [("Content-Type", "application/json")], page) if path.startswith("/graph/v1.0/users?") else None)
        self.refused(["users"], 1, "larger than its limit", "less")

    def test_what_is_no_service_at_all(self):
        with socket.socket() as silent:
            silent.bind(("127.0.0.1", 0))
            silent.listen()

            def hang_up():
                while True:
                    try:
                        silent.accept()[0].close()
                    except OSError:
                        return

            thread = threading.Thread(target=hang_up, daemon=True)
            thread.start()
            self.configured(self.text.replace(self.tenant.base, f"http://127.0.0.1:{silent.getsockname()[1]}"), UNREACHED, "127.0.0.1:")
            silent.shutdown(socket.SHUT_RDWR)
            thread.join(harness.DEADLINE)


if __name__ == "__main__":
    harness.main()
