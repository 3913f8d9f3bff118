"""A research on the screen, against somebody whose session was stolen: found, understood, looked into, at three sizes; several at once. What is
read is asked for once: the services let nobody search their audit log often."""
import re

from screen import ScreenTest, Tenant, main, screens

WHO = "casey.finance"
SIZES = ("160 45", "80 24", "40 12")
PROMISES = re.compile(r"\b(clean|safe|not compromised)\b", re.I)


class Stolen(ScreenTest):
    @classmethod
    def setUpClass(cls):
        cls.tenant = Tenant("--users", "300", "--scenario", "S1", "--licence", "p2")
        cls.tenant.__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.tenant.__exit__(None, None, None)

    def assert_no_promise(self, screen):
        self.assertIsNone(PROMISES.search(screen.replace("Safe and blocked senders", "")), screen)

    def test_is_understood_at_every_size_and_opened_as_the_service_sent_it(self):
        looks = "".join(f"size {size}\nkeys 1 g\nshow\nkeys b\nwait\nshow\nkeys 4\nshow\nkeys l\nshow\nkeys Esc\n" for size in SIZES)
        shown = screens(self.tenant, f"size 160 45\nwait\nkeys /\ntype {WHO}\nkeys Enter\nwait\nkeys r\nwait-for COMPROMISED\nwait\n{looks}"
                        "size 160 45\nkeys 1 g Down Enter Enter\nshow\nkeys Esc b p Enter\nwait\nshow\n")[:-1]
        for size, (first, timeline, sources, kinds) in zip(SIZES, [shown[at:at + 4] for at in range(0, 12, 4)]):
            self.assertIn("LIKELY COMPROMISED", first)
            self.assertNotIn("provisional", first)
            self.assertRegex(first, r"(?m)^  (CRIT|HIGH) ")
            self.assertRegex(timeline, r"(?m)^> ! ")
            self.assertRegex(sources, r"Sign-ins +ok")
            self.assertIn("Devices, with", kinds)
            for screen in (first, timeline, sources, kinds):
                self.assert_no_promise(screen)
            if size != "40 12":
                self.assertIn("first suspicious", first)
        self.assertIn("As the service sent it", shown[12])
        self.assertRegex(shown[13], r"Address [\d.]+ +\d+ of \d+ events")

    def test_a_rule_tells_what_it_ate_and_what_cannot_be_told(self):
        eaten, record, none = screens(self.tenant, f"size 120 30\nwait\nkeys /\ntype {WHO}\nkeys Enter\nwait\nkeys r\nwait-for COMPROMISED\nwait\nkeys 1\n"
                                      "keys g Down Down Down e\nwait\nshow\nkeys Esc Enter 2 Enter\nshow\nkeys e\nwait\nkeys Esc Esc 1 g Down e\nshow\n")[:3]
        self.assertIn("5 caught, 2 cannot be told, 0 not", eaten)
        self.assertRegex(eaten, r"would be caught +billing@northwind")
        self.assertRegex(eaten, r"caught +ap@northwind.+ +Invoice 4471: have your bank")
        self.assertRegex(eaten, r"cannot be told +lee.payroll@.+not in the trace")
        self.assertIn("What did this rule eat?", record)
        self.assertIn("This is no inbox rule", none)

    def test_what_was_found_is_contained(self):
        """The last of its class: afterwards there is nothing to do."""
        shown = screens(self.tenant, f"size 100 34\nwait\nkeys /\ntype {WHO}\nkeys Enter\nwait\nkeys R\nwait-for COMPROMISED\nwait\nshow\n"
                        "size 40 12\nshow\nsize 100 34\nkeys p\nwait\nshow\nkeys Enter\nwait\nshow\nkeys Enter\nshow\nkeys Enter\nwait\nkeys y\nwait\n"
                        "show\nkeys Esc\nwait\nkeys Esc\nwait\nshow\nkeys Enter\nshow\nsize 80 24\nkeys Esc r\nwait\nshow\nkeys w\nwait\nshow\n")
        chosen, narrow, plan, asked, left, secret, end, done, case, written = shown[:10]
        self.assertRegex(chosen, r"\[x\] +Block sign-in .*A06")
        self.assertRegex(chosen, r"\[x\] +Disable the inbox rule +\. .*M01")
        self.assertRegex(chosen, r"\[ \] +Disable the device .*user's own")
        self.assertIn("[x]", narrow)
        self.assertRegex(plan, r'PATCH .*/users/[^ ]+\n +{"accountEnabled":false}')
        self.assertNotIn("Sign-in blocked.", plan)  # nothing was done yet
        self.assertIn("Save what is there", chosen)  # what stands above the first is seen
        self.assertRegex(asked, r"Do these \d+ steps to Casey Finance")
        for step in ("Block sign-in", "Reset the password", "Disable the inbox rule: ."):
            self.assertRegex(asked.split("Do these")[1], re.escape(step))
        self.assertNotIn("Do these", left)  # Enter is No
        self.assertRegex(left, r"\[x\] +Block sign-in +A0")
        self.assertIn("Shown once", secret)
        self.assertRegex(end, r"\[x\] +Block sign-in +done")
        self.assertRegex(end, r"(?s)Tokens issued before live for up to (59|60) minutes more;.*What to do next")
        self.assertIn("All of it is done. In the research (r) w writes the case to a folder.", done)
        self.assertRegex(case, r"\n Enter open  .*w write case  Esc back")
        self.assertRegex(" ".join(written.split()), r"The case is written down \d+ files in .+roster-case-casey.+, seal ")
        self.assertRegex(written.replace("\n", "").replace(" ", ""), r"seal[0-9a-f]{64}")
        for screen in shown:
            self.assert_no_promise(screen)

    def test_several_are_a_board_and_the_worst_is_first(self):
        board = screens(self.tenant, f"size 120 30\nwait\nkeys Space\nkeys /\ntype {WHO}\nkeys Enter\nwait\nkeys Space r\nwait-for COMPROMISED\n"
                        "wait\nshow\n")[0]
        rows = [line for line in board.split("\n") if re.search("COMPROMISED|NO EVIDENCE|INCONCLUSIVE|SUSPICIOUS", line)]
        self.assertEqual(len(rows), 2)
        self.assertRegex(rows[0], "Casey Finance .*LIKELY COMPROMISED")
        self.assert_no_promise(board)


