"""Forms that know the tenant: what is read before, searched while one types, and sent in the end; the deleted users."""
import re
import urllib.parse

from screen import ScreenTest, Tenant, main, screens

MEMBERS = "status:enabled type:member synced:no licence:E"
FIND = ("wait", "keys /", f"type {MEMBERS}", "keys Enter Home")


class Forms(ScreenTest):
    def setUp(self):
        self.tenant = Tenant("--users", "200")
        self.user = self.tenant.users(MEMBERS)[0]

    def tearDown(self):
        self.tenant.close()

    def changes(self):
        return [line for line in self.tenant.writes("POST", success=False) if self.user["id"] in line["url"]]

    def play(self, *lines):
        return screens(self.tenant, "\n".join(lines) + "\n")

    def test_a_pass_takes_the_tenants_default_and_is_shown_by_its_name(self):
        asked, done, _ = self.play(*FIND, "keys Enter t", "wait", "show", "keys wait y", "wait", "show", "keys Esc")
        least, most = re.search(r"The tenant allows (\d+) to (\d+) minutes", asked).groups()
        usual = re.search(r"Minutes +(\d+)", asked)[1]
        self.assertLessEqual(int(least), int(usual))
        self.assertLessEqual(int(usual), int(most))
        self.assertIn("Temporary Access Pass:", done)
        write, = self.changes()
        self.assertEqual(write["body"]["lifetimeInMinutes"], int(usual))

    def patches(self):
        return [line["body"] for line in self.tenant.writes("PATCH", success=False)]

    def test_what_is_edited_stands_beside_what_it_was_and_is_all_that_is_sent(self):
        first, typed, done, locked, _ = self.play(
            "wait", "keys /", "type pam.password", "keys Enter", "wait", "keys e", "wait-for Manager", "show", f"keys{11 * ' Tab'}", "type x", "keys Tab",
            "wait-for was:", "show", "keys Ctrl-S", "wait-for Changed", "show", "keys Esc / Ctrl-U", "type sid.synced", "keys Enter", "wait", "keys e", "wait-for from Active", "show")
        self.assertRegex(first, r"Sign-in name +pam.password@contoso.com")
        self.assertIn("Changed: ", done)
        was, = re.findall(r"was: (\w+)", typed)
        self.assertEqual(self.patches(), [{"department": was + "x"}])
        self.assertRegex(locked, r"Display name +Sid Synced  \(from Active Directory\)")

    def test_several_are_edited_with_values_of_their_own(self):
        same, done, _ = self.play("wait", "keys /", f"type {MEMBERS}", "keys Enter Home", "wait", "keys Space Space", "keys e", "wait-for Yes (y)", *2 * ("keys Tab",), "keys Tab",
                                  "type ann@contoso.com", "keys Ctrl-S", "wait-for One user's", "show", "keys Ctrl-U", "type {f}.{last}@contoso.onmicrosoft.com", "keys Ctrl-S", "wait-for Done", "show")
        self.assertIn("One user's: of several", same)
        names = [body["userPrincipalName"] for body in self.patches()]
        self.assertEqual((len(set(names)), {name.split("@")[1] for name in names}), (2, {"contoso.onmicrosoft.com"}))
        self.assertIn("2 ok, 0 failed", done)

    def test_somebody_new_comes_from_a_pasted_link_in_four_keys(self):
        link = "type https://cipp.example/users/add?customerId=contoso.com&displayName=Nina+New&mailNickname=nina.new&city=Rotterdam&shoe=4"
        empty, asked, done, table, _ = self.play("wait", "keys a", "wait", "show", link, "wait-for nina.new@contoso.com is free.", "show", "keys y", "wait", "show",
                                                 "keys C Esc", "wait-for 201 users", "keys /", "type nina", "wait", "show")
        self.assertRegex(empty, r"\[x\] contoso.com")
        self.assertIn("Add Nina New (nina.new@contoso.com)?", asked)
        self.assertIn('There is no parameter "shoe".', asked)
        self.assertRegex(done, r"Added\.[\s\S]*Password:")
        self.assertRegex(table, r"> +Nina New .*Enabled")
        write, = [line for line in self.tenant.writes("POST") if line["url"].endswith("/users")]
        self.assertEqual((write["body"]["city"], write["body"]["passwordProfile"]["forceChangePasswordNextSignIn"]), ("Rotterdam", False))  # a link that does not say so asks for no change

    def test_each_parameter_of_a_link_reaches_the_tenant_through_the_form(self):
        values = {"businessPhones": "+31 20 1", "city": "Rotterdam", "companyName": "A & B", "country": "Nederland", "department": "Réseau", "displayName": "Lin Link", "givenName": "Lin",
                  "jobTitle": "Tester", "mailNickname": "lin.link", "mobilePhone": "+31 6 1", "postalCode": "3011 AA", "streetAddress": "Coolsingel 1", "surname": "Link", "usageLocation": "NL"}
        link = "roster:" + urllib.parse.urlencode(values | {"customerId": "contoso.com", "primDomain": "contoso.onmicrosoft.com", "MustChangePass": "true", "licences": "SPE_E3",
                                                            "addedAliasses": "lin.one@contoso.com\nlin.two@contoso.com"})
        form, done, _ = self.play("size 110 90", "wait", "keys a", "wait", f"type {link}", "wait-for lin.link@contoso.onmicrosoft.com is free", "show", "keys y", "wait-for Added", "show", "keys C Esc")
        for name, value in values.items():
            self.assertRegex(form, rf"  {re.escape(value)}\W", name)
        self.assertRegex(form, r"\[x\] contoso.onmicrosoft.com[\s\S]*Must change +\[x\] yes[\s\S]*\[x\] Microsoft 365 E3")
        user = self.tenant.graph("/users/lin.link@contoso.onmicrosoft.com?$select=" + ",".join(values) + ",passwordProfile,proxyAddresses")
        for name, value in values.items():
            self.assertEqual(user[name], [value] if name == "businessPhones" else value, name)
        self.assertTrue(user["passwordProfile"]["forceChangePasswordNextSignIn"])
        self.assertEqual(user["proxyAddresses"][1:], ["smtp:lin.one@contoso.com", "smtp:lin.two@contoso.com"])

    def test_a_taken_name_and_a_foreign_link_are_said_at_once(self):
        taken, wrong, foreign, *_ = self.play("wait", "keys a", "wait", "type X", "keys Tab", "type Y", "keys Tab Tab", "type max.methods", "wait-for take another one", "show",
                                              "keys Ctrl-U", "type a b", "keys Ctrl-S", "show", "keys Esc", "keys :", "type prefill customerId=fabrikam.com&city=R", "keys Enter", "wait", "show")
        self.assertIn("max.methods@contoso.com is a name or an", taken)
        self.assertIn('! mailNickname cannot have " " in it', wrong)
        self.assertIn('the link is for the tenant "fabrikam.com"', foreign)
        self.assertEqual([line for line in self.tenant.writes("POST") if line["url"].endswith("/users")], [])

    def test_a_template_fills_in_what_nobody_wrote(self):
        self.tenant.config.write_text(self.tenant.config.read_text().replace("    endpoints:", "    template: office\n    endpoints:", 1) + """
templates:
  office: {username: "{first}.{last}", companyName: Contoso, usageLocation: NL, licences: [SPE_E3], group: [Finance Files]}
  short: {mailNickname: "{f}{last}", displayName: "{last}, {first}", domain: contoso.onmicrosoft.com}
""")
        office, short, none, mixed, done, _ = self.play(
            "wait", "keys a", "wait", "type José", "keys Tab", "type de Vries", "wait-for jose.devries@contoso.com is free", "show", "keys Ctrl-T",
            "wait-for jdevries@contoso.onmicrosoft.com is free", "show", "keys Ctrl-T", "wait", "show", "keys Ctrl-T Tab", "type !", "keys Tab", "type x", "wait-for devriesx@contoso.com is free",
            "show", "keys Ctrl-S", "wait-for Added", "show", "keys C Esc")
        self.assertRegex(office, r"Template: office \(Ctrl-T the next\)[\s\S]*Display name\* +José de Vries[\s\S]*Username\* +jose.devries")
        self.assertRegex(short, r"Display name\* +de Vries, José[\s\S]*Username\* +jdevries[\s\S]*\[x\] contoso.onmicrosoft.com")
        self.assertRegex(none, r"Template: none[\s\S]*Display name\* +José de Vries[\s\S]*Username\* +│(?![\s\S]*is free)")
        self.assertRegex(mixed, r"Display name\* +José de Vries!")
        write, = [line["body"] for line in self.tenant.writes("POST") if line["url"].endswith("/users")]
        self.assertEqual({name: write[name] for name in ("displayName", "userPrincipalName", "companyName", "usageLocation")},
                         {"displayName": "José de Vries!", "userPrincipalName": "jose.devriesx@contoso.com", "companyName": "Contoso", "usageLocation": "NL"})
        self.assertRegex(done, "Added")
        self.assertEqual([line["url"].rsplit("/", 1)[1] for line in self.tenant.writes("POST") if "/graph/" in line["url"]], ["users", "assignLicense", "$ref"])

    def test_somebody_new_is_like_another_and_groups_are_copied(self):
        like, done, groups, added, _ = self.play(
            "wait", "keys a", "wait", "type Ann", "keys Tab", "type Newer", "keys Tab Tab", "type ann.newer", f"keys{6 * ' Tab'}", "type max.methods", "wait-for max.methods@contoso.com", "keys Enter",
            "wait-for Not copied", "show", "keys Ctrl-S", "wait-for Added", "show", "keys C Esc", "wait", "keys /", "type pam.password", "keys Enter", "wait", "keys Enter g", "wait", "keys Tab",
            "type max.methods", "wait-for max.methods@contoso.com", "keys Enter", "wait-for already a member", "show", "keys Shift-Tab", "type Sales A", "wait-for > Sales A", "keys Enter Ctrl-S", "wait-for Added to", "show", "keys Esc")
        self.assertIn("Not copied: All Employees (its members follow", like)
        self.assertIn("Added.", done)
        write, = [line["body"] for line in self.tenant.writes("POST") if line["url"].endswith("/users")]
        self.assertEqual((write["companyName"], write["usageLocation"]), ("Contoso Ltd", "DE"))
        self.assertIn("assignLicense", [line["url"].rsplit("/", 1)[1] for line in self.tenant.writes("POST")])
        self.assertRegex(groups, r"Not copied: [\s\S]*already a\s[│ ]*member")
        self.assertIn("Added to Sales Announcements.", added)

    def test_what_may_not_be_read_is_typed(self):
        self.tenant.close()
        self.tenant = Tenant("--users", "60", "--roles", "User.ReadWrite.All")
        self.tenant.config.write_text(self.tenant.config.read_text().replace("    endpoints:", "    template: desk\n    endpoints:", 1) +
                                      '\ntemplates:\n  desk: {username: "{f}{last}", domain: contoso.com, usageLocation: NL, licences: [SPE_E3]}\n')
        form, _ = self.play("size 100 50", "wait", "keys a", "wait", "type Rita", "keys Tab", "type Role", "keys Tab Tab Tab Tab", "wait-for is free", "show")
        self.assertRegex(form, r"Add Rita Role \(rrole@contoso.com\)\?[\s\S]*Domain +• contoso.com[\s\S]*Licences +• SPE_E3")

    def test_an_administrator_is_made_by_typing_the_name(self):
        self.tenant.config.write_text(self.tenant.config.read_text().replace("    endpoints:", "    template: desk\n    endpoints:", 1) +
                                      '\ntemplates:\n  desk: {username: "{f}{last}", roles: Helpdesk Administrator, usageLocation: NL}\n')
        asked, done, _ = self.play("wait", "keys a", "wait", "type Rita", "keys Tab", "type Role", "wait-for is free", "keys Ctrl-S", "wait-for to confirm", "show", "type rrole@contoso.com",
                                   "keys Ctrl-S", "wait-for Added", "show", "keys C Esc")
        self.assertIn("Type rrole@contoso.com to confirm:", asked)
        self.assertNotIn("That is not what has to be typed", asked)
        self.assertEqual([line["url"].rsplit("/", 1)[1] for line in self.tenant.writes("POST") if "/graph/" in line["url"]], ["users", "roleAssignments"])

    def new_ones(self, name, text):
        path = self.tenant.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def test_a_file_of_new_users_is_mended_and_made_once(self):
        path = self.new_ones("new.csv", "displayName,mailNickname,usageLocation\nBea Bulk,bea.bulk,NL\nBo Bulk,bo..bulk,NL\nMax Again,max.methods,NL\nAnn Two,BEA.BULK,NLX\nJörg 山田,joerg,NL\n")
        rows, refused, twin, ready, asked, done, after, _ = self.play(
            "wait", "keys b", f"type {path}", "keys Enter", "wait", "show", "keys m", "show", "keys j Enter Ctrl-U", "type bo.bulk", "keys Enter j j Enter Ctrl-U", "type NL",
            "keys Enter", "show", "keys d", "show", "keys m", "wait", "show", "keys y", "wait", "show", "keys C Esc", "wait-for 4 there already", "show")
        for line, says in ((2, "ready"), (3, "mailNickname cannot have two"), (4, "there already: left alone"), (5, "usageLocation cannot be"), (6, "ready")):
            self.assertRegex(rows, rf"(?m)^>? +{line} .*{says}")
        self.assertIn("2 rows have to be mended or left out first.", refused)
        self.assertRegex(twin, r"5 .*BEA.BULK@contoso.com stands in li")
        self.assertIn("0 to mend, 1 there already, 3 ready", ready)
        self.assertRegex(asked, r"Add 3 users\?[\s\S]*in Contoso Ltd[\s\S]*Bea Bulk")
        self.assertRegex(done, r"3 of 3: 3 ok, 0 failed[\s\S]*3 secrets, shown once")
        self.assertIn("0 to mend, 4 there already, 0 ready", after)
        made = [line["body"]["userPrincipalName"] for line in self.tenant.writes("POST") if line["url"].endswith("/users")]
        self.assertEqual(sorted(made), ["bea.bulk@contoso.com", "bo.bulk@contoso.com", "joerg@contoso.com"])

    def test_a_file_tells_of_the_deleted_goes_on_with_the_half_made_and_is_read_again(self):
        self.tenant.close()
        self.tenant = Tenant("--users", "200", "--fault", "match=PUT /users/*/manager/*,nth=1,status=403")
        self.tenant.config.write_text(self.tenant.config.read_text().replace("    endpoints:", "    template: office\n    endpoints:", 1) +
                                      '\ntemplates:\n  office: {username: "{first}.{last}"}\n')
        gone = "noel.nowhere@contoso.com"
        self.tenant.run("do", "delete-user", gone, "--yes", "--name", gone)
        half = self.new_ones("half.csv", "displayName,mailNickname,manager\nHalf Done,half.done,max.methods@contoso.com\n")
        self.tenant.run("bulk-add", half, "--yes", code=1)
        path = self.new_ones("again.csv", "givenName,shoe,manager\nNoel,Nowhere,\n")
        self.new_ones("mended.csv", "givenName,surname,manager\nNoel,Nowhere,\nHalf,Done,max.methods@contoso.com\nMax,Methods,\n")
        bad, *_ = self.play("wait", "keys b", f"type {path}", "keys Enter", "wait", "show")
        self.assertIn("shoe", bad)
        path.unlink()
        path.symlink_to(path.parent / "mended.csv")
        rows, asked, done, after, _ = self.play("wait", "keys b", f"type {path}", "keys Enter", "wait-for made before", "wait-for deleted user", "show", "keys m", "wait", "show",
                                                "keys y", "wait-for 2 ok", "show", "keys C Esc", "wait-for 3 there already", "show")
        self.assertRegex(rows, r"2 +Noel Now\S* +noel.nowhere@\S* +ready, but a deleted user, Noel")
        self.assertRegex(rows, r"3 +Half Done +half.done@\S* +made before: what was missing")
        self.assertRegex(rows, r"4 +Max Meth\S* +max.methods@\S* +there already: left alone")
        self.assertIn("0 to mend, 1 there already, 2 ready", rows)
        self.assertIn("Add 2 users?", asked)
        self.assertEqual(sum(line["url"].endswith("/users") for line in self.tenant.writes("POST")), 2)  # each once

    def test_a_file_that_could_not_be_read_is_read_again(self):
        self.tenant.close()
        self.tenant = Tenant("--users", "1500", "--fault", "match=GET */users?*skiptoken*,hold=HERE")
        path, release = self.new_ones("late.csv", "shoe\n41\n"), self.tenant.release
        self.tenant.hold()

        def mend():  # once the screen has shown what is wrong with it
            path.write_text("displayName,mailNickname\nLate One,late.one\n")
            release()
        self.tenant.release = mend
        script = f"wait-for 999 of 1,500 loading\nkeys b\ntype {path}\nkeys Enter\nwait-for shoe\nshow\nwait\nkeys F5\nwait\nshow\n"
        unread, read, _ = screens(self.tenant, script, release=1)
        self.assertRegex(unread, r'there is no parameter for the column\s+"shoe"')
        self.assertRegex(read, r"2 +Late One +late.one@contoso.com +ready")

    def test_a_file_of_guests_and_one_that_cannot_be_read(self):
        path = self.new_ones("guests.csv", "email,displayName\nguest.one@fabrikam.com,One\nnowhere,X\n")
        rows, missing, unread, _ = self.play("wait", "keys b", f"type {path}", "keys Enter", "wait", "show", "keys Esc b", f"type {path}x", "keys Enter", "show", "type y", "keys Esc b",
                                             f"type {self.new_ones('shoe.csv', 'displayName,shoe' + chr(10) + 'x,y' + chr(10))}", "keys Enter", "wait", "show")
        self.assertRegex(rows, r"Invite guests[\s\S]*guest.one@fabrikam.com +ready[\s\S]*email cannot be")
        self.assertIn("No such file", missing)
        self.assertRegex(unread, r'there is no parameter for the column\s+"shoe"')

    def test_who_was_made_and_not_given_everything_is_gone_on_with(self):
        self.tenant.close()
        self.tenant = Tenant("--users", "200", "--fault", "match=PUT /users/*/manager/*,nth=1,status=403")
        failed, again, _ = self.play("wait", "keys :", "type prefill displayName=Nina+New&mailNickname=nina.new&manager=max.methods@contoso.com", "keys Enter", "wait",
                                     "wait-for nina.new@contoso.com is free.", "keys y", "wait", "show", "keys C Esc J", "keys r", "wait", "keys y", "wait", "show")
        self.assertIn("manager", failed)
        self.assertIn("All of it is there.", again)
        self.assertEqual(len([line for line in self.tenant.writes("POST") if line["url"].endswith("/users")]), 1)

    def test_a_pass_outside_the_limits_is_not_asked_for(self):
        refused, *_ = self.play(*FIND, "keys Enter t", "wait", "keys Tab Tab Tab Ctrl-U 5 Shift-Tab Shift-Tab y", "wait", "show")
        self.assertRegex(refused, r"! lifetime must be a number from \d+ to \d+")
        self.assertEqual(self.changes(), [])

    def test_licences_are_chosen_by_name_and_sent_by_id(self):
        asked, done, _ = self.play("size 100 40", *FIND, "keys Enter l", "wait", "show", "keys Space Ctrl-S", "wait", "show", "keys Esc")
        name = re.search(r"Add +> \[ \] (.+?)  ", asked)[1]
        self.assertNotIn("_", name)
        self.assertRegex(asked, r"\d+ of \d+ free")
        self.assertIn("Done", done)
        write, = self.changes()
        self.assertTrue(write["url"].endswith("/assignLicense"))
        self.assertEqual(len(write["body"]["addLicenses"]), 1)
        self.assertRegex(write["body"]["addLicenses"][0]["skuId"], r"^[0-9a-f-]{36}$")

    def test_licences_of_several_are_chosen_from_a_list_too(self):
        asked, done, _ = self.play("size 100 40", *FIND, "keys Space Space Enter l", "wait", "show", "keys Space Ctrl-S", "wait", "show", "keys Esc")
        self.assertRegex(asked, r"Add +> \[ \] (.+?)  +\d+ of \d+ free")
        self.assertIn("2 of 2: ", done)
        sent = [line for line in self.tenant.ledger() if line["url"].endswith("/assignLicense")]
        self.assertTrue(sent)
        for write in sent:
            self.assertRegex(write["body"]["addLicenses"][0]["skuId"], r"^[0-9a-f-]{36}$")

    def test_groups_are_searched_while_one_types(self):
        found, none, done, _ = self.play(*FIND, "keys Enter g", "type sal", "wait-for > Sales", "show", "keys Ctrl-U", "type xyzzy",
                                         "wait-for Nothing found", "show", "keys Ctrl-U", "type Sales A", "wait-for > Sales A", "keys Enter Ctrl-S",
                                         "wait", "show")
        self.assertIn("its members follow from a rule", found)
        self.assertNotIn("> Sales", none)
        self.assertIn("Sales Announcements", done)
        asked = [line["url"] for line in self.tenant.ledger() if line["method"] == "GET" and "/groups?" in line["url"]]
        self.assertLess(len(asked), 6, asked)  # no question for each letter

    def test_out_of_office_is_written_in_the_editor(self):
        editor = self.tenant.folder / "editor"
        editor.write_text("#!/bin/sh\nprintf 'Away until Monday.\\nAsk Ada.\\n' >\"$1\"\n", encoding="utf-8")
        editor.chmod(0o700)
        self.tenant.environment["VISUAL"] = str(editor)
        written, done, _ = self.play("size 100 40", *FIND, "keys Enter w", "wait", "keys Ctrl-E", "show", "keys Tab Tab Tab Tab", "type +7d",
                                     "keys Ctrl-S", "wait", "show", "keys Esc")
        self.assertIn("Away until Monday.", written)
        self.assertIn("Ask Ada.", written)
        self.assertIn("Done", done)
        sent = [line["body"] for line in self.tenant.ledger() if "Set-MailboxAutoReplyConfiguration" in str(line["body"])]
        self.assertIn("Away until Monday.", str(sent))

    def test_the_administrators_name_is_typed(self):
        asked, done, _ = self.play("wait", "keys /", "type gloria", "keys Enter Home Enter b", "wait", "show", "type gloria.global@contoso.com",
                                   "keys Enter y", "wait", "show", "keys Esc")
        self.assertIn("! Privileged: Global Administrator.", asked)
        self.assertIn("Type gloria.global@contoso.com to confirm:", asked)
        self.assertNotIn("REFUSED", done)

    def test_the_deleted_come_back(self):
        name = self.user["userPrincipalName"]
        gone, deleted, asked, done, _ = self.play(*FIND, "keys Enter D", "wait", f"type {name}", "keys Enter y", "wait", "keys Esc", "show", "keys X", "wait",
                                                  "show", "keys r", "wait", "show", "keys wait y", "wait", "show", "keys Esc Esc", "wait")
        self.assertNotIn(name.split("@")[0], re.sub(r"\n Delete user, .* takes it back\)", "", gone))  # the table; the status line names the run
        self.assertIn(name, deleted)
        self.assertIn("30 days", deleted)
        self.assertIn(f"({name})", asked.replace("\n", ""))
        self.assertIn("Done", done)
        self.assertIn(self.user["id"], [user["id"] for user in self.tenant.users(MEMBERS)])


if __name__ == "__main__":
    main()
