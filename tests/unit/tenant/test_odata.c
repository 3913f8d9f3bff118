/* $filter and $search: what they accept, what they need, and whom they match, held against a plain look at the seed. */
#include "directory_fixture.h"

#include "tenant/wire/odata.h"

enum { USERS = 1500 };

static int start(void **state)
{
    clock_set(NOON);
    *state = store_new(USERS, 4);
    return 0;
}

static int stop(void **state)
{
    store_free(*state);
    clock_set(-1);
    return 0;
}

static bool blocked(const struct seed_user *u)
{
    return !u->enabled;
}

static bool begins_with_an(const struct seed_user *u)
{
    return !strncasecmp(u->display_name, "an", 2);
}

static bool an_or_ma(const struct seed_user *u)
{
    return begins_with_an(u) || !strncasecmp(u->user_principal_name, "ma", 2);
}

static bool unlicensed(const struct seed_user *u)
{
    return u->licence_count == 0;
}

static bool holds_e5(const struct seed_user *u)
{
    for (int i = 0; i < u->licence_count; i++)
        if (u->licences[i] == 0)
            return true;
    return false;
}

static bool synced(const struct seed_user *u)
{
    return u->synced;
}

static bool never_synced(const struct seed_user *u)
{
    return !u->synced && !u->once_synced;
}

static bool created_this_year(const struct seed_user *u)
{
    return u->created >= INT64_C(1767225600000);
}

static bool from_fabrikam(const struct seed_user *u)
{
    return strstr(u->user_principal_name, "_fabrikam.com#EXT#") != NULL;
}

static bool in_sales_or_it(const struct seed_user *u)
{
    return u->department && (!strcmp(u->department, "Sales") || !strcmp(u->department, "IT"));
}

static bool sales_and_blocked_or_guest(const struct seed_user *u)
{
    return (u->department && !strcmp(u->department, "Sales") && !u->enabled) || u->guest;
}

static bool sales_and_blocked_or_guests(const struct seed_user *u)
{
    return u->department && !strcmp(u->department, "Sales") && (!u->enabled || u->guest);
}

static bool no_title(const struct seed_user *u)
{
    return !u->job_title;
}

static bool no_mail_is(const struct seed_user *u)
{
    return !*u->mail;
}

static bool long_silent(const struct seed_user *u)
{
    return u->last_sign_in && u->last_sign_in <= INT64_C(1793491200000); /* 2026-11-01 */
}

static bool oneill(const struct seed_user *u)
{
    return !strcmp(u->display_name, "Christine O'Neill");
}

static bool anna_or_anton(const struct seed_user *u)
{
    const char *space = strchr(u->display_name, ' ');
    return !strncmp(u->display_name, "Anna", 4) || !strncmp(u->display_name, "Anton", 5) ||
           (space && !strncmp(space, " Anton", 6));
}

static bool named_mueller(const struct seed_user *u)
{
    return strstr(u->display_name, "M\xc3\xbcller") || strstr(u->display_name, " Mueller");
}

