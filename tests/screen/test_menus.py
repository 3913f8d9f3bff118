"""The menu, the panel beside the table, the palette and the help, at several sizes."""
import os
import pathlib
import subprocess
import tempfile

from screen import ScreenTest, Tenant, main, screens

from harness import BUILD

USERS = ("--users", "60", "--seed", "7")


class Menus(ScreenTest):
    @classmethod
    def setUpClass(cls):
        cls.tenant = Tenant(*USERS)

    @classmethod
    def tearDownClass(cls):
        cls.tenant.close()

    def test_menu_beside_the_row(self):
        shown = screens(self.tenant, 'wait\nkeys Down Enter\nshow\n')
        self.assert_screen(shown[0], """
 Contoso Ltd  contoso.com                                60 users   as of HH:MM
┌─ +1 800 555 0100 Reception ──────────────────────────────────────────────────┐
│  1 Created   YYYY-MM-DD hh:mm           I Clear immutable ID                 │
│  2 Last sync –                          D Delete user                        │
│  3 GUID      c0bc2439-827d-4c51-b54a-e  l Manage licences                    │
│              f327169b446                L Reprocess licences                 │
│ Look                                    e Edit                               │
│> o View user                            d Dismiss risk                       │
│  r Research compromised account         K Confirm compromised                │
│  i More info                              ⋯ 10 more                          │
│  + Playbooks                           MFA                                   │
│ Account                                 R Re-require MFA registration        │
│  b Block sign-in   enabled              m Set per-user MFA                   │
│  p Reset password                       t Create Temporary Access Pass       │
│  P Reset password (must change)         M Reset MFA methods                  │
│  k Revoke sessions                      u Send MFA push                      │
│  x Require password change              c Clear contact data                 │
│  y Set password expiry                    ⋯ 4 more                           │
│                                                                              │
│  View user: everything there is to know                                      │
│                                                                              ▼
└──────────────────────────────────────────────────────────────── Contoso Ltd ─┘

 a letter acts  / find  Esc back  ↑↓ and Enter too""")

    def test_menu_takes_a_small_screen(self):
        shown = screens(self.tenant, 'wait\nsize 40 12\nkeys Down Enter Down\nshow\n', "--ascii")
        self.assert_screen(shown[0], """
 Contoso Ltd  contoso.com      60 users
+- +1 800 555 0100 Reception ----------+
|  2 Last sync –                       ^
|  3 GUID      c0bc2439-827d-4c51-b54a-|
|              ef327169b446            |
| Look                                 |
|  o View user                         |
|> r Research compromised account      |
|  Research compromised account: sign~ v
+------------------------ Contoso Ltd -+

 a letter acts  / find  Esc back""")

    def test_what_the_tenant_has_no_licence_for_is_greyed_with_the_reason(self):
        with Tenant(*USERS, "--licence", "p1") as tenant:
            for action in "Dismiss risk", "Confirm compromised":
                shown = screens(tenant, f'wait\nkeys Down Enter /\ntype {action}\nshow\n')[0]
                self.assertIn("needs Microsoft Entra ID P2, which", shown)

    def test_menu_of_several_when_read_only(self):
        shown = screens(self.tenant, 'wait\nkeys Down Space Space Space Enter b\nshow\n', "--read-only")
        self.assert_screen(shown[0], """
 Contoso Ltd  contoso.com                          60 users   as of HH:MM  [RO]
┌─ 3 users ────────────────────────────────────────────────────────────────────┐
│ Look                                      ⋯ 9 more                           │
│> r Research compromised account        MFA                                   │
│  + Playbooks                            R Re-require MFA registration (read-…│
│ Account                                 m Set per-user MFA (read-only)       │
│  b Block sign-in (read-only)            M Reset MFA methods (read-only)      │
│  p Reset password (read-only)             ⋯ 1 more                           │
│  P Reset password (must change) (read… Mail                                  │
│  k Revoke sessions (read-only)          S Convert to shared mailbox (read-on…│
│  x Require password change (read-only)  C Convert mailbox to… (read-only)    │
│  y Set password expiry (read-only)      f Disable e-mail forwarding (read-on…│
│  D Delete user (read-only)              w Set out of office (read-only)      │
│  l Manage licences (read-only)          W Disable out of office (read-only)  │
│  L Reprocess licences (read-only)       U Disable all inbox rules (read-only)│
│  e Edit (read-only)                     H Start litigation hold (read-only)  │
│  d Dismiss risk (read-only)               ⋯ 3 more                           │
│  K Confirm compromised (read-only)     Access to the mailbox                 │
│                                                                              │
│  Research compromised account: signs of a compromise                         │
│                                                                              ▼
└──────────────────────────────────────────────────────────────── Contoso Ltd ─┘
 Block sign-in: read-only
 a letter acts  / find  Esc back  ↑↓ and Enter too""")

    def test_flyout_beside_the_table(self):
        shown = screens(self.tenant, 'size 120 24\nwait\nkeys Down i\nwait\nshow\n')
        self.assert_screen(shown[0], """
 Contoso Ltd  contoso.com                                                                        60 users   as of HH:MM
 1 All 2 Enabled 3 Blocked 4 Guests 5 Unlicensed 6 Synced   ┌─ +1 800 555 0100 Reception ──────────────────────────────┐
   Display name ▲    Email addre… Licences Status  Synced   │  Display name        +1 800 555 0100 Reception           │
   (only.space@)     –            Busines… Enabled –      ⋯▐│  Email address       reception@contoso.com               │
>  +1 800 555 0100 … reception@   M365 E3… Enabled –      ⋯▐│  Licences            Microsoft 365 E3, directly          │
   Adele ^[[2J^[[31… adele.clear@ F3, Pro… Enabled –      ⋯▐│                      Microsoft Entra ID P2, directly     │
   Akira Carvalho    akira.carva… M365 E3  Enabled AD     ⋯▐│  Status              Enabled                             │
   Alan Johansson    alan.johans… M365 E3… Enabled –      ⋯▐│  Synced              –                                   │
   Andreas Leroy     andreas.ler… F3, Fab… Enabled –      ⋯▐│  User principal name reception@contoso.com               │
   Audrey Rasmussen  audrey.rasm… M365 E3  Enabled –      ⋯ │  Type                Member                              │
   Bell^G and ^HBack bell.back@   Busines… Enabled –      ⋯ │  Job title           –                                   │
   Bogdan Stone      bogdan.ston… M365 E5  Enabled –      ⋯ │  Department          Operations                          │
   Carlos Porter     carlos.port… F3       Enabled –      ⋯ │  Created             YYYY-MM-DD hh:mm                    │
   Carriage Return   carriage@    M365 E5  BLOCKED –      ⋯ │  Last sync           –                                   │
   Chinwe Hess       chinwe.hess@ M365 E3  Enabled –      ⋯ │  Last sign-in        YYYY-MM-DD hh:mm                    │
   Christine O'Neill christine.o… M365 E5  Enabled –      ⋯ │  Interactive         YYYY-MM-DD hh:mm                    │
   Clip^[]52;c;cm0g… clip.board@  M365 E3… Enabled –      ⋯ │  Non-interactive     YYYY-MM-DD hh:mm                    │
   Daniel Fraser     daniel.fras… M365 E5  Enabled –      ⋯ │  Successful          YYYY-MM-DD hh:mm                    │
   Dmitri Lim        –            –        Enabled AD     ⋯ │                                                          │
   Døgg, "Quote" \ … quote.back@  M365 E3… Enabled AD     ⋯ │                                                          │
   Elena Rahman      elena.rahma… Busines… Enabled AD     ⋯ │                                                          ▼
   émilie décomposée emilie@      F3       Enabled –      ⋯ └─ keys: the table (Tab: here) ────────────── Contoso Ltd ─┘

 ↑↓ the user  Tab into the panel  Esc close  Enter menu  Space mark  / filter""")

    def test_flyout_on_a_small_screen(self):
        shown = screens(self.tenant, 'size 40 12\nwait\nkeys Down i\nwait\nkeys End\nshow\n')
        self.assert_screen(shown[0], """
 Contoso Ltd  contoso.com      60 users
┌─ +1 800 555 0100 Reception ──────────┐
│  g Add to group                      ▲
│  G Remove from group                 │
│  v Pre-provision OneDrive (probably …│
│  V Set OneDrive sharing              │
│  h Add OneDrive shortcut             │
│>   ⋯ 4 more                          │
│  Enter shows them, or leaves them o… │
└──────────────────────── Contoso Ltd ─┘

 a letter acts  y copy  Esc close""")

    def test_palette(self):
        shown = screens(self.tenant, 'wait\nkeys Down :\ntype block\nshow\n')
        self.assert_screen(shown[0], """
 Contoso Ltd  contoso.com                                60 users   as of HH:MM
 1 All 2 Enabled 3 Blocked 4 Guests 5 Unlicensed 6 Synced                  2/60
   Display name ▲           Email address      Licences        Status  Synced
   (only.space@)            –                  Business Prem.  Enabled –      ⋯▐
>  +1 800 555 0100 Recepti… reception@         M365 E3, Entra… Enabled –      ⋯▐
   Adele ^[[2J^[[31mAdmin^… adele.clear@       F3, Project P3  Enabled –      ⋯▐
   Akira Carvalho           akira.carvalho@    M365 E3         Enabled AD     ⋯▐
   Alan Johansson           alan.johansson@    M365 E3, Proje… Enabled –      ⋯▐
┌─ Commands ───────────────────────────────────────────────────────────────────┐
│> Block sign-in                                     +1 800 555 0100 Reception │
│  Block phone                                       +1 800 555 0100 Reception │
│  Show blocked users                                                        3 │
│  Let a blocked user send again                     +1 800 555 0100 Reception │
│  Set safe and blocked senders                      +1 800 555 0100 Reception │
│  Unblock sign-in (already set)                     +1 800 555 0100 Reception │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
└──────────────────────────────────────────────────────────────── Contoso Ltd ─┘
:block
 Enter does it  Tab completes  Esc back  ↑↓ choose""")

    def test_help(self):
        shown = screens(self.tenant, 'wait\nkeys ?\nshow\n')
        self.assert_screen(shown[0], """
 Contoso Ltd  contoso.com                                60 users   as of HH:MM
┌─ Help ───────────────────────────────────────────────────────────────────────┐
│ User                                                                         │
│  Enter, .               The menu of actions for the user, or those marked    │
│  i, Right               More info: the profile beside the table              │
│  o                      View user: everything there is to know               │
│  r                      Research compromised account: signs of a compromise  │
│  R                      Contain a compromised account: steps, plan, progress │
│  +                      Playbooks: several actions in order, as offboard     │
│  H                      The history of a user: who changed what              │
│  a                      Add a user: a form, also from a link                 │
│  e                      Edit: the properties of the user, or of those marked │
│  I                      Invite a guest                                       │
│  b                      Add many users, or invite guests, from a CSV file    │
│  :prefill               Add a user from a link: prefill LINK                 │
│  y                      Copy the sign-in name, or what the table has for it  │
│                                                                              │
│ Marks                                                                        │
│  Space                  Mark, and on to the next                             │
│  v                      Mark a range: here, move, again                      │
│  *                      Mark all that the filter shows                       ▼
└──────────────────────────────────────────────────────────────── Contoso Ltd ─┘

 ↑↓ scroll  / find  Esc back""")


