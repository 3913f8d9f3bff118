/* Whatever a text holds, a shell that is given it spelled gives it back, and does nothing else. */
#include "unit.h"

#include "action/spelled.h"
#include "base/alloc.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const texts[] = {
    "alicia.torres@contoso.com",
    "O'Brien",
    "''",
    "a b",
    "$(touch /tmp/spelled-was-run)",
    "`id`",
    "$HOME",
    "\"x\"",
    "a\\nb",
    "\\",
    "'\\''",
    "; rm -rf x",
    "| tee x",
    "&& id",
    "-rf",
    "--set",
    "=ls",
    "~root",
    "*",
    "?[a]",
    "{a,b}",
    "#comment",
    "!history",
    "100%",
    "%s%n",
    "two\nlines",
    "",
    "M\xc3\xbcller",
    "\xe2\x80\x98x\xe2\x80\x99",
    "\xe2\x80\xae"
    "gpj.exe",
    "\033[2J%d\\",
    "\x7f",
    "bell\007'",
    "zero\xe2\x80\x8bwidth",
    "\xc2\x9b"
    "31m",
    "\xf3\xa0\x81\x81tag",
    "{\"name\":\"O'Brien $(id) \\u202e\"}",
};
enum { TEXTS = sizeof texts / sizeof texts[0] };

static void run(const char *shell, const char *option, const char *script, struct buf *out)
{
    char path[] = "/tmp/spelled-XXXXXX", block[4096];
    int file = mkstemp(path);
    assert_true(file >= 0 && write(file, script, strlen(script)) == (ssize_t)strlen(script) && !close(file));
    auto_str char *command = xasprintf("%s %s %s", shell, option, path);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    for (size_t got; (got = fread(block, 1, sizeof block, pipe)) > 0;)
        buf_add(out, block, got);
    assert_int_equal(pclose(pipe), 0);
    unlink(path);
}

static void assert_inert(const char *line)
{
    for (const char *at = line; *at; at++)
        assert_true(((unsigned char)*at >= 0x20 && *at != 0x7f) || *at == '\n');
    assert_null(strstr(line, "\xe2\x80\xae"));
    assert_null(strstr(line, "\xc2\x9b"));
}

static void spelled_sh__is_given_back__by_a_shell(void **state)
{
    auto_buf struct buf script = buf_make(1u << 20), expected = buf_make(1u << 20), out = buf_make(1u << 20);
    (void)state;
    for (size_t i = 0; i < TEXTS; i++) {
        auto_buf struct buf word = buf_make(4096);
        spelled_sh(&word, texts[i]);
        assert_inert(buf_text(&word));
        buf_printf(&script, "printf '<%%s>\\n' %s\n", buf_text(&word));
        buf_printf(&expected, "<%s>\n", texts[i]);
    }
    run("sh", "", buf_text(&script), &out);
    assert_string_equal(buf_text(&out), buf_text(&expected));
    assert_int_equal(access("/tmp/spelled-was-run", F_OK), -1);
}

