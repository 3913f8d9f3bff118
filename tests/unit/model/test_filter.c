/* The filter language: every field and operator, what cannot be read, and narrowing. */
#include "unit.h"

#include "base/alloc.h"
#include "model/filter.h"
#include "users_fixture.h"

#define E5       "06ebc4ee-1bb5-47dd-8120-11324bc54e06"
#define BUSINESS "cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46"
#define UNKNOWN  "aaaaaaaa-0000-4000-8000-0000000000aa"

static const int64_t now = 1795435200000; /* 2026-11-23T12:00:00Z */

/* Rows are told by the letter of their number: a is 0. */
static const struct row rows[] = {
    {0xa0,
     "Alice Ng",
     "alice@contoso.com",
     "alice@contoso.com",
     "Accountant",
     "Finance",
     "NL",
     1,
     true,
     false,
     "2026-11-20T00:00:00Z",
     "2026-11-23T11:30:00Z",
     {E5}},
    {0xb1,
     "J\u00f6rg Wei\u00df",
     "jorg@contoso.com",
     "j.weiss@contoso.com",
     "Head of IT",
     "IT",
     "DE",
     0,
     false,
     false,
     "2026-01-01T00:00:00Z",
     NULL,
     {BUSINESS, UNKNOWN}},
    {0xc2,
     "Guest \"Q\"",
     "q_fabrikam.com#EXT#@contoso.com",
     "q@fabrikam.com",
     NULL,
     NULL,
     NULL,
     -1,
     false,
     true,
     "2020-06-01T00:00:00Z",
     NULL,
     {NULL}},
    {0xd3,
     "status:odd",
     "d@contoso.com",
     NULL,
     "12:30 shift",
     "R&D",
     "us",
     1,
     true,
     false,
     NULL,
     "2026-11-01T00:00:00Z",
     {NULL}},
};

static struct users *users;

/* The first of a value. What no row says is not known: the last sign-in of d, the MFA state of c. */
static void learn(enum extra which, uint32_t row, uint32_t first)
{
    const struct extra_value value = {{first}};
    users_extra_put(users, which, &users_at(users, row)->id, &value, NULL);
}

static int set_up(void **state)
{
    (void)state;
    users = users_new();
    users_append(users, page_of_rows(rows, 4));
    learn(EXTRA_SIGN_IN, 0, (uint32_t)(now / 1000 - 3600));
    learn(EXTRA_SIGN_IN, 1, (uint32_t)(now / 1000 - 100 * 86400));
    learn(EXTRA_SIGN_IN, 2, 0);
    learn(EXTRA_MFA, 0, MFA_CAPABLE);
    learn(EXTRA_MFA, 1, MFA_REGISTERED);
    learn(EXTRA_MFA, 3, MFA_NONE);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    users_free(users);
    return 0;
}

static const char *matches(const char *text, const struct sku_names *names)
{
    static char out[8];
    struct err e = {0};
    size_t n = 0;
    struct filter *filter = filter_parse(text, now, &e);
    if (!filter)
        fail_msg("%s: %s", text, e.message);
    for (uint32_t row = 0; row < 4; row++)
        if (filter_match(filter, users, row, names))
            out[n++] = (char)('a' + row);
    out[n] = '\0';
    filter_free(filter);
    return out;
}

