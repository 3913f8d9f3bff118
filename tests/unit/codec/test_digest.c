/* SHA-256 in the two forms it is written in. */
#include "unit.h"

#include "codec/digest.h"
#include <string.h>

static void digest_sha256__gives_the_known_sums__in_both_forms(void **state)
{
    auto_buf struct buf url = buf_make(100), hex = buf_make(100);
    (void)state;
    digest_sha256_url(&url, "abc", 3);
    digest_sha256_hex(&hex, "abc", 3);
    assert_string_equal(buf_text(&url), "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
    assert_string_equal(buf_text(&hex), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digest_sha256__gives_the_known_sums__in_both_forms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
