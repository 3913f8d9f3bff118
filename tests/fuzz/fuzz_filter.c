/* Filters: typing the text letter by letter, narrowing never loses or keeps a row that a fresh filter would not. */
#include "fuzz.h"
#include "model/filter.h"

static struct users *made_up(void)
{
    static const char *const names[] = {"Ann Ng", "Jörg Weiß", "a b c", "status:x 12:30", "\"q\" - <>"};
    struct users *users = users_new();
    struct user_page *page = user_page_new(5);
    for (size_t i = 0; i < 5; i++) {
        char id[GUID_TEXT];
        struct text name = {names[i], strlen(names[i])};
        snprintf(id, sizeof id, "00000000-0000-4000-8000-00000000000%u", (unsigned)i);
        user_page_add(page, &(struct user_input){.id = {id, 36},
                                                 .display_name = name,
                                                 .user_principal_name = name,
                                                 .job_title = name,
                                                 .account_enabled = (int)i % 3 - 1,
                                                 .synced = i & 1,
                                                 .guest = i & 2,
                                                 .created = (int64_t)i * 100000000000});
    }
    users_append(users, page);
    return users;
}

void fuzz_filter(const uint8_t *data, size_t size)
{
    static const int64_t now = 1795435200000;
    static struct users *users; /* lives as long as the fuzzer */
    if (!users)
        users = made_up();
    auto_str char *text = fuzz_text(data, size > 200 ? 200 : size);
    size_t length = strlen(text);
    struct err e = {.code = ERR_OK};
    struct filter *before = filter_parse("", now, &e);
    for (size_t i = 1; i <= length; i++) {
        auto_str char *typed = xstrndup(text, i);
        struct filter *filter = filter_parse(typed, now, &e);
        MUST(filter || (e.code == ERR_PARSE && !strncmp(e.message, "column ", 7)));
        if (!filter)
            continue;
        bool narrows = filter_narrows(before, filter);
        for (uint32_t row = 0; row < 5; row++)
            MUST(!narrows || !filter_match(filter, users, row, NULL) || filter_match(before, users, row, NULL));
        filter_free(before);
        before = filter;
    }
    filter_free(before);
}
