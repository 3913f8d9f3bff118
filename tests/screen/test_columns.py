"""Columns with a source of their own on the screen: while they are read, and where they cannot be."""
from screen import ScreenTest, Tenant, main, screens


class ExtraColumns(ScreenTest):
    def test_the_filter_reads_what_it_asks_for(self):
        with Tenant("--users", "1200", "--seed", "7", "--fault", "match=GET *signInActivity*skiptoken*,hold=HERE") as tenant:
            tenant.hold()
            shown = screens(tenant, "size 120 24\nwait\ntype /signin:never\nkeys Enter\nwait-for 500 of 1200\nshow\nwait\nshow\n", release=1)
            self.assertIn("INCOMPLETE", shown[0])
            self.assertNotIn("INCOMPLETE", shown[1])
            self.assertRegex(shown[1], r"signin:never  1/\d+")

    def test_a_missing_licence_is_told_and_hides_nothing(self):
        with Tenant("--users", "60", "--seed", "7", "--licence", "none") as tenant:
            shown = screens(tenant, "size 160 24\nwait\ntype :Show Last sign-in\nkeys Enter\nwait\nshow\n")
            self.assertIn("Last sign-in !", shown[0])
            self.assertIn("Last sign-in was not read (F5): Sign-in data needs Microsoft Entra ID P1", shown[0])
            self.assertIn("60 users", shown[0])


if __name__ == "__main__":
    main()
