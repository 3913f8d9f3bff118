/* Building pages: text is cleaned and folded here, once. */
#include "model/page.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/clean.h"
#include "base/utf8.h"
#include <assert.h>
#include <string.h>

const char *user_mail(const struct user *user)
{
    return user->mail ? user->mail : "";
}

const char *user_folded(const struct user *user, const char *haystack, enum user_text text, size_t *length)
{
    const char *at = haystack, *end = haystack + user->hay_length;
    if ((text == TEXT_MAIL && !user->mail) || (text == TEXT_TITLE && !user->job_title) ||
        (text == TEXT_DEPARTMENT && !user->department))
        return NULL;
    if (text == TEXT_MAIL && user->mail == user->user_principal_name)
        text = TEXT_UPN; /* written once */
    for (int i = TEXT_NAME; i < (int)text; i++)
        at = (const char *)memchr(at, '\n', (size_t)(end - at)) + 1;
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    *length = (size_t)((stop ? stop : end) - at);
    return at;
}

enum { RECENT_SETS = 256, SKU_ROOM = 128 };

struct user_page *user_page_new(size_t expected)
{
    struct user_page *page = xcalloc(1, sizeof *page);
    page->arena = arena_new(expected * 96 + 256);
    page->users = grow_array(NULL, &page->capacity, expected ? expected : 1, sizeof *page->users);
    page->facts = grow_array(NULL, &page->fact_capacity, expected ? expected : 1, sizeof *page->facts);
    page->recent_sets = arena_alloc(page->arena, RECENT_SETS * sizeof *page->recent_sets);
    page->sets = grow_array(NULL, &page->set_capacity, 1, sizeof *page->sets);
    page->sets[page->set_count++] = (struct licence_set){0};
    return page;
}

void user_page_free(struct user_page *page)
{
    if (!page)
        return;
    arena_free(page->arena);
    xfree(page->users);
    xfree(page->facts);
    xfree(page->sets);
    for (size_t i = 0; i < EXTRA_COUNT; i++)
        xfree(page->keys[i]);
    xfree(page->haystack);
    xfree(page);
}

static void fold(struct user_page *page, const char *text, char end)
{
    size_t length = text ? strlen(text) : 0;
    size_t room = length + 2;

    for (;;) {
        page->haystack = grow_array(page->haystack, &page->hay_capacity, page->hay_length + room, 1);
        size_t need = utf8_fold(text ? text : "", length, page->haystack + page->hay_length, room);
        if (need + 2 <= room) {
            page->hay_length += need;
            break;
        }
        room = need + 2;
    }
    page->haystack[page->hay_length++] = end;
}

static const char *keep(struct user_page *page, const struct text *text)
{
    return text->bytes && text->length ? clean_strdup(page->arena, text->bytes, text->length) : NULL;
}

static struct guid *room_for(struct user_page *page, size_t count)
{
    if (page->sku_left < count) {
        page->sku_left = count > SKU_ROOM ? count : SKU_ROOM;
        page->sku_room = arena_alloc(page->arena, page->sku_left * sizeof *page->sku_room);
    }
    struct guid *room = page->sku_room;
    page->sku_room += count;
    page->sku_left -= count;
    return room;
}

/* The number of a set of licences; an equal one that was seen not long ago is taken. */
static uint32_t licences_of(struct user_page *page, const struct guid *skus, size_t count)
{
    uint64_t hash = count;
    size_t size = count * sizeof *skus;
    if (!count)
        return 0;
    for (size_t i = 0; i < count; i++)
        hash = (hash ^ guid_hash(&skus[i])) * 0x9e3779b97f4a7c15u;
    uint32_t *recent = &page->recent_sets[hash >> 32 & (RECENT_SETS - 1)];
    const struct licence_set *set = &page->sets[*recent];
    if (set->count == count && !memcmp(set->skus, skus, size))
        return *recent;
    struct guid *copy = memcpy(room_for(page, count), skus, size);
    page->sets = grow_array(page->sets, &page->set_capacity, page->set_count + 1, sizeof *page->sets);
    page->sets[page->set_count] = (struct licence_set){copy, count};
    return *recent = (uint32_t)page->set_count++;
}

static void set_licences(struct user_page *page, struct user *user, struct user_facts *facts, const struct guid *skus,
                         size_t count)
{
    facts->licences = licences_of(page, skus, count) & 0xffffff;
    user->skus = page->sets[facts->licences].skus;
    user->sku_count = (uint16_t)count;
}