class Contained(ScreenTest):
    def test_what_is_done_and_taken_back_makes_the_reading_before_it_old(self):
        with Tenant("--users", "300", "--scenario", "S1", "--licence", "p2") as tenant:
            shown = screens(tenant, f"size 120 34\nwait\nkeys /\ntype {WHO}\nkeys Enter\nwait\nkeys r\nwait-for COMPROMISED\nwait\nshow\n"
                            "keys R\nwait\nkeys Enter\nwait\nkeys y\nwait-for Shown once\nkeys Esc\nkeys Esc\nwait\nkeys Esc\nwait\nshow\n"
                            "keys Esc\nkeys u\nwait\nshow\nkeys y\nwait\nkeys Esc Esc\nkeys r\nwait\nshow\nkeys R\nwait\nshow\nkeys 4\nshow\n")[:-1]
        before, after, asked, back, offered, four = shown
        self.assertRegex(before, r"as of HH:MM")
        self.assertRegex(before, r"\b5 still open")
        self.assertRegex(after, r"as of HH:MM")
        self.assertRegex(after, r"\b0 still open")
        self.assertNotIn("before what was done", after)
        self.assertRegex(after, r"COMPROMISED, \d+ findings? w(as|ere) done by roster")
        self.assertNotIn("set aside", after)
        self.assertRegex(asked, r"Take \d+ steps of \"contain\" back, the last first, from casey")  # `u` in the table
        self.assertRegex(back, r"\b[1-9] still open")
        self.assertRegex(offered, r"\[x\] +Block sign-in +.*A0")
        self.assertRegex(four, r"\[x\] +Block sign-in")


if __name__ == "__main__":
    main()
