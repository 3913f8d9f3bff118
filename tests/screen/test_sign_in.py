"""Signing in on the screen: the code, its end, and another one."""
import pathlib
import re
import tempfile
import unittest

from screen import ScreenTest, Tenant, main, screens


class SignIn(ScreenTest):
    def start(self, login, *arguments):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="roster-sign-in-")))
        path = folder / "login.yaml"
        path.write_text("interval: 1\n" + login)
        tenant = self.enterContext(Tenant("--users", "60", "--login", path, *arguments))
        tenant.config.write_text(re.sub(r"\n  (device|microsoft):\n.*", "\n", tenant.config.read_text(), flags=re.S))
        tenant.config.write_text(re.sub(r"    client_secret:.*\n", "    token_store: none\n", tenant.config.read_text()))
        return tenant

    def test_the_table_comes_once_somebody_has_signed_in(self):
        tenant = self.start("", "--approve-after", "2")
        waiting, table = screens(tenant, "wait-for enter the code\nshow\nwait\n")
        self.assertIn("Sign in to Microsoft Graph", waiting)
        self.assertIn(tenant.setting("login").rsplit("/", 1)[0] + "/login/device", waiting)
        self.assertRegex(waiting, r"1[45]:\d\d left")
        self.assertIn("█", waiting)
        self.assertIn("60 users", table)
        self.assertNotIn("enter the code", table)

    def test_a_code_that_was_declined_can_be_asked_for_again(self):
        tenant = self.start("people:\n- {upn: admin@contoso.com, answer: decline, after_polls: 1}\n")
        declined, another, left = screens(tenant, "wait-for declined in the browser\nshow\nkeys r\nwait-for enter the code\nshow\n"
                                                  "wait-for declined in the browser\nkeys Esc\nwait\n")
        self.assertIn("r try again", declined)
        self.assertRegex(another, r"\d:\d\d left")
        self.assertIn("declined in the browser", left)
        self.assertIn("F5 tries again", left)

    def test_given_up_is_said_and_can_be_taken_up_again(self):
        tenant = self.start("people:\n- {upn: reception@contoso.com, roles: [Global Administrator], answer: approve, after_polls: 2}\n")
        given_up, table = screens(tenant, "wait-for enter the code\nkeys Esc\nwait-for given up\nwait\nshow\nkeys :\ntype sign-in\n"
                                          "keys Enter\nwait-for enter the code\nwait-for 60 users\nwait\n")
        self.assertIn("asks again", given_up)
        self.assertNotIn("given up", table)


if __name__ == "__main__":
    main()
