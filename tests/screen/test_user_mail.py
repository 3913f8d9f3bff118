"""One user on the screen: his mail, what is there, what is not, what may not be read, what failed, and a rule switched off from its row; what
hangs; and going from user to user."""
import re

from screen import ScreenTest, Tenant, main, screens
from straight import Straight

SIZE = ("--users", "300")


class Mail(ScreenTest):
    def shown(self, who, *arguments, size="100 60", then=""):
        with Tenant(*SIZE, *arguments) as tenant:
            panels = re.search(r"the panels are (.*)", tenant.run("show", who, "--panel", "?", code=2).stderr)[1].split(", ")
            script = f"size {size}\nwait\nkeys /\ntype {who}\nkeys Enter\nwait\nkeys o\nwait\nkeys {panels.index('mail') + 1}\nwait\nshow\n{then}"
            return screens(tenant, script)[:-1]

    def part(self, screen, title):
        """The lines of a part, without what stands at the right."""
        lines = screen.split("\n")
        at = next(i for i, line in enumerate(lines) if line[1:].startswith(title))
        end = next(i for i in range(at + 1, len(lines)) if not lines[i].strip() or lines[i][1:2] not in " │")
        return [line.strip() for line in lines[at + 1:end]]

    def test_shows_what_is_there(self):
        shown = self.shown("adam.simpson", size="140 60", then="keys /\ntype payment\nkeys Enter Down Down Down Enter\nshow\nkeys 1\nwait\nkeys Tab y\nwait\nshow\nkeys Esc Esc Esc\nwait\nshow\n")
        self.assertEqual(self.part(shown[0], "Sending"), ["Not blocked for outbound spam."])
        self.assertRegex("\n".join(self.part(shown[0], "Usage")), r"Used +5% +█░+\nSize +5 GB\nQuota +100 GB")
        self.assertEqual(self.part(shown[0], "Forwarding"), ["Forwarded                       no"])
        rules = self.part(shown[0], "Inbox rules")
        self.assertRegex(rules[0], r"^Name +On +Notice +Does +When\b")
        self.assertRegex(rules[-1], r'^\.\. +yes hides mail, odd name +moves to Conversation History, marks as read +subject or text has "payment"')
        self.assertIn("1  Disable inbox rule", shown[1])
        self.assertRegex(shown[3], r"\.\. +no +hides mail, odd name")

    def test_groups_that_are_marked_are_left_together(self):
        with Tenant("--users", "100") as tenant:
            straight = Straight(tenant)
            groups = lambda: {group["displayName"] for group in straight.all(f"/users/{straight.id('daniel.molina')}/memberOf/microsoft.graph.group")}
            before = groups()
            asked, after, _ = screens(tenant, "size 100 40\nwait\nkeys /\ntype daniel.molina\nkeys Enter\nwait\nkeys o 7\nwait\nkeys Down * Enter\nwait\nshow\nkeys wait y\nwait\nkeys Esc\nwait\nshow\n")
            self.assertEqual(before - groups(), {"Company News", "All Staff", "VPN Users"})  # all but that whose members follow a rule
            for group in before - groups():
                self.assertIn(f"[x] {group}", asked)
            self.assertEqual(len(self.part(after, "Member of")), 2)

    def test_says_that_there_is_no_mailbox(self):
        shown, = self.shown("only.space", size="80 24")
        self.assertEqual(self.part(shown, "Mailbox"), ["No mailbox in Exchange Online."])
        self.assertNotIn("Inbox rules", shown)

    def test_rules_that_may_not_be_read_are_not_none(self):
        shown, = self.shown("adam.simpson", "--exchange-roles", "ViewOnlyOrganizationManagement")
        rules = " ".join(self.part(shown, "Inbox rules"))
        self.assertIn("not read: not permitted", rules)
        self.assertIn("Exchange Administrator or Exchange Recipient Administrator", rules)
        self.assertNotIn("No rule", rules)
        self.assertRegex(shown, r"(?m)^ Inbox rules *$")  # and no number beside it
        self.assertIn("Quota ", shown)  # the others are there

    def test_what_failed_says_so_everywhere(self):
        shown, = self.shown("adam.simpson", "--fault", "match=POST /exchange*,status=400")
        self.assertGreater(len(re.findall("not read: failed: ", shown)), 5)
        for word in ("Not blocked", "No mailbox", "Forwarded ", "Nobody"):
            self.assertNotIn(word, shown)

    def test_one_that_hangs_keeps_nothing_else_waiting_and_who_is_left_is_not_asked_about(self):
        """The first photo does not come: all else is there, its key ends it. Then forty users are gone through with the key held down."""
        with Tenant(*SIZE, "--fault", "match=GET /users/*/photo,nth=1,hold=HERE") as tenant:
            tenant.hold()
            there = ("roles that only read", "Not risky", "Last interactive", "Registered for MFA", "Per-user MFA  ", "No licence", "In none", "None is named", "None.", "Employee id")
            waits = "".join(f"wait-for {text}\n" for text in there)
            first, second, last = screens(tenant, f"size 100 90\nwait\nkeys o\n{waits}show\nkeys c\nwait\nshow\nkeys {'n ' * 40}\nwait\nshow\n")[:-1]
            self.assertEqual(re.findall("(.*): being read", first), ["  Photo"])
            self.assertIn("Photo: not read: cut short: cancelled", second)
            self.assertNotIn("being read", second)
            self.assertRegex(last, r"41/300")
            asked = [match[1] for line in tenant.ledger() if (match := re.search(r"/users/([0-9a-f-]{36})", line["url"]))]
            self.assertEqual(len(set(asked)), 2)  # the first and the last: no other was rested upon


if __name__ == "__main__":
    main()
