/* What every row of every action must have (DESIGN §5, §10), whoever adds it. */
#include "unit.h"

#include <ctype.h>
#include <stdio.h>

#include "flow_script.h"

static void actions__are_told_apart__by_name_label_and_key(void **state)
{
    size_t count;
    const struct action *const *all = action_all(&count);
    (void)state;
    assert_true(count >= 5 && count < 64);
    for (size_t i = 0; i < count; i++) {
        assert_ptr_equal(action_find(all[i]->name), all[i]);
        assert_ptr_equal(action_by_key(all[i]->key), all[i]);
        assert_int_equal(strspn(all[i]->name, "abcdefghijklmnopqrstuvwxyz0123456789-"), strlen(all[i]->name));
        assert_true(isalnum(all[i]->key));
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(all[i]->name, all[j]->name);
            assert_string_not_equal(all[i]->label, all[j]->label);
            assert_int_not_equal(all[i]->key, all[j]->key);
        }
    }
}

static bool is_sentence(const char *text)
{
    size_t length = text ? strlen(text) : 0;
    return length > 10 && isupper((unsigned char)*text) && strchr(".?", text[length - 1]) && !strstr(text, "  ");
}

static void actions__say__what_they_do_and_need(void **state)
{
    size_t count;
    const struct action *const *all = action_all(&count);
    (void)state;
    for (size_t i = 0; i < count; i++) {
        const struct action *row = all[i];
        const char *hole = row->confirm ? strstr(row->confirm, "{target}") : NULL;
        if (!is_sentence(row->help) || !is_sentence(row->confirm))
            fail_msg("%s: help and confirmation are sentences", row->name);
        if (!hole || strstr(hole + 1, "{target}"))
            fail_msg("%s: the confirmation names {target} once", row->name);
        if (!row->needs || !row->needs[0] || !row->role || !*row->role)
            fail_msg("%s: needs a permission and a role", row->name);
        for (const char *const *need = row->needs; *need; need++)
            if (!strchr(*need, '.'))
                fail_msg("%s: %s is no permission", row->name, *need);
        assert_true(row->flow && row->group < GROUPS && *action_group_title(row->group));
        assert_true(isupper((unsigned char)*row->label) && strlen(row->label) <= 32);
    }
}

static void actions__are_undone__by_a_row_that_is_there(void **state)
{
    size_t count;
    const struct action *const *all = action_all(&count);
    (void)state;
    for (size_t i = 0; i < count; i++)
        if (all[i]->undo) {
            const struct action *undo = action_find(all[i]->undo);
            if (!undo || undo == all[i])
                fail_msg("%s: there is no action %s to undo it", all[i]->name, all[i]->undo);
            assert_true(undo->params == NULL); /* an undo asks nothing */
        }
}

static void actions__describe__their_parameters(void **state)
{
    size_t count;
    const struct action *const *all = action_all(&count);
    (void)state;
    for (size_t i = 0; i < count; i++)
        for (const struct param *param = all[i]->params; param && param->name; param++) {
            auto_arena struct arena *arena = arena_new(0);
            const struct param_value otherwise = {param->name, param->otherwise};
            struct param_value *out;
            size_t n;
            struct err e;
            assert_true(param->label && *param->label && param->help && *param->help);
            assert_true((param->kind == PARAM_CHOICE) == (param->choices != NULL));
            if (param->otherwise && !action_values(arena, all[i], &otherwise, 1, &out, &n, &e) && strstr(e.message, param->name))
                fail_msg("%s: %s", all[i]->name, e.message);
        }
}

/* Replies that let any flow read on: everything an account has, in no particular state. */
static const char any_user[] = "{\"id\":\"" USER_ID "\",\"accountEnabled\":null,\"value\":[]}";

static void actions__plan__at_least_one_write(void **state)
{
    size_t count;
    const struct action *const *all = action_all(&count);
    (void)state;
    for (size_t i = 0; i < count; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct param_value *values;
        struct flow flow = {.action = all[i], .target = &script_target, .endpoints = &script_endpoints, .arena = arena, .plan = true};
        struct err e;
        size_t writes = 0;
        if (!action_values(arena, all[i], NULL, 0, &values, &flow.value_count, &e))
            continue; /* has to be asked */
        flow.values = values;
        enum flow_state now = all[i]->flow(&flow, NULL);
        for (int step = 0; (now == FLOW_SEND || now == FLOW_WAIT) && step < 30; step++) {
            const struct http_request *request = flow.request;
            struct exchange given = {.status = request->sample_status, .reply = request->sample_body};
            if (!given.status)
                given = (struct exchange){.status = 200, .reply = any_user};
            struct http_reply reply = answer(arena, &given);
            bool write = now == FLOW_SEND && http_is_write(request);
            if (write && !request->sample_status)
                fail_msg("%s: a write of its plan would really be sent", all[i]->name);
            writes += write;
            if (write && request->secret_body)
                assert_non_null(request->shown_body);
            now = all[i]->flow(&flow, now == FLOW_WAIT ? NULL : &reply);
            buf_free(&reply.body);
        }
        if (now != FLOW_DONE || !writes)
            fail_msg("%s: the plan ends as %d with %zu writes", all[i]->name, (int)now, writes);
        assert_null(flow.secret);
    }
}

/* Whatever is refused must be told in words, with something to do about it. */
static void actions__explain__every_refusal(void **state)
{
    static const long refusals[] = {400, 401, 403, 404, 409, 429, 500, 503};
    size_t count;
    const struct action *const *all = action_all(&count);
    (void)state;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < sizeof refusals / sizeof refusals[0]; j++) {
            auto_arena struct arena *arena = arena_new(0);
            struct flow flow = {.action = all[i], .target = &script_target, .endpoints = &script_endpoints, .arena = arena};
            struct http_reply reply = answer(arena, &(struct exchange){.status = refusals[j], .reply = "{\"error\":{\"code\":\"c\",\"message\":\"m\"}}"});
            enum flow_state now = all[i]->flow(&flow, NULL);
            if (now == FLOW_SEND && !http_is_write(flow.request))
                now = all[i]->flow(&flow, &reply);
            assert_int_equal(now, FLOW_FAILED);
            assert_true(flow.error.code != ERR_OK && strstr(flow.error.message, "m"));
            if (refusals[j] == 403)
                assert_non_null(strstr(flow.error.hint, all[i]->needs[0]));
            buf_free(&reply.body);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(actions__are_told_apart__by_name_label_and_key),
        cmocka_unit_test(actions__say__what_they_do_and_need),
        cmocka_unit_test(actions__are_undone__by_a_row_that_is_there),
        cmocka_unit_test(actions__describe__their_parameters),
        cmocka_unit_test(actions__plan__at_least_one_write),
        cmocka_unit_test(actions__explain__every_refusal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
