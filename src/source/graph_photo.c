/* The photo of a user: that there is one and how large, and the picture itself (REQUESTS §2). */
#include "api/graph/graph.h"
#include "codec/base64.h"
#include "source/rows.h"
#include <string.h>

#define COUNT_OF(array) (sizeof array / sizeof array[0])
#define READS_PHOTOS    ANY_OF("ProfilePhoto.Read.All", "ProfilePhoto.ReadWrite.All", READS_USERS)

static const struct field photo_fields[] = {
    {.name = "id", .label = "Size", .flags = FIELD_REQUIRED | FIELD_HIDDEN},
    {.name = "size", .label = "Photo", .flags = FIELD_BESIDE},
    {.name = "width", .label = "Width", .type = FIELD_NUMBER},
    {.name = "height", .label = "Height", .type = FIELD_NUMBER},
    {.name = "contentType", .label = "Format", .flags = FIELD_BESIDE},
};
static const struct record_kind photo_kind = {.name = "photo",
                                              .many = "photos",
                                              .fields = photo_fields,
                                              .count = COUNT_OF(photo_fields),
                                              .id = 0,
                                              .title = 1,
                                              .detail = 4,
                                              .time = -1};

static struct http_request *ask_photo(struct reading *reading)
{
    return graph_get(reading->arena, reading->endpoints, graph_user_path(reading->arena, reading->subject, "/photo"));
}

static bool name_size(struct reading *reading, const struct json *object, struct record *record)
{
    struct arena *arena = reading->page->arena;
    long long width = (long long)record_number(record, "width", 0), height = record_number(record, "height", 0);
    if (width > 0 && height > 0)
        record_set_text(record, "size", arena_printf(arena, "%lld × %lld", width, height));
    record_set_text(record, "contentType", source_text(arena, json_get(object, "@odata.mediaContentType")));
    return true;
}

/* --- the picture --- */

static const struct field picture_fields[] = {
    {.name = "image", .label = "Picture", .flags = FIELD_REQUIRED | FIELD_HIDDEN}, /* in base64 */
    {.name = "length", .label = "Bytes", .type = FIELD_SIZE},
    {.name = "ending", .label = "Format"},
};
static const struct record_kind picture_kind = {.name = "picture",
                                                .many = "pictures",
                                                .fields = picture_fields,
                                                .count = COUNT_OF(picture_fields),
                                                .id = 0,
                                                .title = 2,
                                                .detail = 1,
                                                .time = -1};

static struct http_request *ask_picture(struct reading *reading)
{
    struct http_request *request = graph_get(reading->arena, reading->endpoints,
                                             graph_user_path(reading->arena, reading->subject, "/photo/$value"));
    request->batch = false;
    request->picture = true;
    return request;
}

static enum source_step picture_step(struct reading *reading, const struct http_reply *reply)
{
    struct err e = {.code = ERR_OK};
    if (!reply) {
        reading->request = ask_picture(reading);
        return SOURCE_SEND;
    }
    if (!graph_check(reply, &e))
        return reading_stop(reading, reply, &e);
    auto_buf struct buf text = buf_make(16u << 20);
    struct record *record = record_page_add(reading->page);
    base64_encode(&text, buf_text(&reply->body), reply->body.length);
    record_set_text(record, "image", arena_strndup(reading->page->arena, buf_text(&text), text.length));
    *(struct value *)record_value(record, "length") = (struct value){.known = true,
                                                                     .number = (int64_t)reply->body.length};
    record_set_text(record, "ending", http_picture_ending(&reply->body));
    return reading_end(reading);
}

const struct source graph_photo_sources[] = {
    {
        .name = "photo",
        .label = "Photo",
        .scope = SOURCE_OF_USER,
        .flags = SOURCE_404_IS_NONE | SOURCE_ONE,
        .kind = &photo_kind,
        .needs = READS_PHOTOS,
        .phase = PHASE_STATE,
        .ask = ask_photo,
        .finish = name_size,
    },
    {
        .name = "photo-picture",
        .label = "The picture of a photo",
        .scope = SOURCE_OF_USER,
        .flags = SOURCE_404_IS_NONE,
        .kind = &picture_kind,
        .needs = READS_PHOTOS,
        .phase = PHASE_STATE,
        .ask = ask_picture,
        .step = picture_step,
    },
};
const size_t graph_photo_source_count = COUNT_OF(graph_photo_sources);
