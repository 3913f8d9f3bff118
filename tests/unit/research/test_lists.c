/* The lists: every line is read, looked up as their README says, and extended by the configuration or refused with its place. */
#include "unit.h"

#include "research/lists.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct lists *lists;

static int set_up(void **state)
{
    struct err e = {0};
    (void)state;
    lists = lists_new(NULL, 0, &e);
    if (!lists)
        fprintf(stderr, "%s\n", e.message);
    return lists ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    lists_free(lists);
    return 0;
}

static size_t facts_in(const char *file)
{
    char path[300], line[1000];
    size_t n = 0;
    snprintf(path, sizeof path, "%s/src/research/lists/%s", SOURCE_DIR, file);
    FILE *in = fopen(path, "r");
    assert_non_null(in);
    while (fgets(line, sizeof line, in))
        n += *line != '#' && *line != '\n';
    fclose(in);
    return n;
}

static void lists__hold_every_line__of_every_file(void **state)
{
    (void)state;
    for (int name = 0; name < LISTS; name++) {
        size_t added, count = lists_count(lists, (enum list_name)name, &added);
        assert_int_equal(count, facts_in(lists_file((enum list_name)name)));
        assert_int_equal(added, 0);
        assert_true(count || name == LIST_SERVICE_ACCOUNTS || name == LIST_DOMAINS_SISTER);
    }
}

static void lists_version__is_the_sum_of_the_file__until_a_line_is_added(void **state)
{
    struct err e;
    const struct list_line line = {"words-pay", "lohn", "config.yaml:3:5"};
    (void)state;
    for (int name = 0; name < LISTS; name++) {
        char command[400], sum[65];
        snprintf(command, sizeof command, "sha256sum %s/src/research/lists/%s", SOURCE_DIR,
                 lists_file((enum list_name)name));
        FILE *pipe = popen(command, "r");
        assert_non_null(pipe);
        assert_non_null(fgets(sum, sizeof sum, pipe));
        pclose(pipe);
        assert_string_equal(lists_version(lists, (enum list_name)name), sum);
    }
    struct lists *more = lists_new(&line, 1, &e);
    assert_non_null(more);
    assert_string_not_equal(lists_version(more, LIST_WORDS_PAY), lists_version(lists, LIST_WORDS_PAY));
    assert_string_equal(lists_version(more, LIST_WORDS_MONEY), lists_version(lists, LIST_WORDS_MONEY));
    assert_string_not_equal(lists_version_all(more), lists_version_all(lists));
    lists_free(more);
}

static void lists_find__takes_either_case__and_every_row_of_a_key(void **state)
{
    (void)state;
    assert_true(lists_has(lists, LIST_APPS_MALICIOUS, "FF8D92DC-3D82-41D6-BCBD-B9174D163620"));
    assert_false(lists_has(lists, LIST_APPS_MALICIOUS, "ff8d92dc-3d82-41d6-bcbd-b9174d16362"));
    assert_false(lists_has(lists, LIST_APPS_MALICIOUS, NULL));
    assert_false(lists_has(lists, LIST_APPS_MALICIOUS, ""));
    assert_string_equal(lists_find(lists, LIST_SIGNIN_CODES, "50076")->fields[1], "known");
    assert_string_equal(lists_find(lists, LIST_FOLDERS_HIDING, "Gel\u00f6schte Elemente")->fields[0], "weak");
    assert_string_equal(lists_find(lists, LIST_FOLDERS_HIDING, "PROBLE\u0300MES DE SYNCHRONISATION")->fields[0],
                        "strong");
    const struct list_row *row = lists_find(lists, LIST_AUDIT_ACTIVITIES, "reset USER password");
    assert_string_equal(row->fields[1], "P08");
    row = lists_next(lists, LIST_AUDIT_ACTIVITIES, row);
    assert_string_equal(row->fields[1], "P10");
    assert_null(lists_next(lists, LIST_AUDIT_ACTIVITIES, row));
    assert_string_equal(lists_find_with(lists, LIST_AUDIT_ACTIVITIES,
                                        "Update application \u2013 Certificates and secrets management", "P04")
                            ->fields[2],
                        "credential");
    assert_null(lists_find_with(lists, LIST_AUDIT_ACTIVITIES, "Add user", "P04"));
}

