/* A photo is a grey square of the user's own shade: a JPEG with tables of one code for each thing it says. */
#include "tenant/graph/photos.h"

#include "tenant/graph/users.h"
#include "tenant/state/mailbox.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { SIDE = 240, BLOCK = 8 };

static const int sizes[] = {48, 64, 96, 120, SIDE};

/* Who has one: people with a mailbox, most of them. */
static bool has_photo(const struct tenant *tenant, uint32_t number)
{
    struct mailbox mailbox;
    const struct store_value *written = store_value(store_change(tenant->store, number), "photo");
    if (written && !json_true(written->value))
        return false;
    return mailbox_load(tenant, number, &mailbox) && mailbox.kind == MAILBOX_USER &&
           seed_mix(mailbox.user.seed.dice + 0xf0) % 5 < 3;
}

/* The user of the path who has a photo; SEED_NOBODY after answering 404. */
static uint32_t pictured(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply)
{
    uint32_t number = users_of_path(tenant, request, reply);
    if (number == SEED_NOBODY || has_photo(tenant, number))
        return number;
    tenant_error(request, reply, 404, "ImageNotFound",
                 "Exception of type 'Microsoft.Fast.Profile.Core.Exception.ImageNotFoundException' was thrown.");
    return SEED_NOBODY;
}

/* The size a path names: "…/photos/48x48/$value"; the largest when it names none, 0 when there is no such size. */
static int side_of(const struct tenant_request *request)
{
    char name[16];
    if (strcmp(request->segments[2], "photos") != 0)
        return SIDE;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        snprintf(name, sizeof name, "%dx%d", sizes[i], sizes[i]);
        if (!strcasecmp(name, request->segments[3]))
            return sizes[i];
    }
    return 0;
}

void photos_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const names[] = {"id", "height", "width", NULL};
    uint32_t number = pictured(tenant, request, reply);
    if (number == SEED_NOBODY)
        return;
    const struct object_kind kind = {.type = "profilePhoto",
                                     .set = arena_printf(request->arena, "users('%s')/photo", request->segments[1]),
                                     .properties = names};
    uint64_t tag = seed_mix(number + 0xe7a6u);
    struct json *one = json_new_object();
    json_set_text(one, "@odata.mediaContentType", "image/jpeg");
    json_set_text(one, "@odata.mediaEtag", arena_printf(request->arena, "\"%llX\"", (unsigned long long)tag));
    json_set_text(one, "id", "240X240");
    json_set_number(one, "height", SIDE);
    json_set_number(one, "width", SIDE);
    objects_answer(request, reply, &kind, 200, one);
}

/* --- the bytes --- */

static void segment(struct buf *out, int marker, const unsigned char *data, size_t length)
{
    buf_putc(out, (char)0xff);
    buf_putc(out, (char)marker);
    buf_putc(out, (char)((length + 2) >> 8));
    buf_putc(out, (char)(length + 2));
    buf_add(out, data, length);
}

/* The differences of brightness are of category 0 (code 0) but for the first, of category 7 (code 10); then a block ends (code 0). */
static void scan(struct buf *out, int side, unsigned shade)
{
    unsigned blocks = (unsigned)(side / BLOCK) * (unsigned)(side / BLOCK), bits = 0, count = 0;
    for (unsigned i = 0; i < blocks; i++) {
        unsigned code = i ? 0 : 2u << 8 | (64u + shade % 64) << 1, length = i ? 2 : 10;
        for (unsigned b = length; b-- > 0;) {
            bits = bits << 1 | (code >> b & 1);
            if (++count % 8 == 0)
                buf_putc(out, (char)bits);
        }
    }
    for (; count % 8; count++) { /* what is left is filled with ones */
        bits = bits << 1 | 1;
        if (count % 8 == 7)
            buf_putc(out, (char)bits);
    }
}

static void jpeg(struct buf *out, int side, unsigned shade)
{
    unsigned char quantization[65] = {0};
    const unsigned char frame[] = {8, 0, (unsigned char)side, 0, (unsigned char)side, 1, 1, 0x11, 0};
    static const unsigned char differences[19] = {[1] = 1, [2] = 1, [18] = 7};
    static const unsigned char rest[18] = {0x10, 1};
    static const unsigned char start[] = {1, 1, 0x00, 0, 63, 0};
    memset(quantization + 1, 8, 64);
    buf_add(out, "\xff\xd8", 2);
    segment(out, 0xdb, quantization, sizeof quantization);
    segment(out, 0xc0, frame, sizeof frame);
    segment(out, 0xc4, differences, sizeof differences);
    segment(out, 0xc4, rest, sizeof rest);
    segment(out, 0xda, start, sizeof start);
    scan(out, side, shade);
    buf_add(out, "\xff\xd9", 2);
}

void photos_value(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    int side = side_of(request);
    uint32_t number = side && objects_no_options(request, reply) ? pictured(tenant, request, reply) : SEED_NOBODY;
    if (!side)
        tenant_error(request, reply, 404, "ImageNotFound", "The specified image size was not found.");
    if (number == SEED_NOBODY)
        return;
    reply->status = 200;
    reply->content_type = "image/jpeg";
    jpeg(&reply->body, side, (unsigned)(seed_mix(number) >> 40));
}

void photos_delete(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    uint32_t number = objects_no_options(request, reply) ? pictured(tenant, request, reply) : SEED_NOBODY;
    if (number == SEED_NOBODY)
        return;
    store_write(tenant->store, number, "photo", json_new_bool(false));
    tenant_empty(reply, 204);
}