static void spelled_powershell__is_one_value(void **state)
{
    static const struct {
        const char *text, *spelled;
    } rows[] = {
        {"O'Brien", "'O''Brien'"},
        {"$(id) `n $x \"y\"", "'$(id) `n $x \"y\"'"},
        {"\xe2\x80\x98x\xe2\x80\x99", "'\xe2\x80\x98\xe2\x80\x98x\xe2\x80\x99\xe2\x80\x99'"},
        {"\xe2\x80\xae"
         "x\033",
         "('' + [char]::ConvertFromUtf32(0x202e) + 'x' + [char]::ConvertFromUtf32(0x1b) + '')"},
        {"", "''"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_buf struct buf word = buf_make(4096);
        spelled_powershell(&word, rows[i].text);
        assert_string_equal(buf_text(&word), rows[i].spelled);
    }
    if (system("command -v pwsh >/dev/null 2>&1") != 0)
        return;
    auto_buf struct buf script = buf_make(1u << 20), expected = buf_make(1u << 20), out = buf_make(1u << 20);
    buf_puts(&script, "[Console]::OutputEncoding = [Text.UTF8Encoding]::new()\n");
    for (size_t i = 0; i < TEXTS; i++) {
        buf_puts(&script, "[Console]::Write('<' + ");
        spelled_powershell(&script, texts[i]);
        buf_puts(&script, " + \">`n\")\n");
        buf_printf(&expected, "<%s>\n", texts[i]);
    }
    run("pwsh", "-NoProfile -File", buf_text(&script), &out);
    assert_string_equal(buf_text(&out), buf_text(&expected));
}

static void spelled_request__names_a_variable__and_keeps_what_is_sent(void **state)
{
    auto_buf struct buf curl = buf_make(4096), power = buf_make(4096), none = buf_make(4096), out = buf_make(4096);
    const char *body = "{\"displayName\":\"O'Brien $(id) \xe2\x80\xae\",\"password\":\"{password}\"}";
    (void)state;
    spelled_request(SPELLED_CURL, "PATCH", "https://graph.microsoft.com/v1.0/users/1?$select=a", body, &curl);
    assert_string_equal(buf_text(&curl),
                        "curl -sS -g -X PATCH -H \"Authorization: Bearer $GRAPH_TOKEN\" -H "
                        "'Content-Type: application/json' --data-raw "
                        "'{\"displayName\":\"O'\\''Brien $(id) \\u202e\",\"password\":\"{password}\"}' "
                        "'https://graph.microsoft.com/v1.0/users/1?$select=a'\n");
    spelled_request(SPELLED_POWERSHELL, "DELETE", "https://outlook.office365.com/adminapi/beta/x/InvokeCommand", body,
                    &power);
    assert_non_null(strstr(buf_text(&power), "\"Bearer $env:EXCHANGE_TOKEN\""));
    assert_non_null(strstr(buf_text(&power), "'{\"displayName\":\"O''Brien $(id) \\u202e\""));
    spelled_request(SPELLED_CURL, "POST", "https://graph.microsoft.com/v1.0/users/1/revokeSignInSessions", NULL, &none);
    assert_null(strstr(buf_text(&none), "--data"));
    auto_str char *script = xasprintf(
        "GRAPH_TOKEN=t0ken\ncurl() { for w in \"$@\"; do printf '<%%s>' \"$w\"; done; }\n%s", buf_text(&curl));
    run("sh", "", script, &out);
    assert_non_null(strstr(buf_text(&out), "<Authorization: Bearer t0ken><-H><Content-Type: application/json>"));
    assert_non_null(
        strstr(buf_text(&out), "<{\"displayName\":\"O'Brien $(id) \\u202e\",\"password\":\"{password}\"}>"));
}

static void spelled_do__is_the_command__with_what_differs_from_the_defaults(void **state)
{
    auto_buf struct buf out = buf_make(4096);
    static const struct param params[] = {
        {.name = "to", .kind = PARAM_TEXT},
        {.name = "keep", .kind = PARAM_TEXT, .otherwise = "yes"},
        {.name = "group", .kind = PARAM_TEXT, .many = true},
        {.name = "password", .kind = PARAM_SECRET},
        {.name = NULL},
    };
    const struct action action = {.name = "set-it", .params = params};
    const struct target targets[] = {{.id = "1", .user_principal_name = "o'brien@contoso.com"},
                                     {.id = "2", .user_principal_name = "-x"}};
    const struct param_value values[] = {
        {"to", "a b"}, {"keep", "yes"}, {"group", "Sales\nAll; staff"}, {"password", "hunter2"}};
    (void)state;
    spelled_do(&action, "contoso", targets, 2, (struct param_values){values, 4}, &out);
    assert_string_equal(buf_text(&out), "roster do set-it 'o'\\''brien@contoso.com' 2 --set 'to=a b' --set group=Sales "
                                        "--set 'group=All; staff' --tenant contoso\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spelled_sh__is_given_back__by_a_shell),
        cmocka_unit_test(spelled_powershell__is_one_value),
        cmocka_unit_test(spelled_request__names_a_variable__and_keeps_what_is_sent),
        cmocka_unit_test(spelled_do__is_the_command__with_what_differs_from_the_defaults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