static void lists_marked__reads_words__not_parts_of_them(void **state)
{
    (void)state;
    const struct list_row *row = lists_find(lists, LIST_CLIENTS_PUBLIC, "04b07795-8ddb-461a-bbee-02f9e1bf7b46");
    assert_true(lists_marked(row, 2, "A10") && lists_marked(row, 2, "A11"));
    assert_false(lists_marked(row, 2, "A1") || lists_marked(row, 2, "common") || lists_marked(NULL, 2, "A10"));
}

static void lists_word_in__finds_words__as_they_are_marked(void **state)
{
    static const struct {
        enum list_name list;
        const char *text, *word;
    } rows[] = {
        {LIST_WORDS_MONEY, "RE: Invoice 4471", "invoice"},
        {LIST_WORDS_MONEY, "Invoices", "invoice"},
        {LIST_WORDS_MONEY, "by wire today", "wire"},
        {LIST_WORDS_MONEY, "WIRE-order", "wire"},
        {LIST_WORDS_MONEY, "wireless", NULL},
        {LIST_WORDS_MONEY, "haywire", NULL},
        {LIST_WORDS_MONEY, "1wire", NULL},
        {LIST_WORDS_MONEY, "hardwired, by wire", "wire"}, /* the second is whole */
        {LIST_WORDS_MONEY, "\u00e9ribs", NULL},
        {LIST_WORDS_MONEY, "\u00c9RIB", NULL},
        {LIST_WORDS_MONEY, "Votre RIB", "rib"},
        {LIST_WORDS_MONEY, "\u00dcBERWEISUNG", "\u00fcberweisung"},
        {LIST_WORDS_MONEY, "Uberweisung", NULL}, /* an accent counts */
        {LIST_WORDS_MONEY, "\uff29nvoice", "invoice"},
        {LIST_WORDS_MONEY, "in\u200bvoice", "invoice"},
        {LIST_WORDS_MONEY, "", NULL},
        {LIST_WORDS_MONEY, NULL, NULL},
        {LIST_WORDS_SECURITY, "Did you send this?", "did you send"},
        {LIST_WORDS_HELPDESK, "IT-Support (Contoso)", "it-support"},
        {LIST_APPS_PAY, "Adobe", NULL},
        {LIST_APPS_PAY, "ADP Workforce", "adp"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *word = lists_word_in(lists, rows[i].list, rows[i].text);
        if (!rows[i].word != !word || (word && strcmp(word, rows[i].word) != 0))
            fail_msg("\"%s\" gave %s", rows[i].text ? rows[i].text : "", word ? word : "nothing");
    }
    auto_buf struct buf words = buf_make(200);
    lists_words_in(lists, LIST_WORDS_MONEY, "Payment of the invoice by wire", &words);
    assert_string_equal(buf_text(&words), "invoice payment wire");
}

static void lists_agent__knows_classes__by_their_matches(void **state)
{
    static const struct {
        const char *class_name, *agent;
        bool is;
    } rows[] = {
        {"script", "axios/1.7.9", true},
        {"script", "Mozilla/5.0 python-requests/2.31", true},
        {"script", "node", true},
        {"script", "node-something", false}, /* exact */
        {"script", "Mozilla/5.0 (Windows NT 10.0)", false},
        {"script", "", false},
        {"script", NULL, false},
        {"kit", "kali365-live/1.0", true},
        {"kit", "x kali365-live/1.0", false}, /* prefix */
        {"kit", "Teams/1.3.00.30866 Chrome Electron/8.5.1", true},
        {"kit", "Teams/1.3.00.30866 Chrome Electron/9", false}, /* all */
        {"legacy", "BAV2ROPC", true},
        {"file", "NONISV|SharePointPnP|PnPPS", true},
        {"broker-usual", "Dsreg/10.0", true},
        {"broker-usual", "Windows-AzureAD-Authentication-Provider/1.0", true},
        {"broker-usual", "okhttp/4", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (lists_agent(lists, rows[i].class_name, rows[i].agent) != rows[i].is)
            fail_msg("%s: %s", rows[i].class_name, rows[i].agent ? rows[i].agent : "none");
}

static void lists_scope_in__takes_whole_scopes__and_beginnings_with_a_star(void **state)
{
    static const struct {
        const char *scopes, *found;
    } rows[] = {
        {"openid Mail.Read offline_access", "Mail.Read"},
        {" MAIL.SEND", "MAIL.SEND"},
        {"Mail.ReadBasic Calendars.ReadWrite User.Read", NULL},
        {"Contacts.ReadWrite", "Contacts.ReadWrite"},
        {"Contacts", NULL},
        {"MailboxItem.Read", "MailboxItem.Read"},
        {"EWS.AccessAsUser.All", "EWS.AccessAsUser.All"},
        {"", NULL},
        {NULL, NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t length = 0;
        const char *found = lists_scope_in(lists, rows[i].scopes, &length);
        if (!rows[i].found != !found ||
            (found && (length != strlen(rows[i].found) || strncmp(found, rows[i].found, length) != 0)))
            fail_msg("\"%s\"", rows[i].scopes ? rows[i].scopes : "");
    }
}

static void lists_device_name__knows_names_of_kits__by_their_length(void **state)
{
    (void)state;
    assert_true(lists_device_name(lists, "DESKTOP-8F3K2L1Q"));
    assert_false(lists_device_name(lists, "DESKTOP-8F3K2L1")); /* as Windows names itself */
    assert_false(lists_device_name(lists, "MY-DESKTOP-8F3K2L1Q"));
    assert_false(lists_device_name(lists, NULL));
    assert_true(lists_has(lists, LIST_DEVICE_MARKS, "10.0.19041.928"));
}

static void lists_new__adds_lines__of_the_configuration(void **state)
{
    static const struct list_line lines[] = {
        {"words-money", "word:po", "c:1:1"},
        {"words-money.txt", "Skonto", "c:2:1"},
        {"agents", "own,prefix,Contoso-Backup/", "c:3:1"},
        {"agents.csv", "script,contains,mechanize", "c:4:1"},
        {"apps-dual-use", "11111111-2222-3333-4444-555555555555,\"Mail, but ours\",low", "c:5:1"},
        {"service-accounts", "backup@contoso.com", "c:6:1"},
    };
    struct err e = {0};
    size_t added;
    (void)state;
    struct lists *more = lists_new(lines, sizeof lines / sizeof lines[0], &e);
    assert_non_null(more);
    assert_string_equal(lists_word_in(more, LIST_WORDS_MONEY, "our PO 17"), "po");
    assert_null(lists_word_in(more, LIST_WORDS_MONEY, "sport"));
    assert_string_equal(lists_word_in(more, LIST_WORDS_MONEY, "2 % SKONTO"), "Skonto");
    assert_string_equal(lists_word_in(more, LIST_WORDS_MONEY, "an invoice"), "invoice");
    assert_true(lists_agent(more, "script", "Mechanize/2"));
    assert_true(lists_agent(lists, "script", "contoso-backup/3 okhttp/4"));
    assert_false(lists_agent(more, "script", "contoso-backup/3 okhttp/4"));
    assert_string_equal(lists_find(more, LIST_APPS_DUAL_USE, "11111111-2222-3333-4444-555555555555")->fields[1],
                        "Mail, but ours");
    assert_true(lists_has(more, LIST_SERVICE_ACCOUNTS, "Backup@contoso.com"));
    assert_int_equal(lists_count(more, LIST_WORDS_MONEY, &added), lists_count(lists, LIST_WORDS_MONEY, NULL) + 2);
    assert_int_equal(added, 2);
    assert_true(lists_find(more, LIST_WORDS_MONEY, "skonto")->added);
    lists_free(more);
}

static void lists_new__refuses_a_line__with_its_place(void **state)
{
    static const struct {
        struct list_line line;
        const char *says;
    } rows[] = {
        {{"words-mony", "x", "config.yaml:7:3"}, "config.yaml:7:3: there is no list \"words-mony\""},
        {{"words", "x", "config.yaml:7:3"}, "config.yaml:7:3: there is no list \"words\""},
        {{"words-money", "", "c:8:5"}, "c:8:5: a line of words-money.txt is empty"},
        {{"words-money", ",", "c:8:5"}, "c:8:5: words-money.txt takes a word, which \",\" is not"},
        {{"words-vendors", "word:-", "c:8:5"}, "c:8:5: words-vendors.txt takes a word, which \"-\" is not"},
        {{"owner-tenants-microsoft", "contoso.com", "c:8:5"},
         "c:8:5: owner-tenants-microsoft.txt takes an id, which \"contoso.com\" is not"},
        {{"apps-malicious", "Rclone,x", "c:8:5"}, "c:8:5: apps-malicious.csv takes an id, which \"Rclone\" is not"},
        {{"as-hosting-hints", "AS9009", "c:8:5"},
         "c:8:5: as-hosting-hints.txt takes an AS number, which \"AS9009\" is not"},
        {{"domains-sister", "a@b.example", "c:8:5"},
         "c:8:5: domains-sister.txt takes a domain, which \"a@b.example\" is not"},
        {{"service-accounts", "backup", "c:8:5"},
         "c:8:5: service-accounts.txt takes a sign-in name, which \"backup\" is not"},
        {{"scopes", "Mail.Read, Mail.Send", "c:8:5"},
         "c:8:5: scopes.txt takes a permission, which \"Mail.Read, Mail.Send\" is not"},
        {{"agents", "script,contains", "c:8:5"}, "c:8:5: a line of agents.csv has 3 columns, this one 2"},
        {{"agents", "script,contains,a,b", "c:8:5"}, "c:8:5: a line of agents.csv has 3 columns, this one 4"},
        {{"agents", "scripts,contains,a", "c:8:5"}, "c:8:5: the first column of agents.csv is never \"scripts\""},
        {{"agents", "script,like,a", "c:8:5"}, "c:8:5: the second column of agents.csv is never \"like\""},
        {{"agents", "", "c:8:5"}, "c:8:5: a line of agents.csv has 3 columns, this one 0"},
        {{"agents", "script,contains,", "c:8:5"}, "c:8:5: a line of agents.csv is empty"},
        {{"folders-hiding", "hard,archive", "c:8:5"},
         "c:8:5: the first column of folders-hiding.csv is never \"hard\""},
        {{"device-marks", "name-pattern,^A[", "c:8:5"}, "c:8:5: \"^A[\" is no regular expression"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct err e = {0};
        assert_null(lists_new(&rows[i].line, 1, &e));
        assert_int_equal(e.code, ERR_CONFIG);
        assert_string_equal(e.message, rows[i].says);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists__hold_every_line__of_every_file),
        cmocka_unit_test(lists_version__is_the_sum_of_the_file__until_a_line_is_added),
        cmocka_unit_test(lists_find__takes_either_case__and_every_row_of_a_key),
        cmocka_unit_test(lists_marked__reads_words__not_parts_of_them),
        cmocka_unit_test(lists_word_in__finds_words__as_they_are_marked),
        cmocka_unit_test(lists_agent__knows_classes__by_their_matches),
        cmocka_unit_test(lists_scope_in__takes_whole_scopes__and_beginnings_with_a_star),
        cmocka_unit_test(lists_device_name__knows_names_of_kits__by_their_length),
        cmocka_unit_test(lists_new__adds_lines__of_the_configuration),
        cmocka_unit_test(lists_new__refuses_a_line__with_its_place),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
