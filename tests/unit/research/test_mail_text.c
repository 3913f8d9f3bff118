/* Subjects, addresses, folders, links, account numbers and names of rules. */
#include "unit.h"

#include "research/mail_text.h"
#include <string.h>

static void mail_text_subject__takes_off_every_reply_and_forward(void **state)
{
    static const struct {
        const char *subject, *form;
    } rows[] = {
        {"Invoice 4471", "invoice 4471"},
        {"RE: Invoice 4471", "invoice 4471"},
        {"Re: FW: AW:  Invoice\t 4471 ", "invoice 4471"},
        {"SV: WG: Antw: x", "x"},
        {"RE[2]: x", "x"},
        {"Re (3) : x", "x"},
        {"Re\n: Fw: x", "x"},
        {"Report: x", "report: x"},
        {"re", "re"},
        {"RE:", ""},
        {"", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_buf struct buf out = buf_make(100);
        mail_text_subject(&out, rows[i].subject);
        assert_string_equal(buf_text(&out), rows[i].form);
    }
}

static void mail_text_address__reads_every_form__that_exchange_writes(void **state)
{
    static const struct {
        const char *text, *addresses[4]; /* "EX": an entry of the directory */
    } rows[] = {
        {"x@mailbox.example", {"x@mailbox.example"}},
        {"\"Box, the\" [SMTP:X@Mailbox.example]", {"x@mailbox.example"}},
        {"\"Box; @home\" [SMTP:a@b.example];\"C\" [EX:/o=ExchangeLabs/cn=c]", {"a@b.example", "EX"}},
        {"smtp:sam@home.example", {"sam@home.example"}},
        {"Sam <sam@home.example>, eve@home.example", {"sam@home.example", "eve@home.example"}},
        {"a@b.example;c@d.example;", {"a@b.example", "c@d.example"}},
        {"/o=ExchangeLabs/ou=x/cn=y", {"EX"}},
        {"Sam User", {""}},
        {"@", {""}},
        {" ; , ", {NULL}},
        {"", {NULL}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *at = rows[i].text;
        struct mail_address address;
        size_t n = 0;
        for (; mail_text_address(&at, &address); n++) {
            assert_non_null(rows[i].addresses[n]);
            assert_string_equal(address.directory ? "EX" : address.address, rows[i].addresses[n]);
        }
        assert_null(rows[i].addresses[n]);
    }
    assert_string_equal(mail_text_domain("a@b@c.example"), "c.example");
    assert_string_equal(mail_text_domain("nobody"), "");
}

static void mail_text_folder__is_the_last_part__of_any_path(void **state)
{
    (void)state;
    assert_string_equal(mail_text_folder("RSS Feeds"), "RSS Feeds");
    assert_string_equal(mail_text_folder("\\Inbox\\RSS Feeds"), "RSS Feeds");
    assert_string_equal(mail_text_folder("sam.user:\\Sync Issues\\Conflicts"), "Conflicts");
    assert_string_equal(mail_text_folder("sam.user:Archive"), "Archive");
    assert_string_equal(mail_text_folder(""), "");
    assert_string_equal(mail_text_folder("\\"), "\\");
}

static void mail_text_host__finds_every_link(void **state)
{
    static const struct {
        const char *text, *hosts[4];
    } rows[] = {
        {"See https://pay.adatum.example/new", {"pay.adatum.example"}},
        {"<a href=\"HTTP://A.example:8080/x\">www.b.example</a>", {"a.example", "www.b.example"}},
        {"https://contoso.com@evil.example/x", {"evil.example"}},
        {"http://a.example.", {"a.example"}},
        {"https://", {NULL}},
        {"https:// http://b.example", {"b.example"}},
        {"no link at example.com", {NULL}},
        {"", {NULL}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *at = rows[i].text;
        char host[256];
        size_t n = 0;
        for (; mail_text_host(&at, host); n++) {
            assert_non_null(rows[i].hosts[n]);
            assert_string_equal(host, rows[i].hosts[n]);
        }
        assert_null(rows[i].hosts[n]);
    }
}

static void mail_text_iban__counts_the_check_digits(void **state)
{
    (void)state;
    assert_true(mail_text_iban("DE89370400440532013000"));
    assert_true(mail_text_iban("new account: DE89 3704 0044 0532 0130 00."));
    assert_true(mail_text_iban("GB82WEST12345698765432 from now on"));
    assert_true(mail_text_iban("NO93 8601 1117 947"));
    assert_false(mail_text_iban("DE88370400440532013000")); /* one digit off */
    assert_false(mail_text_iban("order XDE89370400440532013000"));
    assert_false(mail_text_iban("DE89"));
    assert_false(mail_text_iban("I am away until 12 November 2026, call 0123456789"));
    assert_false(mail_text_iban(""));
}

static void mail_text_odd_name__is_one_nobody_sees(void **state)
{
    static const char *const odd[] = {".",    "..",     ",,",
                                      "  . ", "a",      "ab",
                                      "aaaa", "\u200b", "\u200b\u200c\u200d",
                                      "____", "!?!?",   "\uff0e\uff0e\uff0e"};
    static const char *const plain[] = {"abc", "Newsletters", "copy", "a.b", "\u5c71\u7530\u592a", "", "  ", "1 2"};
    (void)state;
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++)
        if (!mail_text_odd_name(odd[i]))
            fail_msg("\"%s\" is odd", odd[i]);
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        if (mail_text_odd_name(plain[i]))
            fail_msg("\"%s\" is not odd", plain[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mail_text_subject__takes_off_every_reply_and_forward),
        cmocka_unit_test(mail_text_address__reads_every_form__that_exchange_writes),
        cmocka_unit_test(mail_text_folder__is_the_last_part__of_any_path),
        cmocka_unit_test(mail_text_host__finds_every_link),
        cmocka_unit_test(mail_text_iban__counts_the_check_digits),
        cmocka_unit_test(mail_text_odd_name__is_one_nobody_sees),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
