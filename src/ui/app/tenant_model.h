/* What the screen knows of one tenant: made when it is chosen, freed whole when another one is. */
#ifndef UI_TENANT_MODEL_H
#define UI_TENANT_MODEL_H

#include "config/config.h"
#include "model/view.h"
#include "panel/readings.h"
#include "worker/message.h"

struct app_job;
struct research; /* ui/app/researches.h */

/* What was read of single users (user_readings.c): who was looked at last comes first. */
enum { USERS_READ = 8 };
struct user_readings {
    struct panel_readings of[USERS_READ];
    struct panel_readings tenant; /* sources of the tenant */
};

struct tenant_model {
    const struct config_tenant *tenant_config;
    bool read_only;      /* nothing can be changed in this tenant, now */
    int64_t armed_until; /* ms; read-only is lifted until then; 0: it is not */
    struct users *users;
    struct user_view *table;
    struct sku_names *names;
    size_t cursor;         /* position in the table */
    struct guid cursor_id; /* and whose it is: the cursor stays with the user */
    int cursor_line;       /* of the screen, where the table drew it */
    /* how the table is shown (app_table.c) */
    struct buf filter;                   /* as typed */
    struct err filter_error;             /* why it cannot be read; OK: it can */
    const char *base_filter, *base_name; /* the preset */
    int sort_column;                     /* -1: as they came */
    bool sort_descending, sorting;
    struct view_sort_job *sort_copy; /* for the worker, while the keys are copied; else NULL */
    uint64_t sort_job;               /* what the worker was asked; 0: nothing whose order is still wanted */
    /* the tenant, as far as known ("" or NULL before) */
    struct arena *tenant_arena;
    const struct message_tenant *tenant;
    /* loading the table */
    uint64_t load_job;
    size_t load_total, load_pages_users;
    size_t counted;           /* users of the table that is shown, as the service counts them; 0: it has not said */
    bool whole;               /* the table that is shown was read to its end */
    uint64_t part_marked_job; /* of this load it was said that "mark all" marks a part */
    bool loading;
    struct err load_error;
    int64_t as_of;      /* ms; 0: never */
    const char *health; /* owned; NULL: all is well */
    /* columns with a source of their own (extra_columns.c) */
    uint64_t extra_jobs[EXTRA_COUNT];  /* that read them of all users; 0: none does */
    uint64_t extra_loads[EXTRA_COUNT]; /* the load of the table they were read with */
    size_t extra_shown[EXTRA_COUNT];   /* values that filter and order have seen */
    struct err
        extra_refused[EXTRA_COUNT]; /* why even one user's is not told: it is not asked for again; OK: it is not so */
    struct user_readings readings;
    struct research *researches; /* who was looked at last comes first; researches.h */
    /* what was asked of its worker */
    struct app_job *jobs;                     /* newest first; app_jobs.h */
    size_t waiting;                           /* answers still to come */
    bool probed;                              /* Exchange was asked what it offers */
    int64_t interrupted;                      /* a playbook of the journal that can be gone on with; 0: none */
    uint64_t unsettled_job;                   /* the question of the start: is anything unsettled? 0: none waits */
    const struct config_tenant *asked_tenant; /* "jobs are running" was said when this one was chosen, */
    uint64_t asked_job;                       /* and this was the next job */
};

/** Nothing is known yet but the configuration; `tenant` must live as long as the model. */
struct tenant_model *tenant_model_new(const struct config_tenant *tenant, bool read_only);
/** The jobs and their secrets go with it. NULL is allowed. */
void tenant_model_free(struct tenant_model *model);

#endif
