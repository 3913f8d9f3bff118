"""What a signed-in person cannot do, whatever roles there are: it is said as it is, before anything is written. And what roster
does where a configuration gives no address: Microsoft's names, each service by its own."""
import pathlib
import re
import shutil
import socket
import socketserver
import subprocess
import tempfile
import threading
import unittest

import harness
from harness import Tenant
from outcomes import as_person


class Person(unittest.TestCase):
    """The administrator is signed in by a device code to a registration of the tenant's own."""

    def setUp(self):
        self.tenant = Tenant("--users", "100", "--approve-after", "1")
        self.addCleanup(self.tenant.close)
        as_person(self.tenant)

    def one(self, *words, code):
        before = len(self.tenant.ledger())
        done = self.tenant.run("-o", "json", "do", *words, "--yes", code=code)
        result, = harness.json.loads(done.stdout)
        return result, [line for line in self.tenant.ledger()[before:] if harness.is_write(line)]

    def test_the_onedrive_of_another_is_closed_to_a_person(self):
        result, writes = self.one("add-onedrive-shortcut", "pam.password@contoso.com", "--set", "site=Finance", code=1)
        self.assertEqual((result["state"], writes), ("failed", []))
        self.assertIn("no OneDrive but their own", result["message"])
        self.assertIn("application", result["hint"])
        check, = [one for one in self.tenant.json("doctor", code=None) if one["name"] == "add-onedrive-shortcut"]  # said before, too
        self.assertEqual((check["state"], "needs an application" in check["message"]), ("note", True), check)

    def test_a_panel_that_is_closed_by_design_has_not_failed(self):
        """Nobody has signed in to SharePoint's administration either: both are said, and nothing is told as none."""
        words = ("show", "enzo.enforced@contoso.com", "--panel", "onedrive")
        graph, site = self.tenant.json(*words)["sources"]
        self.assertEqual([(one["state"], one["why"], one["count"]) for one in (graph, site)],
                         [("not read", "closed to people", 0), ("not read", "not signed in", 0)])
        text = self.tenant.run(*words).stdout
        for said in ("OneDrive: not read: closed to people: ", "not read: not signed in: "):
            self.assertIn(said, text)
        self.assertNotIn("Not provisioned", text)
        self.tenant.run(*words, "--panel", "groups")

    def test_sharing_is_set_through_the_administration_of_sharepoint(self):
        words = ("set-onedrive-sharing", "enzo.enforced@contoso.com", "--set", "level=nobody")
        result, writes = self.one(*words, code=0)
        self.assertEqual((result["state"], len(writes)), ("done", 1))
        self.assertEqual(self.one(*words, code=0)[0]["state"], "already")
        result, writes = self.one("set-onedrive-sharing", "dirk.driveless@contoso.com", "--set", "level=nobody", "--name", "dirk.driveless@contoso.com", code=1)
        self.assertEqual(writes, [])
        self.assertIn("no OneDrive yet", result["message"])
        # whoever signed in to SharePoint once is not asked again, by another run either; what is closed to people is no missing permission
        shown = self.tenant.json("show", words[1], "--panel", "onedrive")
        graph, site = shown["sources"]
        usage, = [part["records"] for part in shown["parts"] if "administration" in part["title"]]
        self.assertGreater(usage[0]["total"], usage[0]["used"])
        self.assertEqual((graph["state"], graph["why"], site["state"], site["count"]), ("not read", "closed to people", "read", 1))
        self.assertIn("no OneDrive but their own", graph["hint"])
        check, = [one for one in self.tenant.json("doctor", code=None) if (one["area"], one["name"]) == ("services", "SharePoint")]
        self.assertEqual(check["state"], "ok", check)

    def test_what_cannot_be_looked_at_has_not_failed(self):
        result, writes = self.one("provision-onedrive", "dirk.driveless@contoso.com", code=0)
        self.assertEqual((result["state"], len(writes)), ("done", 1))
        self.assertIn("Requested", result["message"])
        entry = self.tenant.journal()[0]
        self.assertEqual((entry["action"], entry["outcome"] if "outcome" in entry else entry["state"]), ("provision-onedrive", "done"))


class Members(unittest.TestCase):
    def test_who_owns_a_group_or_administers_teams_or_sharepoint_changes_its_members(self):
        """No role of the owner's shows it, so nothing refuses it here."""
        with tempfile.TemporaryDirectory() as folder:
            login = pathlib.Path(folder, "login.yaml")
            login.write_text("interval: 1\n")
            for person in ("owner", "teams", "sharepoint"):
                with self.subTest(person), Tenant("--users", "100", "--login", login, "--approve-after", "1", "--as", f"{person}@contoso.com") as tenant:
                    as_person(tenant)
                    done, = tenant.json("do", "add-to-group", "pam.password@contoso.com", "--set", "group=Finance Files", "--yes")
                    self.assertEqual(done["state"], "done", done)


class AuthenticationAdministrator(unittest.TestCase):
    def test_a_masked_number_is_said_to_be_one_and_the_mobile_phone_goes_after_the_alternate(self):
        with Tenant("--users", "100", "--approve-after", "1", "--as", "authentication@contoso.com") as tenant:
            done = tenant.json("--tenant", "device", "do", "reset-mfa-methods", "max.methods@contoso.com", "--set", "methods=phone",
                               "--set", "methods=email", "--yes")
            self.assertEqual(done[0]["state"], "done", done)
            self.assertRegex(done[0]["message"], r"4 removed: .*phone \+[X ]+\d\d \(masked\).*Masked numbers are not known")
            report = tenant.run("--tenant", "device", "users", "--columns", "displayName,mfa", code=1)
            self.assertIn("Security Reader, Security Administrator, Global Reader or Global Administrator", report.stderr)
            deleted = [line for line in tenant.ledger() if line["method"] == "DELETE"]
            self.assertEqual([line["status"] for line in deleted], [204] * len(deleted))


