"""What a signed-in person cannot do, whatever roles there are: it is said as it is, before anything is written."""
import re
import unittest

import harness
from harness import Tenant


class Person(unittest.TestCase):
    """The administrator is signed in by a device code to a registration of the tenant's own."""

    def setUp(self):
        self.tenant = Tenant("--users", "100", "--approve-after", "1")
        self.addCleanup(self.tenant.close)
        text = re.sub(r"\n  (device|certificate|microsoft):\n.*", "\n", self.tenant.config.read_text(), flags=re.S)
        text = re.sub(r"    client_secret:.*\n", "", text)
        self.tenant.config.write_text(text.replace("    endpoints:", "    token_store: file\n    endpoints:"))

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

    def test_sharing_is_set_through_the_administration_of_sharepoint(self):
        words = ("set-onedrive-sharing", "enzo.enforced@contoso.com", "--set", "level=nobody")
        result, writes = self.one(*words, code=0)
        self.assertEqual((result["state"], len(writes)), ("done", 1))
        self.assertEqual(self.one(*words, code=0)[0]["state"], "already")
        result, writes = self.one("set-onedrive-sharing", "dirk.driveless@contoso.com", "--set", "level=nobody", "--name", "dirk.driveless@contoso.com", code=1)
        self.assertEqual(writes, [])
        self.assertIn("no OneDrive yet", result["message"])

    def test_what_cannot_be_looked_at_has_not_failed(self):
        result, writes = self.one("provision-onedrive", "dirk.driveless@contoso.com", code=0)
        self.assertEqual((result["state"], len(writes)), ("done", 1))
        self.assertIn("Requested", result["message"])
        entry = self.tenant.journal()[0]
        self.assertEqual((entry["action"], entry["outcome"] if "outcome" in entry else entry["state"]), ("provision-onedrive", "done"))


class AuthenticationAdministrator(unittest.TestCase):
    def test_a_masked_number_is_said_to_be_one_and_the_mobile_phone_goes_after_the_alternate(self):
        with Tenant("--users", "100", "--approve-after", "1", "--as", "authentication@contoso.com") as tenant:
            done = tenant.json("--tenant", "device", "do", "reset-mfa-methods", "max.methods@contoso.com", "--set", "methods=phone",
                               "--set", "methods=email", "--yes")
            self.assertEqual(done[0]["state"], "done", done)
            self.assertRegex(done[0]["message"], r"4 removed: .*phone \+[X ]+\d\d \(masked\).*Masked numbers are not known")
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


if __name__ == "__main__":
    harness.main()
