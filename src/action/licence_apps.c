/* Which service plans of a licence are meant by their names or ids. */
#include "action/licence_apps.h"

#include "base/arena.h"
#include "base/buf.h"
#include "codec/json.h"
#include <string.h>
#include <strings.h>

static bool given(const struct flow *flow, const char *param)
{
    return !flow->restore && flow_value(flow, param);
}

static bool is_called(const struct sku_plan *plan, const char *name)
{
    return !strcasecmp(plan->name, name) || !strcasecmp(plan->id, name);
}

static bool is_one_of(const struct sku *skus, const char *const *ids, size_t count, const char *name)
{
    for (const struct sku *sku = skus; sku; sku = sku->next)
        for (size_t i = 0; i < count; i++)
            for (const struct sku_plan *plan =
                     strcasecmp(sku->id, ids[i]) && strcasecmp(sku->part_number, ids[i]) ? NULL : sku->plans;
                 plan; plan = plan->next)
                if (is_called(plan, name))
                    return true;
    return false;
}

bool licence_apps_fit(struct flow *flow, const char *param, const struct sku *skus, const char *const *ids,
                      size_t count)
{
    size_t n;
    const char **names = given(flow, param) ? flow_values(flow, param, &n) : NULL;
    for (size_t i = 0; names && count && i < n; i++)
        if (!is_one_of(skus, ids, count, names[i])) {
            err_set(&flow->error, ERR_USAGE, "no licence that is added has an app \"%.100s\"", names[i]);
            return err_hint(&flow->error, "give its service plan, such as YAMMER_ENTERPRISE");
        }
    return true;
}

/* The plans that were switched off when the licence was there before. */
static const char *off_before(struct flow *flow, const char *sku_id)
{
    struct err ignored;
    auto_json struct json *root = json_parse(flow->restore, strlen(flow->restore), &ignored);
    auto_buf struct buf out = buf_make(BUF_REQUEST);
    for (const struct json *one = json_first(json_get(root, "assignedLicenses")); one; one = json_next(one)) {
        const struct json *off = json_get(one, "disabledPlans");
        if (!strcasecmp(json_text_or(json_get(one, "skuId"), ""), sku_id) && json_kind(off) == JSON_ARRAY &&
            json_write(off, &out))
            return arena_strdup(flow->arena, buf_text(&out));
    }
    return "[]";
}

const char *licence_apps_off(struct flow *flow, const struct sku *sku, const char *id)
{
    size_t n;
    const char **names = flow_values(flow, "without", &n);
    auto_buf struct buf out = buf_make(BUF_REQUEST);
    if (flow->restore)
        return off_before(flow, id);
    for (const struct sku_plan *plan = sku ? sku->plans : NULL; plan; plan = plan->next)
        for (size_t i = 0; i < n; i++)
            if (is_called(plan, names[i]))
                buf_printf(&out, "%s\"%s\"", out.length ? "," : "", plan->id);
    return arena_printf(flow->arena, "[%s]", buf_text(&out));
}
