/* Making and freeing what is known of a tenant. */
#include "ui/app/tenant_model.h"

#include "base/alloc.h"
#include "ui/app/app_jobs.h"
#include "ui/app/researches.h"

enum { FILTER_BYTES = 1024 };

struct tenant_model *tenant_model_new(const struct config_tenant *tenant, bool read_only)
{
    struct tenant_model *model = xcalloc(1, sizeof *model);
    *model = (struct tenant_model){.tenant_config = tenant,
                                   .read_only = read_only,
                                   .users = users_new(),
                                   .names = sku_names_new(),
                                   .filter = buf_make(FILTER_BYTES),
                                   .base_filter = presets[0].filter,
                                   .base_name = presets[0].name,
                                   .sort_column = -1};
    model->table = view_new(model->users, model->names);
    return model;
}

static void free_researches(struct research *first)
{
    for (struct research *next; first; first = next) {
        next = first->next;
        xfree(first->jobs);
        arena_free(first->look_arena);
        report_free(first->report);
        arena_free(first->arena);
        xfree(first);
    }
}

void tenant_model_free(struct tenant_model *model)
{
    if (!model)
        return;
    app_jobs_free(model->jobs);
    free_researches(model->researches);
    view_sort_job_free(model->sort_copy); /* before the rows it names */
    view_free(model->table);
    users_free(model->users);
    sku_names_free(model->names);
    buf_free(&model->filter);
    arena_free(model->tenant_arena);
    for (size_t i = 0; i < USERS_READ; i++)
        panel_readings_free(&model->readings.of[i]);
    panel_readings_free(&model->readings.tenant);
    xfree((char *)model->health);
    xfree(model);
}
