"""The table of users: its first lines, its rows while they come, its last lines."""
from screen import ScreenTest, Tenant, main, screens

USERS = ("--users", "60", "--seed", "7")


class Table(ScreenTest):
    def test_rows_are_shown_while_more_come(self):
        with Tenant("--users", "1500", "--fault", "match=GET *skiptoken*,hold=HERE") as tenant:
            tenant.hold()
            shown = screens(tenant, "wait-for 999 of 1,500 loading\nkeys j j\nshow\nwait\nshow\n", release=1)
            self.assertIn("999 of 1,500 users  INCOMPLETE", shown[0])
            self.assertRegex(shown[0], r"\n>  \S")
            self.assertIn("1,500 users   as of", shown[1])
            self.assertNotIn("loading", shown[1])

    def test_filter_marks_and_order_are_told(self):
        with Tenant(*USERS) as tenant:
            shown = screens(tenant, "wait\nkeys j Space Space Space\ntype /status:blocked\nkeys Enter\nshow\nkeys Esc > >\nshow\n"
                                    "type /created:x\nshow\nkeys Ctrl-U\ntype statu:blocked\nkeys Enter\nshow\nkeys Esc\nshow\n")
            first, header = shown[0].split("\n")[1:3]
            self.assertRegex(first, r"3 marked +filter: status:blocked  \d/\d$")
            self.assertEqual(shown[0].count("BLOCKED"), int(first[-1]))
            self.assertIn("Status  Synced", header)
            self.assertIn("Email address ▲", shown[1])
            self.assertNotIn("filter:", shown[1])
            self.assertIn("60 users", shown[2])
            self.assertGreater(shown[2].count("⋯"), 10)  # a filter that cannot be read hides nothing
            self.assertRegex(shown[3], r"\n/statu:blocked +column 1: there is no field \"statu\": did you mean status:\?.*\n It cannot be read: mend it, or Esc leaves the filter as it was\.")  # and is not kept
            self.assertNotIn("filter:", shown[4])

    def test_views_of_the_configuration_are_shown_at_every_width(self):
        with Tenant(*USERS) as tenant:
            with tenant.config.open("a", encoding="utf-8") as config:
                config.write('views:\n  Legal unlicensed: "dept:legal licence:none"\n  A name far too long to be shown beside all the others: status:enabled\n')
            shown = screens(tenant, "size 80 24\nwait\nshow\nsize 200 24\nshow\nsize 80 24\nkeys 7\nshow\n")
            self.assertRegex(shown[0].split("\n")[1], r"^ 1 All 2 3 4 5 6 7 Legal unlicensed 8 +1/60$")
            self.assertIn("6 Synced 7 Legal unlicensed 8 A name far too long to be shown", shown[1].split("\n")[1])
            self.assertRegex(shown[2].split("\n")[1], r"^ 1 2 3 4 5 6 7 Legal unlicensed")

    def test_a_job_that_failed_is_told_until_it_is_looked_at(self):
        with Tenant(*USERS, "--fault", "match=PATCH *,status=403") as tenant:
            shown = screens(tenant, "wait\nkeys Down Enter b wait y Esc\nwait\nshow\n")
            self.assertIn("jobs: 1 failed (J)", shown[0].split("\n")[-3])
            self.assertNotIn("┌", shown[0])

    def test_a_theme_with_gaps_is_taken_and_said(self):
        with Tenant(*USERS) as tenant:
            theme, script, dump = tenant.folder / "t.yaml", tenant.folder / "script", tenant.folder / "dump"
            theme.write_text("normal: {}\nlavender: {}\n", encoding="utf-8")
            script.write_text("size 200 20\nwait\nshow\n", encoding="utf-8")
            said = tenant.run("--script", script, "--dump", dump, "--theme", theme).stderr
            self.assertIn(f"{theme}: roles missing, shown as in default: header, tenant, ", said)
            self.assertIn("search-hit; roles unknown, ignored: lavender: themes/default.yaml has every role", said)
            shown = dump.read_text(encoding="utf-8")
            self.assertIn(f"{theme}: roles missing, shown as in default: header, tenant, ", shown)
            self.assertIn("60 users", shown)

    def test_name_and_status_stay_where_there_is_little_room(self):
        with Tenant(*USERS) as tenant:
            shown = screens(tenant, "size 40 12\nwait\nshow\nsize 39 12\nshow\n")
            self.assert_screen(shown[0], """
 Contoso Ltd  contoso.com      60 users
 1 All 2 Enabled 3 Blocked         1/60
   Display name ▲             Status
>  (only.space@)              Enabled ⋯▐
   +1 800 555 0100 Reception  Enabled ⋯
   Adele ^[[2J^[[31mAdmin^[[… Enabled ⋯
   Akira Carvalho             Enabled ⋯
   Alan Johansson             Enabled ⋯
   Andreas Leroy              Enabled ⋯
   Audrey Rasmussen           Enabled ⋯

 Enter menu  / filter  ? help  i info""")
            self.assert_screen(shown[1], "Too small: 39 x 12, needs 40 x 12.")


if __name__ == "__main__":
    main()
