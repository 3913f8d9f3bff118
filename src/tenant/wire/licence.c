/* Each plan is refused in words of its own (REQUESTS §1.6). */
#include "tenant/wire/licence.h"

#include "tenant/seed/seed.h"
#include "tenant/state/scenario.h"
#include <string.h>

static bool hidden(const struct tenant *tenant, const struct tenant_request *request)
{
    return tenant->audit_needs_directory && tenant_caller_holds(request, "AuditLog.Read.All") &&
           !tenant_caller_holds(request, "Directory.Read.All") &&
           !tenant_caller_holds(request, "Directory.ReadWrite.All");
}

bool licence_refuse(enum store_plan needed, const struct tenant_request *request, struct tenant_reply *reply)
{
    static const struct {
        const char *code, *message;
    } words[] = {
        [PLAN_P1] = {"Authentication_RequestFromNonPremiumTenantOrB2CTenant",
                     "Neither tenant is B2C or tenant doesn't have premium license"},
        [PLAN_P2] = {"AccessDenied", "Your tenant is not licensed for this feature."},
    };
    tenant_error(request, reply, 403, words[needed].code, words[needed].message);
    return false;
}

bool licence_permits(const struct tenant *tenant, enum store_plan needed, const struct tenant_request *request,
                     struct tenant_reply *reply)
{
    return (store_plan(tenant->store) >= needed && (needed != PLAN_P1 || !hidden(tenant, request))) ||
           licence_refuse(needed, request, reply);
}

enum held { HELD, NOT_BOUGHT, SWITCHED_OFF };

/* Plans of Entra ID go by what the tenant has bought. */
static enum held held_as(const struct tenant *tenant, int sku, const char *plan)
{
    static const struct {
        const char *name;
        enum store_plan plan;
    } entra[] = {{"AAD_PREMIUM", PLAN_P1}, {"AAD_PREMIUM_P2", PLAN_P2}};
    enum held without = HELD;
    size_t count;
    const struct scenario_off *off = scenario_plans_off(tenant->scenario, &count);
    for (size_t i = 0; i < sizeof entra / sizeof *entra; i++)
        if (!strcmp(entra[i].name, plan)) {
            if (store_plan(tenant->store) >= entra[i].plan)
                return HELD;
            without = NOT_BOUGHT;
        }
    for (size_t i = 0; i < count; i++)
        if (off[i].sku == sku && !strcmp(off[i].plan, plan))
            return SWITCHED_OFF;
    return without;
}

static bool names(const struct json *ids, const char *id)
{
    for (const struct json *one = json_first(ids); one; one = json_next(one))
        if (!strcmp(json_text_or(one, ""), id))
            return true;
    return false;
}

static bool names_plan(const struct json *plans, const char *name)
{
    for (const struct json *one = json_first(plans); one; one = json_next(one))
        if (!strcmp(json_text_or(json_get(one, "servicePlanName"), ""), name))
            return true;
    return false;
}

static void add_plan(struct json *plans, const struct seed_plan *seed, bool off)
{
    struct json *plan = json_new_object();
    json_set_text(plan, "servicePlanId", seed->id);
    json_set_text(plan, "servicePlanName", seed->name);
    json_set_text(plan, "provisioningStatus", off ? "Disabled" : "Success");
    json_set_text(plan, "appliesTo", strcmp(seed->name, "EXCHANGE_S_FOUNDATION") ? "User" : "Company");
    json_push(plans, plan);
}

/* By its name, of whatever product; NULL: none of them has it. */
static const struct seed_plan *plan_named(const struct seed_sku *sku, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        for (int p = 0; p < SEED_PLANS && sku[i].plans[p].id; p++)
            if (!strcmp(sku[i].plans[p].name, name))
                return &sku[i].plans[p];
    return NULL;
}

struct json *licence_plans(const struct tenant *tenant, int sku, const struct json *disabled)
{
    size_t count;
    struct json *plans = json_new_array();
    const struct seed_sku *product = &seed_skus[sku];
    const struct scenario_off *off = scenario_plans_off(tenant->scenario, &count);
    for (int p = 0; p < SEED_PLANS && product->plans[p].id; p++) {
        enum held held = held_as(tenant, sku, product->plans[p].name);
        if (held != NOT_BOUGHT)
            add_plan(plans, &product->plans[p], held == SWITCHED_OFF || names(disabled, product->plans[p].id));
    }
    for (size_t i = 0; i < count; i++) { /* sold with the product in that tenant, and in no use */
        const struct seed_plan *plan = plan_named(seed_skus, seed_sku_count, off[i].plan);
        if (plan && off[i].sku == sku && !plan_named(product, 1, off[i].plan) && !names_plan(plans, off[i].plan))
            add_plan(plans, plan, true);
    }
    return plans;
}