class Application(unittest.TestCase):
    def test_a_onedrive_is_started_by_people_alone(self):
        with Tenant("--users", "100") as tenant:
            done = tenant.run("-o", "json", "do", "provision-onedrive", "dirk.driveless@contoso.com", "--yes", code=1)
            result, = harness.json.loads(done.stdout)
            self.assertEqual(result["state"], "failed")
            self.assertIn("unauthorized operation", result["message"])
            self.assertIn("sign in as a person", result["hint"])


class Degrees(unittest.TestCase):
    """May, probably not, cannot: the menu and the command line say the same, and only the last is not asked."""

    TABLE = {  # who: what the menu says of blocking, how it ends, whether the service was asked
        "may": ((), None, ("done", 0), True),
        "probably not": (("--approve-after", "1", "--as", "reports@contoso.com"), "(probably not: ne", ("failed", 1), True),
        "cannot": (("--roles", "User.Read.All,Directory.Read.All"), "(needs the permissio", ("refused", 4), False),
    }

    def test_each_is_said_before_and_after(self):
        for degree, (words, menu, (state, code), asked) in self.TABLE.items():
            with self.subTest(degree), Tenant("--users", "100", *words) as tenant:
                if "--as" in words:
                    as_person(tenant)
                script, dump = tenant.folder / "script", tenant.folder / "dump"
                script.write_text("wait\nkeys /\ntype pam.password\nkeys Enter Enter\nwait\nshow\n", encoding="utf-8")
                tenant.run("--script", script, "--dump", dump)
                line = next(line for line in dump.read_text(encoding="utf-8").splitlines() if re.search(r"\bb Block sign-in", line))
                self.assertIn(menu or "Block", line)
                self.assertEqual("(" in line, bool(menu), line)
                done = tenant.json("do", "block-sign-in", "pam.password@contoso.com", "--yes", code=code)[0]
                self.assertEqual(done["state"], state, done)
                self.assertEqual(bool([line for line in tenant.ledger() if harness.is_write(line)]), asked)
                if menu:
                    self.assertIn("User.EnableDisableAccount.All", done["message"] + done["hint"])


class Connect(socketserver.StreamRequestHandler):
    """CONNECT to one of Microsoft's names leads to the demo tenant."""

    def handle(self):
        asked = self.rfile.readline().decode()
        while self.rfile.readline().strip():
            pass
        self.server.asked.add(asked.split()[1])
        with socket.create_connection(self.server.to) as there:
            self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=self.pour, args=(there, self.connection))
            back.start()
            self.pour(self.connection, there)
            back.join()

    @staticmethod
    def pour(one, other):
        try:
            while data := one.recv(65536):
                other.sendall(data)
            other.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # one of them has gone


class Names(unittest.TestCase):
    """Nothing of the demo tenant's own configuration helps: what stands there is what an administrator would write."""

    HOSTS = ("login.microsoftonline.com", "graph.microsoft.com", "outlook.office365.com", "contoso-admin.sharepoint.com", "adnotifications.windowsazure.com")

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="roster-names-"))
        self.addCleanup(shutil.rmtree, self.folder)
        key, public = self.folder / "key.pem", self.folder / "cert.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=names", "-addext",
                        "subjectAltName=IP:127.0.0.1," + ",".join("DNS:" + name for name in self.HOSTS), "-keyout", key, "-out", public], check=True, capture_output=True)
        self.tenant = self.enterContext(Tenant("--users", "100", "--mfa-delay", "30", "--client-secret", "known-here", "--tls", public, key))
        proxy = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Connect)
        proxy.daemon_threads, proxy.asked, proxy.to = True, set(), ("127.0.0.1", int(self.tenant.base.rsplit(":", 1)[1]))
        threading.Thread(target=proxy.serve_forever, args=(0.05,), daemon=True).start()
        self.addCleanup(proxy.server_close)
        self.addCleanup(proxy.shutdown)
        self.proxy = proxy
        self.tenant.environment |= {"https_proxy": f"http://127.0.0.1:{proxy.server_address[1]}", "ROSTER_DEMO_SECRET": "known-here"}

    def test_each_service_is_reached_by_its_own_name(self):
        self.assertNotIn("endpoints", self.tenant.config.read_text().split("  names:")[1])
        names = ("--tenant", "names")
        self.assertEqual(len(self.tenant.users(*names)), 100)
        for words in (("set-forwarding", "pam.password@contoso.com", "--set", "address=someone@elsewhere.example"),
                      ("set-onedrive-sharing", "enzo.enforced@contoso.com", "--set", "level=nobody"), ("send-mfa-push", "pam.password@contoso.com")):
            with self.subTest(words[0]):
                self.assertEqual(self.tenant.json("do", *words, "--yes", *names)[0]["state"], "done")
        self.assertEqual(self.proxy.asked, {name + ":443" for name in self.HOSTS})


if __name__ == "__main__":
    harness.main()