static void filter__matches__as_a_look_at_the_seed(void **state)
{
    static const struct {
        const char *filter;
        bool (*wanted)(const struct seed_user *);
        bool advanced;
    } cases[] = {
        {"accountEnabled eq false", blocked, false},
        {"not (accountEnabled eq true)", blocked, true},
        {"accountEnabled ne true", blocked, true},
        {"startsWith(displayName,'An')", begins_with_an, false},
        {"startswith( displayName , 'AN' )", begins_with_an, false},
        {"startsWith(displayName,'An') or startsWith(userPrincipalName,'ma')", an_or_ma, false},
        {"userType eq 'Guest'", is_guest, false},
        {"assignedLicenses/$count eq 0", unlicensed, true},
        {"not (assignedLicenses/$count ne 0)", unlicensed, true},
        {"assignedLicenses/any(l:l/skuId eq 06ebc4ee-1bb5-47dd-8120-11324bc54e06)", holds_e5, false},
        {"onPremisesSyncEnabled eq true", synced, false},
        {"onPremisesSyncEnabled eq null", never_synced, false},
        {"createdDateTime ge 2026-01-01T00:00:00Z", created_this_year, false},
        {"not(createdDateTime le 2025-12-31T23:59:59Z)", created_this_year, true},
        {"endsWith(userPrincipalName,'_fabrikam.com#EXT#@contoso.onmicrosoft.com')", from_fabrikam, true},
        {"department in ('Sales','IT')", in_sales_or_it, false},
        {"department eq 'sales' and accountEnabled eq false or userType eq 'Guest'", sales_and_blocked_or_guest, false},
        {"department eq 'Sales' and (accountEnabled eq false or userType eq 'Guest')", sales_and_blocked_or_guests,
         false},
        {"jobTitle eq null", no_title, false},
        {"mail eq null", no_mail_is, false},
        {"signInActivity/lastSignInDateTime le 2026-11-01T00:00:00Z", long_silent, false},
        {"displayName eq 'Christine O''Neill'", oneill, false},
        {"proxyAddresses/any(p:p eq 'SMTP:christine.o''neill@contoso.com')", oneill, false},
        {"proxyAddresses/any(x:startsWith(x,'smtp:christine.o''neill@'))", oneill, false},
    };
    auto_arena struct arena *arena = arena_new(0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct odata_query query = {.filter = NULL};
        const char *message = NULL;
        unsigned matched = 0;
        struct user_record user;
        if (!odata_filter(arena, cases[i].filter, &query, &message))
            fail_msg("%s: %s", cases[i].filter, message);
        assert_int_equal(query.advanced != NULL, cases[i].advanced);
        for (uint32_t number = 0; number < USERS; number++) {
            user_record_load(&user, *state, number);
            bool is = odata_matches(&query, &user);
            if (is != cases[i].wanted(&user.seed))
                fail_msg("%s: %s is %s", cases[i].filter, user.seed.user_principal_name, is ? "matched" : "missed");
            matched += is;
        }
        if (matched == 0 || matched == USERS)
            fail_msg("%s: matches %u users, which proves nothing", cases[i].filter, matched);
    }
}

static void search__matches__words_and_beginnings(void **state)
{
    static const struct {
        const char *search;
        bool (*wanted)(const struct seed_user *);
    } cases[] = {
        {"\"displayName:anna\" OR \"displayName:anton\"", anna_or_anton},
        {"(\"displayName:Anna\" OR \"displayName:ANTON\")", anna_or_anton},
        {"\"displayName:muller\" OR \"displayName:mueller\"", named_mueller},
        {"\"displayName:neill christine\"", oneill},
        {"\"displayName:christine\" AND \"mail:christine.o'\"", oneill},
        {"\"userPrincipalName:zed\" OR \"userPrincipalName:christine.o\" AND \"displayName:neill\"", oneill},
    };
    auto_arena struct arena *arena = arena_new(0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct odata_query query = {.filter = NULL};
        const char *message = NULL;
        unsigned matched = 0;
        struct user_record user;
        if (!odata_search(arena, cases[i].search, &query, &message))
            fail_msg("%s: %s", cases[i].search, message);
        for (uint32_t number = 0; number < USERS; number++) {
            user_record_load(&user, *state, number);
            bool is = odata_matches(&query, &user);
            if (is != cases[i].wanted(&user.seed))
                fail_msg("%s: %s is %s", cases[i].search, user.seed.display_name, is ? "matched" : "missed");
            matched += is;
        }
        assert_in_range(matched, 1, USERS - 1);
    }
}