class Changes(ScreenTest):
    def test_menu_and_flyout_follow_what_was_done(self):
        with Tenant(*USERS) as tenant:
            menu, flyout = screens(tenant, "wait\nkeys Down Enter b wait y\nwait\nkeys Esc Enter\nshow\n"
                                           "keys Esc\nsize 120 24\nkeys i\nwait\nshow\n")[:2]
            self.assertIn(" n Unblock sign-in", menu)
            self.assertNotIn(" b Block sign-in", menu)
            self.assertRegex(flyout, r"│  Status +BLOCKED")
            self.assertEqual([write["body"] for write in tenant.writes()], [{"accountEnabled": False}])

    def test_flyout_reads_the_user_where_the_cursor_rests_and_no_other(self):
        with Tenant(*USERS) as tenant:
            shown = screens(tenant, "size 120 45\nwait\nkeys i Down Down Down Down\nwait\nshow\nkeys Up\nwait\nkeys Down\nwait\nshow\n")
            asked = [line["url"] for line in tenant.ledger() if "manager" in line["url"]]
            self.assertEqual(len(asked), 2, asked)
            self.assertEqual(shown[0], shown[1])

    def test_flyout_says_why_the_rest_is_missing(self):
        with Tenant(*USERS, "--fault", "match=GET *manager*,status=403") as tenant:
            shown = screens(tenant, "size 120 45\nwait\nkeys Down i\nwait\nshow\n")
            self.assertIn("F5 tries again. The profile of a user could not be", shown[0])
            self.assertIn("Authorization_RequestDenied", shown[0])
            self.assertRegex(shown[0], r"│  Department +Operations")


