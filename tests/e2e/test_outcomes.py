"""What each caller may do is what Microsoft's tables say, and docs/OUTCOMES.md shows it."""
import unittest

import harness
import outcomes
from outcomes import APPLICATION

# Microsoft's page on privileged roles: who may do what to an ordinary user, who to a Global Administrator. Of an application its
# permissions decide for the one; for the other it needs a role that reaches so far, which docs/SETUP.md does not give.
POWERFUL = {"admin", "privileged"}
SENSITIVE = POWERFUL | {"users", "authentication"}
RESET = SENSITIVE | {"helpdesk", "passwords"}
ROWS = {"reset-password": RESET, "reset-password-must-change": RESET, "revoke-sessions": RESET, "block-sign-in": SENSITIVE,
        "unblock-sign-in": SENSITIVE, "require-password-change": SENSITIVE, "clear-immutable-id": SENSITIVE,
        "delete-user": SENSITIVE, "restore-user": SENSITIVE, "manage-licences": {"admin", "users"},
        "create-tap": POWERFUL | {"authentication"}, "reset-mfa-methods": POWERFUL | {"authentication"},
        "enable-archive": {"admin", "recipients"}, "set-forwarding": {"admin", "recipients"},
        "provision-onedrive": {"admin"}}

ROLES = {caller: f"{role} Administrator" for caller, role in outcomes.CALLERS.items() if caller not in (APPLICATION, "admin", "recipients")}
ANYBODY = {"invite-guest", "resend-invitation"}  # the policy of the demo tenant lets everybody invite
NO_PERSON = {"add-onedrive-shortcut"}  # a OneDrive is closed to everybody but its owner
NOBODY = {"restore-deleted-items"}  # the role Mailbox Import Export is in no role group before somebody puts it there
NO_APPLICATION = {"provision-onedrive", "purge-user"}  # Microsoft takes these from people alone


@unittest.skipIf(harness.SANITIZED, "the page wants every cell, and a sanitizer learns nothing from the hundredth")
class Outcomes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.found = outcomes.ask_all()
        with harness.Tenant() as tenant:
            cls.rows = {row["name"]: row for row in tenant.json("actions")}

    def able(self, action, target):
        return {caller for caller, found in self.found.items() if found.get((action, target)) == "done"} - set(outcomes.BY_MICROSOFT)

    def test_every_action_is_asked_for(self):
        self.assertEqual(set(outcomes.names()), set(self.rows))

    def test_they_are_those_of_microsofts_tables(self):
        for action, callers in ROWS.items():
            with self.subTest(action):
                self.assertEqual(self.able(action, "user"), callers if action in NO_APPLICATION else callers | {APPLICATION})
        for action in outcomes.ON_ADMINISTRATORS:
            with self.subTest(action, target="administrator"):
                self.assertEqual(self.able(action, "administrator"), POWERFUL)

    def test_who_has_a_role_that_a_row_names_does_it_and_nobody_else(self):
        """The lists by which roster explains a refusal are whole: of Graph's and SharePoint's actions, where roles decide."""
        for name, row in self.rows.items():
            if row["exchangeCmdlets"] or name in ANYBODY | NO_PERSON:
                continue
            with self.subTest(name):
                named = {caller for caller, role in ROLES.items() if role in row["roles"]}
                self.assertEqual(self.able(name, "user") - {APPLICATION, "admin"}, named)

    def test_mailboxes_are_for_administrators_of_exchange(self):
        for name, row in self.rows.items():
            if row["exchangeCmdlets"] and not row["permissions"]:
                with self.subTest(name):
                    recipients = {"recipients"} if "Exchange Recipient Administrator" in row["roles"] and name != "release-sender" else set()
                    self.assertEqual(self.able(name, "user") - recipients, set() if name in NOBODY else {APPLICATION, "admin"})

    def test_microsofts_own_clients_change_nothing_of_it(self):
        """What a person may do is decided by the role, not by the client."""
        for caller in outcomes.BY_MICROSOFT:
            for what, text in self.found[caller].items():
                with self.subTest(caller, what=what):
                    self.assertEqual(text, self.found[caller.rstrip("*")][what])

    def test_the_application_of_the_setup_page_does_everything_to_ordinary_users(self):
        self.assertEqual({name for (name, target), text in self.found[APPLICATION].items() if target == "user" and text != "done"}, NO_APPLICATION | NOBODY)

    def test_the_page_shows_them(self):
        self.assertEqual((harness.SOURCE / "docs" / "OUTCOMES.md").read_text(encoding="utf-8"), outcomes.page(self.found))


if __name__ == "__main__":
    harness.main()