static void filter__is_refused__when_the_directory_would(void **state)
{
    static const struct {
        const char *filter, *part;
    } cases[] = {
        {"", "a property is expected"},
        {"shoeSize eq 1", "Could not find a property named 'shoeSize'"},
        {"displayName eq", "a literal is expected"},
        {"displayName 'x'", "an operator is expected"},
        {"displayName EQ 'x'", "an operator is expected"},
        {"displayName eq 'x", "unterminated"},
        {"displayName eq 'x' 'y'", "the end is expected"},
        {"(displayName eq 'x'", "')' is expected"},
        {"displayName eq x", "a literal is expected"},
        {"displayName eq true", "Found operand types 'Edm.String' and 'Edm.Boolean'"},
        {"id eq 06ebc4ee-1bb5-47dd-8120-11324bc54e06", "'Edm.String' and 'Edm.Guid'"},
        {"accountEnabled eq 'false'", "'Edm.Boolean' and 'Edm.String'"},
        {"accountEnabled in (true,'x')", "'Edm.Boolean' and 'Edm.String'"},
        {"createdDateTime ge '2026-01-01T00:00:00Z'", "'Edm.DateTimeOffset' and 'Edm.String'"},
        {"createdDateTime gt 2026-01-01T00:00:00Z", "clause specified for property 'createdDateTime'"},
        {"accountEnabled ge true", "clause specified for property 'accountEnabled'"},
        {"startsWith(accountEnabled,'t')", "clause specified for property 'accountEnabled'"},
        {"startsWith(userType,'G')", "clause specified for property 'userType'"},
        {"endsWith(displayName,'x')", "clause specified for property 'displayName'"},
        {"contains(displayName,'x')", "Could not find a property named 'contains'"},
        {"streetAddress eq 'x'", "clause specified for property 'streetAddress'"},
        {"passwordProfile eq null", "clause specified for property 'passwordProfile'"},
        {"assignedLicenses eq null", "clause specified for property 'assignedLicenses'"},
        {"assignedLicenses/$count eq 2", "clause specified for property 'assignedLicenses'"},
        {"assignedLicenses/$count ge 0", "clause specified for property 'assignedLicenses'"},
        {"assignedLicenses/any(l:l/skuId eq '06ebc4ee-1bb5-47dd-8120-11324bc54e06')", "'Edm.Guid' and 'Edm.String'"},
        {"assignedLicenses/any(l:l/disabledPlans eq 1)", "clause specified for property 'assignedLicenses'"},
        {"assignedLicenses/any(l:m/skuId eq 06ebc4ee-1bb5-47dd-8120-11324bc54e06)", "the variable"},
        {"assignedLicenses/any()", "a lambda expression"},
        {"otherMails eq 'a@b.c'", "clause specified for property 'otherMails'"},
        {"signInActivity eq null", "clause specified for property 'signInActivity'"},
        {"signInActivity/lastSignInDateTime le 2026-01-01T00:00:00Z and accountEnabled eq true", "cannot be combined"},
        {"not not not not not not not not not not not not not not not not not not not not not not not not not not not not "
         "not not not not not accountEnabled eq true",
         "nested too deeply"},
        {"id in ('1','2','3','4','5','6','7','8','9','10','11','12','13','14','15','16')",
         "containing 'OR' operators: 16. Max allowed: 15."},
    };
    auto_arena struct arena *arena = arena_new(0);
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct odata_query query = {.filter = NULL};
        const char *message = NULL;
        if (odata_filter(arena, cases[i].filter, &query, &message))
            fail_msg("%s was accepted", cases[i].filter);
        if (!message || !strstr(message, cases[i].part))
            fail_msg("%s: %s", cases[i].filter, message);
    }
}

static void filter__takes_15_alternatives__and_no_more(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct buf text = buf_make(4096);
    (void)state;
    for (int n = 1; n <= 16; n++) {
        struct odata_query query = {.filter = NULL};
        const char *message = NULL;
        buf_printf(&text, "%sid eq '%d'", n > 1 ? " or " : "", n);
        assert_int_equal(odata_filter(arena, buf_text(&text), &query, &message), n <= 15);
    }
    buf_free(&text);
}

static void search__is_refused__when_it_is_not_quoted_or_not_searchable(void **state)
{
    static const char *const cases[] = {"",
                                        "displayName:x",
                                        "\"displayName\"",
                                        "\"displayName:\"",
                                        "\"shoe:x\"",
                                        "\"accountEnabled:true\"",
                                        "\"displayName:x",
                                        "\"displayName:x\" \"mail:x\"",
                                        "\"displayName:x\" or \"mail:x\"",
                                        "\"displayName:x\" OR",
                                        "(\"displayName:x\"",
                                        "\"displayName:x\\",
                                        "((((((((((((((((((\"displayName:x\"))))))))))))))))))"};
    auto_arena struct arena *arena = arena_new(0);
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct odata_query query = {.filter = NULL};
        const char *message = NULL;
        if (odata_search(arena, cases[i], &query, &message) || !message)
            fail_msg("%s was accepted", cases[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(filter__matches__as_a_look_at_the_seed),
        cmocka_unit_test(search__matches__words_and_beginnings),
        cmocka_unit_test(filter__is_refused__when_the_directory_would),
        cmocka_unit_test(filter__takes_15_alternatives__and_no_more),
        cmocka_unit_test(search__is_refused__when_it_is_not_quoted_or_not_searchable),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