class Demo(ScreenTest):
    """What a newcomer sees first."""

    def shown(self, script):
        with tempfile.TemporaryDirectory(prefix="roster-demo-") as folder:
            steps, dump = pathlib.Path(folder, "script"), pathlib.Path(folder, "dump")
            steps.write_text(script, encoding="utf-8")
            subprocess.run([BUILD / "roster", "demo", "--script", steps, "--dump", dump], check=True, timeout=120,
                           env={**os.environ, "HOME": folder, "XDG_CONFIG_HOME": folder, "XDG_STATE_HOME": folder})
            return dump.read_text(encoding="utf-8").split("----\n")

    def test_the_demo_says_what_to_try_until_esc(self):
        lines = [" / casey Enter r researches an account in other hands; there, R contains it.",
                 " Enter shows what can be done to a user; nothing is sent before you confirm.",
                 " ? lists the keys. Esc hides these lines. Nothing leaves this machine."]
        first, moved, gone = (screen.split("\n") for screen in
                              self.shown("size 80 24\nwait\nshow\nkeys Down\nshow\nkeys Esc\nshow\n")[:3])
        self.assertEqual((first[19:22], moved[19:22]), (lines, lines))
        self.assertNotIn(lines[0], gone)
        self.assertIn("⋯", gone[21], "the table takes the room")

    def test_what_the_demo_says_to_try_is_what_happens(self):
        found = self.shown("size 80 24\nwait\nkeys /\ntype casey\nkeys Enter r\nwait-for COMPROMISED\nwait\nkeys R\nshow\n")[0]
        self.assertIn(" Contain casey.finance@contoso.com ", found)
        self.assertIn("LIKELY COMPROMISED", found)


if __name__ == "__main__":
    main()