static uint8_t flags_of(const struct user_input *input)
{
    return (uint8_t)((input->account_enabled >= 0 ? USER_ENABLED_KNOWN : 0) |
                     (input->account_enabled > 0 ? USER_ENABLED : 0) | (input->synced ? USER_SYNCED : 0) |
                     (input->sync_ended ? USER_SYNC_ENDED : 0) | (input->guest ? USER_GUEST : 0));
}

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool user_page_add(struct user_page *page, const struct user_input *input)
{
    struct user user = {.created = input->created, .last_sync = input->last_sync, .flags = flags_of(input)};
    const struct text *upn = &input->user_principal_name, *mail = &input->mail;

    if (!input->id.bytes || !guid_parse(input->id.bytes, input->id.length, &user.id))
        return false;
    user.user_principal_name = upn->bytes ? clean_strdup(page->arena, upn->bytes, upn->length) : "";
    bool same = mail->bytes && mail->length == upn->length && !memcmp(mail->bytes, upn->bytes, mail->length);
    user.mail = same ? user.user_principal_name : keep(page, mail);
    user.display_name = keep(page, &input->display_name);
    if (!user.display_name)
        user.display_name = "";
    user.job_title = keep(page, &input->job_title);
    user.department = keep(page, &input->department);
    const struct text *location = &input->usage_location;
    if (location->length == 2 && is_letter(location->bytes[0]) && is_letter(location->bytes[1]))
        memcpy(user.usage_location, location->bytes, 2);
    user.hay = (uint32_t)page->hay_length;
    struct user_facts facts = {.hay = user.hay, .flags = user.flags};
    set_licences(page, &user, &facts, input->skus, input->sku_count);
    fold(page, user.display_name, '\n');
    fold(page, same ? NULL : user.mail, '\n');
    fold(page, user.user_principal_name, '\n');
    fold(page, user.job_title, '\n');
    fold(page, user.department, '\0');
    user.hay_length = (uint32_t)(page->hay_length - user.hay - 1);
    page->users = grow_array(page->users, &page->capacity, page->count + 1, sizeof *page->users);
    page->facts = grow_array(page->facts, &page->fact_capacity, page->count + 1, sizeof *page->facts);
    page->facts[page->count] = facts;
    page->users[page->count++] = user;
    return true;
}

void user_page_set_flags(struct user_page *page, size_t at, uint8_t flags)
{
    page->users[at].flags = flags;
    page->facts[at].flags = flags;
}

void user_page_set_key(struct user_page *page, enum extra which, size_t at, uint32_t key)
{
    assert(at < page->count);
    if (!page->keys[which] && key != EXTRA_UNKNOWN)
        page->keys[which] = xcalloc(page->count, sizeof *page->keys[which]);
    if (page->keys[which])
        page->keys[which][at] = key;
}

void user_page_remove(struct user_page *page, const bool *gone)
{
    size_t kept = 0;

    page->hay_length = 0;
    for (size_t i = 0; i < page->count; i++) {
        struct user user = page->users[i];
        if (gone[i])
            continue;
        memmove(page->haystack + page->hay_length, page->haystack + user.hay, user.hay_length + 1);
        user.hay = (uint32_t)page->hay_length;
        page->hay_length += user.hay_length + 1;
        page->facts[kept] = page->facts[i];
        page->facts[kept].hay = user.hay;
        for (size_t which = 0; which < EXTRA_COUNT; which++)
            if (page->keys[which])
                page->keys[which][kept] = page->keys[which][i];
        page->users[kept++] = user;
    }
    page->count = kept;
}

/* The haystack of the others moves over to make room: rare, and a page is small. */
void user_page_replace(struct user_page *page, size_t at, const struct user_page *other, size_t from)
{
    const struct user *new = &other->users[from], old = page->users[at];
    struct user user = *new;
    size_t after = old.hay + old.hay_length, rest = page->hay_length - after;

    user.user_principal_name = arena_strdup(page->arena, new->user_principal_name);
    user.mail = new->mail == new->user_principal_name ? user.user_principal_name : arena_strdup(page->arena, new->mail);
    user.display_name = arena_strdup(page->arena, new->display_name);
    user.job_title = arena_strdup(page->arena, new->job_title);
    user.department = arena_strdup(page->arena, new->department);
    user.hay = old.hay;
    page->facts[at] = (struct user_facts){.hay = user.hay, .flags = user.flags};
    set_licences(page, &user, &page->facts[at], new->skus, new->sku_count);
    page->haystack = grow_array(page->haystack, &page->hay_capacity, page->hay_length + new->hay_length, 1);
    memmove(page->haystack + old.hay + new->hay_length, page->haystack + after, rest);
    memcpy(page->haystack + old.hay, other->haystack + new->hay, new->hay_length);
    page->hay_length = old.hay + new->hay_length + rest;
    for (size_t i = at + 1; i < page->count; i++)
        page->facts[i].hay = page->users[i].hay += new->hay_length - old.hay_length;
    page->users[at] = user;
}
