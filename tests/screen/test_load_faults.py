"""Reading the table goes wrong: the screen says what happened and what to do, and nothing that was there is lost."""
from screen import ScreenTest, Tenant, main, screens

USERS = ("--users", "1500", "--seed", "7")
LIST = "match=GET /users"


class FirstLoad(ScreenTest):
    def failing(self, fault, *told, times=""):
        with Tenant(*USERS, "--fault", f"{LIST},{times}{fault}") as tenant:
            shown = screens(tenant, "wait\nshow\n")[0]
            for text in told:
                self.assertIn(text, " ".join(shown.split()))
            self.assertNotIn("loading", shown)
            return shown

    def test_a_missing_permission(self):
        shown = self.failing("status=403", "Insufficient privileges", "permission", "request id", "F5 tries again.")
        self.assertNotIn("⋯", shown)

    def test_a_query_that_is_refused(self):
        self.failing("status=400", "Bad request.", "request id", "F5 tries again.")

    def test_a_reply_that_is_no_json(self):
        self.failing("garbage", "F5 tries again.")

    def test_a_reply_that_breaks_off(self):
        self.failing("truncate", "the connection broke", "F5 tries again.")

    def test_a_connection_that_is_cut(self):
        self.failing("cut", "the connection broke", "F5 tries again.")

    def test_what_passes_is_not_shown_as_a_failure(self):
        for fault in ("status=429,retry-after=0", "status=503,retry-after=0", "cut", "garbage", "truncate", "expire"):
            with self.subTest(fault=fault), Tenant(*USERS, "--fault", f"{LIST},nth=1,{fault}") as tenant:
                shown = screens(tenant, "wait\nshow\n")[0]
                self.assertIn("1,500 users", shown)
                self.assertNotIn("tries again", shown)
                self.assertGreater(shown.count("⋯"), 10)

    def test_a_wait_that_the_service_asks_for_is_told(self):
        with Tenant(*USERS, "--fault", f"{LIST},nth=1,status=429,retry-after=3") as tenant:
            shown = screens(tenant, "wait-for asks to wait\nshow\nwait\nshow\n")
            self.assertIn("the directory service asks to wait 3 s", shown[0])
            self.assertNotIn("asks to wait", shown[1])
            self.assertIn("1,500 users", shown[1])


class Part(ScreenTest):
    """A table that is not whole says so for as long as it is not."""

    def test_in_the_header_beside_the_filter_in_the_export_and_before_all_are_marked(self):
        with Tenant("--users", "2500", "--seed", "7", "--fault", f"{LIST},nth=2,status=400") as tenant:
            file = tenant.folder / "part.csv"
            shown = screens(tenant, "wait\nkeys Space\nshow\ntype /a\nkeys Enter Ctrl-U\nshow\nkeys *\nshow\nkeys *\nshow\n"
                                    f"keys x\nshow\nkeys Ctrl-U\ntype {file}\nkeys Enter\nshow\nkeys F5\nwait\nshow\nkeys *\nshow\n")
            for one in shown[:6]:
                self.assertIn("999 of 2,500 users  INCOMPLETE", one.split("\n")[0])
            self.assertRegex(shown[1].split("\n")[1], r"filter: a  INCOMPLETE")
            self.assertRegex(shown[2].split("\n")[-3], r"999 of 2,500 users  INCOMPLETE: \* again marks those that are here\.")
            self.assertNotIn("998 marked", shown[2])
            self.assertRegex(shown[3].split("\n")[1], r"\d+ marked")
            self.assertIn("999 of 2,500 users  INCOMPLETE", "\n".join(shown[4].split("\n")[4:]))
            self.assertIn("INCOMPLETE", " ".join(shown[5].split("\n")[-4:-2]))  # before the path, which takes a line of its own
            self.assertNotIn("INCOMPLETE", shown[6])
            self.assertIn("2,500 users   as of", shown[6])
            self.assertNotIn("again marks", shown[7])

    def test_a_refresh_that_fails_leaves_a_whole_table_whole_and_the_name_of_the_tenant(self):
        with Tenant(*USERS, "--fault", f"{LIST},nth=3,status=403", "--fault", "match=GET /organization*,nth=2,status=403") as tenant:
            shown = screens(tenant, "wait\nshow\nkeys F5\nwait\nshow\n")
            self.assertIn("Insufficient privileges", shown[1])
            self.assertEqual(shown[0].split("\n")[0], shown[1].split("\n")[0])
            self.assertNotIn("INCOMPLETE", shown[1])


class Refresh(ScreenTest):
    def test_a_refresh_that_fails_keeps_rows_cursor_marks_and_filter(self):
        # the first load asks for two pages; every request after them is refused
        with Tenant(*USERS, "--fault", f"{LIST},nth=3,status=403") as tenant:
            shown = screens(tenant, "wait\ntype /status:enabled\nkeys Enter Home j j Space Space\nshow\nkeys F5\nwait\nshow\n")
            before, after = shown[0].split("\n"), shown[1].split("\n")
            self.assertEqual(before[2:20], after[2:20])
            self.assertRegex(after[1], r"2 marked +filter: status:enabled")
            self.assertIn("Insufficient privileges", shown[1])

    def test_a_page_that_fails_in_the_middle_keeps_what_came(self):
        with Tenant(*USERS, "--fault", f"{LIST},nth=2,status=400") as tenant:
            shown = screens(tenant, "wait\nshow\n")[0]
            self.assertGreater(shown.count("⋯"), 10)
            self.assertIn("Bad request.", shown)


if __name__ == "__main__":
    main()
