/* A page of users as the service sends it: every text that comes out is clean. */
#include "api/graph/users.h"
#include "api/http/page.h"
#include "fuzz.h"
#include "model/page.h"

void fuzz_page(const uint8_t *data, size_t size)
{
    auto_arena struct arena *arena = arena_new(0);
    struct http_reply reply = {.status = 200, .body = buf_make(size)};
    struct user_page *page = NULL;
    char *next;
    long count;
    struct err e = {.code = ERR_OK};

    buf_add(&reply.body, data, size);
    fuzz_error(page_link(&reply, arena, &next, &e), &e);
    MUST(e.code == ERR_OK || !next);
    e = (struct err){.code = ERR_OK};
    fuzz_error(graph_users_page(&reply, arena, &page, &count, &e), &e);
    MUST(page ? count >= -1 : e.code != ERR_OK);
    for (size_t i = 0; page && i < page->count; i++) {
        const struct user *user = &page->users[i];
        fuzz_clean_text(user->display_name);
        fuzz_clean_text(user->user_principal_name);
        fuzz_clean_text(user->mail);
        fuzz_clean_text(user->job_title);
        fuzz_clean_text(user->department);
        fuzz_clean_text(user->usage_location);
        MUST(user->hay + user->hay_length < page->hay_length && strlen(page->haystack + user->hay) == user->hay_length);
    }
    user_page_free(page);
    buf_free(&reply.body);
}
