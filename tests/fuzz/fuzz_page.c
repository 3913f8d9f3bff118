/* A page of users as the service sends it: every text that comes out is clean. */
#include "api/graph/users.h"
#include "api/http/page.h"
#include "base/clean.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "model/page.h"

static void check_text(const char *text)
{
    if (!text)
        return;
    size_t length = strlen(text);
    auto_str char *again = xmalloc(length + 1);
    MUST(utf8_valid(text, length) && clean_text(text, length, again, length + 1) == length && !strcmp(again, text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    auto_arena struct arena *arena = arena_new(0);
    struct http_reply reply = {.status = 200, .body = buf_make(size)};
    struct user_page *page = NULL;
    char *next;
    long count;
    struct err e = {.code = ERR_OK};

    buf_add(&reply.body, data, size);
    if (!page_link(&reply, arena, &next, &e))
        MUST(!next && e.code == ERR_PARSE);
    e.code = ERR_OK;
    if (!graph_users_page(&reply, arena, &page, &count, &e))
        MUST(!page && e.code == ERR_PARSE);
    for (size_t i = 0; page && i < page->count; i++) {
        const struct user *user = &page->users[i];
        check_text(user->display_name);
        check_text(user->user_principal_name);
        check_text(user->mail);
        check_text(user->job_title);
        check_text(user->department);
        check_text(user->usage_location);
        MUST(user->hay + user->hay_length < page->hay_length && strlen(page->haystack + user->hay) == user->hay_length);
    }
    user_page_free(page);
    buf_free(&reply.body);
    return 0;
}
