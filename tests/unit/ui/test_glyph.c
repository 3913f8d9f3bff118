/* What is sent of a cell: never more or fewer columns than it has, and nothing that joins what follows. */
#include "unit.h"

#include "base/utf8.h"
#include "random_text.h"
#include "ui/screen/glyph.h"
#include <locale.h>
#include <string.h>

static void glyph__shows__what_fits_the_columns(void **state)
{
    static const struct {
        const char *cluster;
        const wchar_t *first, *second;
    } rows[] = {
        {"a", L"a", L""},
        {"e\u0301", L"e\u0301", L""},
        {"\u5c71", L"\u5c71", L""},
        {"\U0001f469", L"\U0001f469", L""},
        {"\U0001f469\u200d\U0001f4bb", L"\U0001f469", L""},
        {"\U0001f469\u200d", L"\U0001f469", L""},
        {"\U0001f469\U0001f3fd\u200d\U0001f4bb", L"\U0001f469", L""},
        {"\U0001f3f3\ufe0f\u200d\U0001f308", L"\U0001f3f3", L" "},
        {"\u2708\ufe0f", L"\u2708", L" "},
        {"\U0001f1e9\U0001f1ea", L"\U0001f1e9", L"\U0001f1ea"},
        {"1\ufe0f\u20e3", L"1\u20e3", L""},
        {"\u0301", L"?", L""},
        {"\u0915\u094d\u200d", L"\u0915\u094d", L""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct glyph glyph;
        int width;
        assert_int_equal(utf8_cluster(rows[i].cluster, strlen(rows[i].cluster), &width), strlen(rows[i].cluster));
        glyph_make(&glyph, rows[i].cluster, width ? width : 1, false);
        if (wcscmp(glyph.first, rows[i].first) != 0 || wcscmp(glyph.second, rows[i].second) != 0)
            fail_msg("row %zu: \"%ls\" and \"%ls\"", i, glyph.first, glyph.second);
    }
}

/* Bars and strips say in ASCII, too, where there is more. */
static void glyph__keeps__the_heights_of_a_strip_apart_in_ascii(void **state)
{
    static const char *const heights[] = {"·", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    wchar_t seen[16] = L"";
    (void)state;
    for (size_t i = 0; i < sizeof heights / sizeof heights[0]; i++) {
        struct glyph glyph;
        glyph_make(&glyph, heights[i], 1, true);
        assert_true(glyph.first[0] < 128 && glyph.first[0] != L'?');
        if (wcschr(seen, glyph.first[0]))
            fail_msg("%s looks like another", heights[i]);
        seen[i] = glyph.first[0];
    }
}

static void glyph__fills__the_columns_of_any_text(void **state)
{
    struct seeded seeded = {.state = 5};
    char text[200];
    (void)state;
    for (int i = 0; i < 3000; i++) {
        random_text(&seeded, text, sizeof text);
        int width;
        for (size_t at = 0, used; (used = utf8_cluster(text + at, strlen(text + at), &width)); at += used) {
            char cluster[sizeof text];
            struct glyph glyph;
            memcpy(cluster, text + at, used);
            cluster[used] = '\0';
            width = width < 1 ? 1 : width;
            glyph_make(&glyph, cluster, width, i % 2);
            if (wcswidth(glyph.first, GLYPH_TEXT) + wcswidth(glyph.second, GLYPH_TEXT) != width)
                fail_msg("\"%s\" is %d wide", cluster, width);
            assert_null(wcschr(glyph.first, 0x200d));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(glyph__shows__what_fits_the_columns),
        cmocka_unit_test(glyph__keeps__the_heights_of_a_strip_apart_in_ascii),
        cmocka_unit_test(glyph__fills__the_columns_of_any_text),
    };
    assert_non_null(setlocale(LC_ALL, "C.UTF-8"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