static void filter__matches__in_every_row(void **state)
{
    static const struct {
        const char *filter, *rows;
    } table[] = {
        {"", "abcd"},
        {"   ", "abcd"},
        {"alice", "a"},
        {"ALICE  ng", "a"},
        {"weiss", "b"},
        {"WEI\u00df", "b"},
        {"jorg", "b"},
        {"J\u00d6RG", "b"},
        {"contoso", "abcd"},
        {"fin acc", "a"},
        {"head \"of it\"", "b"},
        {"\"it of\"", ""},
        {"\"q\"", "c"},
        {"a b", "c"},
        {"-contoso", ""},
        {"alice OR weiss", "ab"},
        {"status:blocked OR licence:none", "bcd"},
        {"alice OR weiss status:enabled", "a"},
        {"status:enabled alice OR weiss", "a"},
        {"alice OR -alice", "abcd"},
        {"alice OR weiss OR nobody OR \"q\"", "abc"},
        {"signin:never OR mfa:none", "cd"},
        {"signin:never OR alice", "ac"},
        {"alice OR weiss -alice OR nobody", "b"},
        {"alice OR", "a"},
        {"alice OR status:", "a"},
        {"\"or\"", "b"}, /* the word */
        {"or", "b"},
        {"-weiss", "acd"},
        {"-\"head of\"", "acd"},
        {"-", ""},
        {"nobody", ""},
        /* texts */
        {"name:ali", "a"},
        {"displayname:ali", "a"},
        {"name:\"alice ng\"", "a"},
        {"name:contoso", ""},
        {"mail:fabrikam", "c"},
        {"email:CONTOSO", "ab"},
        {"address:weiss", "b"},
        {"-mail:contoso", "cd"},
        {"upn:#ext#", "c"},
        {"userPrincipalName:alice@", "a"},
        {"title:account", "a"},
        {"jobTitle:head", "b"},
        {"job:shift", "d"},
        {"dept:fin", "a"},
        {"Department:r&d", "d"},
        {"-department:it", "acd"},
        {"location:nl", "a"},
        {"usageLocation:US", "d"},
        {"id:0000000000a0", "a"},
        {"id:0000-4000", "abcd"},
        /* licences */
        {"licence:e5", "a"},
        {"license:\"365 E5\"", "a"},
        {"sku:prem", "b"},
        {"licence:aaaaaaaa", "b"},
        {"licence:none", "cd"},
        {"licence:no", "cd"},
        {"-licence:none", "ab"},
        /* fixed values */
        {"status:enabled", "ad"},
        {"status:blocked", "b"},
        {"status:disabled", "b"},
        {"STATUS:Blocked", "b"},
        {"enabled:yes", "ad"},
        {"enabled:no", "b"},
        {"-status:blocked", "acd"},
        {"synced:yes", "ad"},
        {"synced:ad", "ad"},
        {"sync:true", "ad"},
        {"synced:no", "bc"},
        {"sync:false", "bc"},
        {"type:guest", "c"},
        {"usertype:member", "abd"},
        /* times: younger, older, from a date on, before it */
        {"created:<30d", "a"},
        {"created<30d", "a"},
        {"created:30d", "a"},
        {"created:>30d", "bc"},
        {"created>30d", "bc"},
        {"created:>1y", "c"},
        {"created:<1y", "ab"},
        {"created>2026-01-01", "ab"},
        {"created:>2026-01-02", "a"},
        {"created<2026-01-01", "c"},
        {"created:2026-11-20", "a"},
        {"-created>2026-01-01", "cd"},
        {"lastsync:<1h", "a"},
        {"lastsync<45m", "a"},
        {"lastsync<29m", ""},
        {"lastsync:>1w", "d"},
        {"lastsync<10000y", "ad"},
        /* columns with a source of their own: not known is neither never nor long ago, nor the opposite of either */
        {"signin:never", "c"},
        {"-signin:never", "ab"},
        {"signin:unknown", "d"},
        {"-signin:unknown", "abc"},
        {"signin:>90d", "b"},
        {"signin>90d", "b"},
        {"-signin:>90d", "ac"},
        {"signin:<7d", "a"},
        {"-signin:<7d", "bc"},
        {"signin:>100d", ""},
        {"signin:<100d", "ab"},
        {"signin:>10000y", ""},
        {"signin:<10000y", "ab"},
        {"-signin:>10000y", "abc"},
        {"lastSignIn>2026-11-23", "a"},
        {"signin:<2026-11-23", "b"},
        {"signin>9999-01-01", ""},
        {"signin<9999-01-01", "ab"},
        {"mfa:none", "d"},
        {"mfa:NONE", "d"},
        {"mfa:registered", "ab"},
        {"mfa:capable", "a"},
        {"-mfa:registered", "d"},
        {"-mfa:capable", "bd"},
        {"mfa:unknown", "c"},
        {"mfa:none signin:unknown", "d"},
        {"alice mfa:registered signin:<7d status:enabled", "a"},
        /* while typing */
        {"status:", "abcd"},
        {"-dept:", "abcd"},
        {"created:", "abcd"},
        {"name:\"\"", "abcd"},
        {"\"\"", "abcd"},
        {"status:blocked dept:", "b"},
        /* not fields */
        {":x", ""},
        {"12:30", "d"},
        {"\"status:odd\"", "d"},
        {"-\"status:odd\"", "abc"},
        {"j.weiss@contoso.com", "b"},
        {"alice status:enabled synced:yes dept:fin created:<30d", "a"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (strcmp(matches(table[i].filter, NULL), table[i].rows) != 0)
            fail_msg("%s: \"%s\", not \"%s\"", table[i].filter, matches(table[i].filter, NULL), table[i].rows);
}

static void filter_parse__names_the_column__of_what_it_cannot_read(void **state)
{
    static const struct {
        const char *text, *message;
    } table[] = {
        {"\"open", "column 1: a quote is not closed"},
        {"OR", "column 1: OR stands between two terms; \"OR\" is the word"},
        {"OR alice", "column 1: OR stands between two terms; \"OR\" is the word"},
        {"alice OR OR weiss", "column 10: OR stands between two terms; \"OR\" is the word"},
        {"a name:\"open", "column 3: a quote is not closed"},
        {"-\"", "column 1: a quote is not closed"},
        {"status:blcked", "column 1: \"blcked\" is not understood here"},
        {"\u5c71 status:x", "column 4: \"x\" is not understood here"},
        {"synced:maybe", "column 1: \"maybe\" is not understood here"},
        {"type:robot", "column 1: \"robot\" is not understood here"},
        {"created:soon", "column 1: \"soon\" is not understood here"},
        {"created:30", "column 1: \"30\" is not understood here"},
        {"created:-3d", "column 1: \"-3d\" is not understood here"},
        {"created:30dd", "column 1: \"30dd\" is not understood here"},
        {"created:d", "column 1: \"d\" is not understood here"},
        {"created:2026-02-30", "column 1: \"2026-02-30\" is not understood here"},
        {"created<<30d9", "column 1: \"<30d9\" is not understood here"},
        {"created:<10001d", "column 1: \"<10001d\" is not understood here"},
        {"lastsync:99999999999999999999y", "column 1: \"99999999999999999999y\" is not understood here"},
        {"name<5", "column 1: \"5\" is not understood here"},
        {"licence>e5", "column 1: \"e5\" is not understood here"},
        {"id<0", "column 1: \"0\" is not understood here"},
        {"signin:neve", "column 1: \"neve\" is not understood here"},
        {"signin>never", "column 1: \"never\" is not understood here"},
        {"signin:90", "column 1: \"90\" is not understood here"},
        {"mfa:yes", "column 1: \"yes\" is not understood here"},
        {"mfa<none", "column 1: \"none\" is not understood here"},
        {"created:never", "column 1: \"never\" is not understood here"},
        {"a  depatment:x", "column 4: there is no field \"depatment\""},
        {"-nosuch:", "column 1: there is no field \"nosuch\""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct err e = {0};
        struct filter *filter = filter_parse(table[i].text, now, &e);
        if (filter || strcmp(e.message, table[i].message) != 0)
            fail_msg("%s: %s", table[i].text, filter ? "taken" : e.message);
        assert_int_equal(e.code, ERR_PARSE);
    }
}

static void filter_parse__says_what_a_field_takes__or_which_one_was_meant(void **state)
{
    static const char *const table[][2] = {
        {"status:blcked", "status takes blocked, disabled, enabled, no, yes"},
        {"mfa:yes", "mfa takes none, registered, capable, unknown"},
        {"created:soon", "created takes <30d (younger), >2w (older), >2026-01-31 (later)"},
        {"stauts:blocked", "did you mean status:? A quoted word is searched for literally"},
        {"nosuch:x",
         "there are name, mail, upn, title, dept, licence, status, synced, type, location, created, lastsync, signin, mfa, id"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct err e = {0};
        assert_null(filter_parse(table[i][0], now, &e));
        assert_string_equal(e.hint, table[i][1]);
    }
}

static void filter__knows_a_licence__by_the_name_it_was_taught(void **state)
{
    struct sku_names *names = sku_names_new();
    struct guid id;
    (void)state;
    assert_true(guid_parse(UNKNOWN, 36, &id));
    sku_names_add(names, &id, "CONTOSO_SPECIAL", true);
    assert_string_equal(matches("licence:special", names), "b");
    assert_string_equal(matches("licence:special", NULL), "");
    sku_names_free(names);
}

static void filter__looks_to_the_end__of_a_long_name(void **state)
{
    char name[800];
    (void)state;
    memset(name, 'x', sizeof name);
    memcpy(name + sizeof name - 6, "needl", 6);
    struct users *long_ones = users_new();
    users_append(long_ones, page_of_rows(&(struct row){.id = 1, .name = name}, 1));
    struct err e;
    struct filter *filter = filter_parse("name:needl", now, &e);
    assert_true(filter_match(filter, long_ones, 0, NULL));
    filter_free(filter);
    users_free(long_ones);
}

static void filter_term__says_what_can_be_asked__of_a_whole_page(void **state)
{
    static const struct {
        const char *text;
        enum filter_kind kind;
        bool negated;
        const char *word;
        uint8_t flags, wanted;
    } table[] = {
        {"Al", FILTER_WORD, false, "al", 0, 0},
        {"-\u00c4l", FILTER_WORD, true, "al", 0, 0},
        {"name:Abc", FILTER_TEXT, false, "abc", 0, 0},
        {"-dept:IT", FILTER_TEXT, true, "it", 0, 0},
        {"licence:E5", FILTER_LICENCES, false, "e5", 0, 0},
        {"status:blocked", FILTER_FLAGS, false, "no", USER_ENABLED | USER_ENABLED_KNOWN, USER_ENABLED_KNOWN},
        {"enabled:yes", FILTER_FLAGS, false, "yes", USER_ENABLED | USER_ENABLED_KNOWN,
         USER_ENABLED | USER_ENABLED_KNOWN},
        {"-synced:ad", FILTER_FLAGS, true, "yes", USER_SYNCED, USER_SYNCED},
        {"type:member", FILTER_FLAGS, false, "no", USER_GUEST, 0},
        {"created<30d", FILTER_USER, false, "30d", 0, 0},
        {"signin:>90d", FILTER_KEYS, false, ">90d", 0, 0},
        {"-mfa:none", FILTER_KEYS, true, "none", 0, 0},
        {"id:00", FILTER_USER, false, "00", 0, 0},
        {"location:nl", FILTER_USER, false, "nl", 0, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct err e;
        struct filter *filter = filter_parse(table[i].text, now, &e);
        assert_int_equal(filter_count(filter), 1);
        struct filter_term term = filter_term(filter, 0);
        if (term.kind != table[i].kind || term.negated != table[i].negated || strcmp(term.word, table[i].word) != 0 ||
            term.length != strlen(term.word) || term.flags != table[i].flags || term.wanted != table[i].wanted)
            fail_msg("%s: kind %d, \"%s\", flags %d %d", table[i].text, term.kind, term.word, term.flags, term.wanted);
        assert_false(filter_matches_all(filter));
        filter_free(filter);
    }
    filter_free(NULL);
}

static void filter_narrows__is_true__only_when_nothing_new_can_match(void **state)
{
    static const struct {
        const char *before, *now;
        bool narrows;
    } table[] = {
        {"", "a", true},
        {"a", "ab", true},
        {"ab", "a", false},
        {"a", "a b", true},
        {"a b", "ab", true},
        {"b", "ab", true},
        {"name:a", "name:ab", true},
        {"name:a", "ab", false},
        {"a", "name:a", false},
        {"-a", "-ab", false},
        {"-ab", "-ab c", true},
        {"-a", "a", false},
        {"status:enabled", "status:enabled x", true},
        {"status:enabled", "status:blocked", false},
        {"created<30d", "created<30d a", true},
        {"created<30d", "created<20d", false},
        {"created<30d", "created>30d", false},
        {"licence:e", "licence:e5", false},
        {"signin:>90d", "signin:>90d a", true},
        {"signin:never", "signin:>90d", false},
        {"-mfa:none", "mfa:none", false},
        {"x", "", false},
        {"a OR b", "a OR bc", true},
        {"a OR b", "a OR b c", true},
        {"a OR b", "a", false},
        {"a", "a OR b", false},
        {"a OR b", "b OR a", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct err e;
        struct filter *before = filter_parse(table[i].before, now, &e), *after = filter_parse(table[i].now, now, &e);
        if (filter_narrows(before, after) != table[i].narrows)
            fail_msg("%s → %s", table[i].before, table[i].now);
        filter_free(before);
        filter_free(after);
    }
}

static void filter_parse__takes_or_explains__any_text(void **state)
{
    static const char *const parts[] = {"signin:",  "mfa:",
                                        "never",    "name:",
                                        "-",        "\"",
                                        "status:",  "blocked",
                                        "created:", "<",
                                        ">",        "30",
                                        "d",        " ",
                                        "licence:", "2026-01-01",
                                        "\u00e4",   "\u202e",
                                        "id:",      ":",
                                        "none",     "99999999999999999999",
                                        "y"};
    struct seeded seeded = {.state = 91};
    (void)state;
    for (int i = 0; i < 20000; i++) {
        char text[200] = "";
        size_t length = 0;
        if (i % 2)
            random_text(&seeded, text, sizeof text);
        else
            for (unsigned n = seeded_below(&seeded, 8); n; n--)
                length += (size_t)snprintf(text + length, sizeof text - length, "%s", parts[seeded_below(&seeded, 23)]);
        struct err e = {0};
        struct filter *filter = filter_parse(text, now, &e);
        if (!filter)
            assert_memory_equal(e.message, "column ", 7);
        for (uint32_t row = 0; filter && row < 4; row++)
            filter_match(filter, users, row, NULL);
        filter_free(filter);
    }
}

static void filter_words__are_what_is_looked_for_in_texts(void **state)
{
    static const char *const wanted[][2] = {{"", ""},
                                            {"ali -bob", "ali"},
                                            {"\"Two Words\" ÄB", "two words\nab"},
                                            {"dept:Legal status:blocked licence:e5", ""},
                                            {"ali OR bob", "ali\nbob"},
                                            {"dept:", ""}};
    (void)state;
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        struct err e = {0};
        char words[64], small[8];
        struct filter *filter = filter_parse(wanted[i][0], now, &e);
        assert_non_null(filter);
        filter_words(filter, words, sizeof words);
        assert_string_equal(words, wanted[i][1]);
        filter_words(filter, small, sizeof small); /* as far as it fits, whole words alone */
        assert_true(strlen(small) < sizeof small && strstr(words, small));
        filter_free(filter);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(filter__matches__in_every_row),
        cmocka_unit_test(filter_parse__names_the_column__of_what_it_cannot_read),
        cmocka_unit_test(filter_parse__says_what_a_field_takes__or_which_one_was_meant),
        cmocka_unit_test(filter__knows_a_licence__by_the_name_it_was_taught),
        cmocka_unit_test(filter__looks_to_the_end__of_a_long_name),
        cmocka_unit_test(filter_term__says_what_can_be_asked__of_a_whole_page),
        cmocka_unit_test(filter_narrows__is_true__only_when_nothing_new_can_match),
        cmocka_unit_test(filter_parse__takes_or_explains__any_text),
        cmocka_unit_test(filter_words__are_what_is_looked_for_in_texts),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
