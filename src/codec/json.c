/* The one place that knows cJSON. A struct json is a cJSON item under another name. */
#include "codec/json.h"

#include "base/alloc.h"
#include "base/secret.h"
#include "base/utf8.h"
#include <cjson/cJSON.h>
#include <stdint.h>
#include <string.h>

enum { DEEPEST = 64 };

static cJSON *item(const struct json *value)
{
    return (cJSON *)(uintptr_t)value;
}

static struct json *value_of(cJSON *found)
{
    return (struct json *)found;
}

/* Whether brackets nest deeper than DEEPEST: cJSON's own limit would use far more stack. */
static bool too_deep(const char *text, size_t length)
{
    int depth = 0;
    bool quoted = false;

    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        if (quoted && c == '\\')
            i++;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '{' || c == '['))
            depth++;
        else if (!quoted && (c == '}' || c == ']'))
            depth--;
        if (depth > DEEPEST)
            return true;
    }
    return false;
}

struct json *json_parse(const char *text, size_t length, struct err *e)
{
    const char *end;

    if (length >= 3 &&
        !memcmp(text, "\xef\xbb\xbf", 3)) { /* a byte order mark; cJSON sees it before longer texts alone */
        text += 3;
        length -= 3;
    }
    end = text;
    if (too_deep(text, length)) {
        err_set(e, ERR_PARSE, "JSON nested deeper than %d levels", DEEPEST);
        return NULL;
    }
    cJSON *root = cJSON_ParseWithLengthOpts(text, length, &end, false);
    while (root && end < text + length && strchr(" \t\r\n", *end) && *end)
        end++;
    if (root && end == text + length)
        return value_of(root);
    cJSON_Delete(root);
    int line = 1, column = 1;
    for (const char *at = text; at < end && at < text + length; at++) {
        column = *at == '\n' ? 1 : column + 1;
        line += *at == '\n';
    }
    err_set(e, ERR_PARSE, "not JSON at line %d, column %d", line, column);
    return NULL;
}

void json_free(struct json *root)
{
    cJSON_Delete(item(root));
}

static void wipe_texts(cJSON *value)
{
    for (; value; value = value->next) {
        if (value->valuestring)
            secret_wipe(value->valuestring, strlen(value->valuestring));
        wipe_texts(value->child);
    }
}

static void json_wipe(struct json *root)
{
    wipe_texts(item(root));
    json_free(root);
}

void json_cleanup_wiped(struct json **root)
{
    json_wipe(*root);
}

void json_cleanup(struct json **root)
{
    json_free(*root);
}

enum json_kind json_kind(const struct json *value)
{
    const cJSON *found = item(value);
    if (cJSON_IsBool(found))
        return JSON_BOOL;
    if (cJSON_IsNumber(found))
        return JSON_NUMBER;
    if (cJSON_IsString(found))
        return JSON_STRING;
    if (cJSON_IsArray(found))
        return JSON_ARRAY;
    return cJSON_IsObject(found) ? JSON_OBJECT : JSON_NULL;
}

const struct json *json_get(const struct json *object, const char *name)
{
    return cJSON_IsObject(item(object)) ? value_of(cJSON_GetObjectItemCaseSensitive(item(object), name)) : NULL;
}

const struct json *json_path(const struct json *object, const char *dotted)
{
    while (object && *dotted) {
        size_t length = strcspn(dotted, ".");
        char name[128];
        if (length >= sizeof name)
            return NULL;
        memcpy(name, dotted, length);
        name[length] = '\0';
        object = json_get(object, name);
        dotted += length + (dotted[length] == '.');
    }
    return object;
}

const struct json *json_first(const struct json *container)
{
    return cJSON_IsArray(item(container)) || cJSON_IsObject(item(container)) ? value_of(item(container)->child) : NULL;
}

const struct json *json_next(const struct json *child)
{
    return value_of(item(child)->next);
}

const char *json_key(const struct json *child)
{
    return item(child)->string;
}

size_t json_count(const struct json *container)
{
    size_t n = 0;
    for (const struct json *child = json_first(container); child; child = json_next(child))
        n++;
    return n;
}

const char *json_text(const struct json *value)
{
    return cJSON_IsString(item(value)) ? item(value)->valuestring : NULL;
}

const char *json_text_or(const struct json *value, const char *otherwise)
{
    const char *text = json_text(value);
    return text ? text : otherwise;
}

bool json_true(const struct json *value)
{
    return cJSON_IsTrue(item(value));
}

double json_number(const struct json *value, double otherwise)
{
    return cJSON_IsNumber(item(value)) ? item(value)->valuedouble : otherwise;
}

long long json_integer(const struct json *value, long long otherwise)
{
    static const double most = 9007199254740992.0;
    double number = json_number(value, (double)otherwise);
    return number != number ? otherwise : (long long)(number > most ? most : number < -most ? -most : number);
}

bool json_write(const struct json *value, struct buf *out)
{
    char *text = cJSON_PrintUnformatted(item(value));
    bool ok = text && buf_puts(out, text);
    cJSON_free(text);
    return ok;
}

struct json *json_new_object(void)
{
    return value_of(cJSON_CreateObject());
}

struct json *json_new_array(void)
{
    return value_of(cJSON_CreateArray());
}

struct json *json_copy(const struct json *value)
{
    return value_of(cJSON_Duplicate(item(value), true));
}

void json_set(struct json *object, const char *name, struct json *value)
{
    cJSON *moved = value ? item(value) : cJSON_CreateNull();
    if (cJSON_GetObjectItemCaseSensitive(item(object), name))
        cJSON_ReplaceItemInObjectCaseSensitive(item(object), name, moved);
    else
        cJSON_AddItemToObject(item(object), name, moved);
}

void json_set_text(struct json *object, const char *name, const char *text)
{
    json_set(object, name, text ? json_new_text(text) : NULL);
}

void json_set_number(struct json *object, const char *name, double number)
{
    json_set(object, name, json_new_number(number));
}

void json_set_bool(struct json *object, const char *name, bool value)
{
    json_set(object, name, json_new_bool(value));
}

void json_remove(struct json *object, const char *name)
{
    cJSON_DeleteItemFromObjectCaseSensitive(item(object), name);
}

void json_push(struct json *array, struct json *value)
{
    cJSON_AddItemToArray(item(array), item(value));
}

struct json *json_new_text(const char *text)
{
    return value_of(cJSON_CreateString(text));
}

struct json *json_new_number(double number)
{
    return value_of(cJSON_CreateNumber(number));
}

struct json *json_new_bool(bool value)
{
    return value_of(cJSON_CreateBool(value));
}

struct json *json_new_null(void)
{
    return value_of(cJSON_CreateNull());
}

const char *json_library(void)
{
    return cJSON_Version();
}
