/* Whatever somebody named a rule, in a note it is words. */
#include "unit.h"

#include "codec/markdown.h"

static void markdown_puts__leaves_words_alone__and_makes_the_rest_inert(void **state)
{
    static const struct {
        const char *text, *written;
    } rows[] = {
        {"Alicia Torres (Sales), 2 rules", "Alicia Torres (Sales), 2 rules"},
        {"![x](http://evil.example/p.png)", "\\!\\[x\\](http\\://evil.example/p.png)"},
        {"[Sign in](javascript:alert(1))", "\\[Sign in\\](javascript:alert(1))"},
        {"<img src=x onerror=alert(1)>", "\\<img src=x onerror=alert(1)\\>"},
        {"&lt;script&gt;", "\\&lt;script\\&gt;"},
        {"see www.evil.example", "see www\\.evil.example"},
        {"WWW.evil.example", "Www\\.evil.example"},
        {"# heading", "\\# heading"},
        {"- item", "\\- item"},
        {"+ item", "\\+ item"},
        {"=== line", "\\=== line"},
        {"12. item", "12\\. item"},
        {"3) item", "3\\) item"},
        {"12.5 MB", "12\\.5 MB"},
        {"a | b", "a \\| b"},
        {"`code` *b* _i_ ~s~ $m$", "\\`code\\` \\*b\\* \\_i\\_ \\~s\\~ \\$m\\$"},
        {"back\\slash", "back\\\\slash"},
        {"one\n\n# two\r\n> three", "one  \\# two  \\> three"},
        {"\033[2J\xe2\x80\xaeinvoice", "^\\[\\[2J\\<202E\\>invoice"},
        {"", ""},
        {NULL, ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_buf struct buf out = buf_make(1000);
        markdown_puts(&out, rows[i].text);
        assert_string_equal(buf_text(&out), rows[i].written);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(markdown_puts__leaves_words_alone__and_makes_the_rest_inert),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
